import { writeFileSync } from 'node:fs';
import { startChild } from './child-process.ts';
import { openNative } from './posix-spawn.ts';
import type { ProcessGroups } from './process-groups.ts';
import type { ProcessEnd, ProcessStart, RunningProcess } from './running-process.ts';
import { hasRoomFor, spawnProcess } from './spawned-process.ts';
import { type StopDelays, signalGroup, stopGroup } from './stop-process.ts';

export type ProcessCall = ProcessStart & {
  /** The program itself sends both streams down the one of its output. */
  readonly isJoined?: boolean;
  /** Ends the process group in the documented sequence. */
  readonly signal: AbortSignal;
  readonly stopDelays: StopDelays;
  /** Gets to know the process group while it runs. */
  readonly groups: ProcessGroups;
  /** Ends what the program stands for, where that is not its own process group. Answers what calls the rest off. Default: `stopGroup`. */
  readonly stop?: (groupId: number, delays: StopDelays) => () => void;
};

/** How long output that grandchildren still hold open is waited for once the process itself has ended, in milliseconds. */
export const heldOutputMs = 5000;

/** Under memory pressure Linux ends a step before it ends the agent. */
const oomScore = '500';

/**
 * Runs a program in a process group of its own, with stdin closed, and waits until it has ended and its output is read. Throws a
 * `ProcessStartError` when it cannot be started.
 */
export async function runProcess(call: ProcessCall): Promise<ProcessEnd> {
  const running = await start(call);
  const { pid: groupId, ended, read } = running;
  makeExpendable(groupId);
  call.groups.add(groupId);
  // It is waited for below; until then a failure must not count as one that nobody handles.
  read.catch(() => undefined);
  const callOff = stopOn(call, groupId);
  const end = await ended;
  callOff();
  if (call.signal.aborted) signalGroup(groupId, 'SIGKILL');
  await settleWithin(heldOutputMs, running);
  call.groups.leave(groupId);
  return end;
}

function start(call: ProcessCall): RunningProcess | Promise<RunningProcess> {
  const { isJoined = false } = call;
  const isPlain = call.input === undefined && call.file.includes('/') && hasRoomFor({ isJoined });
  const native = isPlain ? openNative() : null;
  return native === null ? startChild(call) : spawnProcess(native, call, { isJoined });
}

function stopOn({ signal, stopDelays, stop: end = stopGroup }: ProcessCall, groupId: number): () => void {
  let callOff = (): void => undefined;
  const stop = (): void => {
    callOff = end(groupId, stopDelays);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return () => {
    signal.removeEventListener('abort', stop);
    callOff();
  };
}

/** Background processes may hold the pipes for as long as they live: past the limit their output is no longer this step's. */
async function settleWithin(limitMs: number, { read, letGo }: RunningProcess): Promise<void> {
  const timer = setTimeout(letGo, limitMs);
  await read.finally(() => clearTimeout(timer));
}

function makeExpendable(pid: number): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, oomScore);
  } catch {
    // The process has ended already, or the system does not let its score be raised: either way it runs as it is.
  }
}
