import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { ProcessGroups } from './process-groups.ts';
import { type StopDelays, signalGroup, stopGroup } from './stop-process.ts';

/** Takes a chunk of output; the process is not read further until a promise that it answers resolves. */
export type ChunkTaker = (chunk: Buffer) => Promise<unknown> | undefined;

export type ProcessCall = {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdout: ChunkTaker;
  readonly stderr: ChunkTaker;
  /** Ends the process group in the documented sequence. */
  readonly signal: AbortSignal;
  readonly stopDelays: StopDelays;
  /** Gets to know the process group while it runs. */
  readonly groups: ProcessGroups;
  /** What the program reads from stdin, which is then closed. Default: stdin is closed at once. */
  readonly input?: string;
  /** Ends what the program stands for, where that is not its own process group. Answers what calls the rest off. Default: `stopGroup`. */
  readonly stop?: (groupId: number, delays: StopDelays) => () => void;
};

/** A program that could not be started; the message is the system's. */
export class ProcessStartError extends Error {
  override readonly name = 'ProcessStartError';
}

/** How a process ended: its exit code, 128 + the signal's number as a shell counts it when a signal ended it. */
export type ProcessEnd = { readonly exitCode: number };

/** How long output that grandchildren still hold open is waited for once the process itself has ended, in milliseconds. */
export const heldOutputMs = 5000;

/** Under memory pressure Linux ends a step before it ends the agent. */
const oomScore = '500';

const signalNumbers: Readonly<Partial<Record<NodeJS.Signals, number>>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
};

/**
 * Runs a program in a process group of its own, with stdin closed, and waits until it has ended and its output is read. Throws a
 * `ProcessStartError` when it cannot be started.
 */
export async function runProcess(call: ProcessCall): Promise<ProcessEnd> {
  const child = start(call);
  const ended = endOf(child);
  if (child.pid === undefined) return ended;
  const groupId = child.pid;
  feed(child, call.input);
  makeExpendable(groupId);
  call.groups.add(groupId);
  const reading = Promise.all([read(child.stdout, call.stdout), read(child.stderr, call.stderr)]);
  // It is waited for below; until then a failure must not count as one that nobody handles.
  reading.catch(() => undefined);
  const callOff = stopOn(call, groupId);
  const end = await ended;
  callOff();
  if (call.signal.aborted) signalGroup(groupId, 'SIGKILL');
  await settleWithin(reading, heldOutputMs, child);
  call.groups.leave(groupId);
  return end;
}

function start({ file, args, cwd, env, input }: ProcessCall): ChildProcess {
  try {
    const stdin = input === undefined ? 'ignore' : 'pipe';
    return spawn(file, args, { cwd, env, detached: true, stdio: [stdin, 'pipe', 'pipe'] });
  } catch (failure) {
    // An argument or a variable holds a character that no process can be given.
    throw new ProcessStartError(failure instanceof Error ? failure.message : String(failure));
  }
}

function feed({ stdin }: ChildProcess, input: string | undefined): void {
  // A program that ends before it has read everything says what is wrong by its exit code.
  stdin?.on('error', () => undefined);
  stdin?.end(input);
}

function endOf(child: ChildProcess): Promise<ProcessEnd> {
  return new Promise((resolve, reject) => {
    child.once('error', failure => reject(new ProcessStartError(failure.message)));
    child.once('exit', (code, signal) => {
      resolve({ exitCode: code ?? 128 + (signal === null ? 0 : (signalNumbers[signal] ?? 0)) });
    });
  });
}

async function read(stream: Readable | null, take: ChunkTaker): Promise<void> {
  if (stream === null) return;
  try {
    for await (const chunk of stream) {
      const wait = take(chunk as Buffer);
      if (wait !== undefined) await wait;
    }
  } catch (failure) {
    if (!stream.destroyed) throw failure;
  }
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
async function settleWithin(reading: Promise<unknown>, limitMs: number, child: ChildProcess): Promise<void> {
  const timer = setTimeout(() => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, limitMs);
  await reading.finally(() => clearTimeout(timer));
}

function makeExpendable(pid: number): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, oomScore);
  } catch {
    // The process has ended already, or the system does not let its score be raised: either way it runs as it is.
  }
}
