import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { newGuid } from '../../base/new-guid.ts';
import type { Engine } from '../container-engine.ts';
import { type StopDelays, signalGroup } from '../process/stop-process.ts';
import { launch } from './launcher.ts';
import type { PathMap } from './mounts.ts';

/** The Node that task packages run on in a container, or why there is none. */
export type ContainerNode = { readonly path: string } | { readonly problem: string };

/** A container that steps can run in. */
export type RunningContainer = {
  readonly alias: string;
  readonly id: string;
  readonly engine: Engine;
  /** The user id that steps run under. */
  readonly user: string;
  readonly paths: PathMap;
  /** Where its bash is. */
  readonly bash: string;
  /** Of a job with steps that need one. */
  readonly node: ContainerNode | undefined;
};

export type ContainerProgram = {
  readonly file: string;
  readonly args: readonly string[];
  /** As the container sees it. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly pathPrefixes: readonly string[];
  /** The job's temporary folder, as the agent sees it. */
  readonly temp: string;
};

/** The engine's program that runs another one in a container, for `runProcess`. */
export type ContainerProcess = {
  readonly file: string;
  readonly args: readonly string[];
  readonly input: string;
  readonly stop: (groupId: number, delays: StopDelays) => () => void;
  /** Forgets the process once it has ended. */
  readonly forget: () => void;
};

/** A program in a container as a process of the machine. The engine passes no signal on, so stopping it is done inside. */
export function containerProcess(container: RunningContainer, program: ContainerProgram): ContainerProcess {
  const { engine, id, user, paths } = container;
  const idFile = join(program.temp, `.${newGuid()}.pid`);
  const { args, input } = launch({ ...program, container: id, user, idFile: paths.inside(idFile) });
  const signal = (name: 'INT' | 'TERM' | 'KILL'): void => {
    const processId = readId(idFile);
    if (processId === undefined) return;
    // What fails here has ended meanwhile; the process of the engine tells.
    execFile(
      engine.program,
      ['exec', '-u', '0', id, 'bash', '-c', `kill -s ${name} -- -${processId}`],
      () => undefined,
    );
  };
  return {
    file: engine.program,
    args,
    input,
    stop: (groupId, delays) => stopInside(groupId, delays, signal),
    forget: () => rmSync(idFile, { force: true }),
  };
}

/** How long after the last signal the engine's own process is killed as well, in milliseconds. */
const engineMs = 5000;

function stopInside(
  groupId: number,
  { sigintMs, sigtermMs }: StopDelays,
  signal: (name: 'INT' | 'TERM' | 'KILL') => void,
): () => void {
  const steps: readonly (readonly [number, () => void])[] = [
    [0, () => signal('INT')],
    [sigintMs, () => signal('TERM')],
    [sigintMs + sigtermMs, () => signal('KILL')],
    [sigintMs + sigtermMs + engineMs, () => signalGroup(groupId, 'SIGKILL')],
  ];
  const timers = steps.map(([afterMs, act]) => setTimeout(act, afterMs));
  return () => {
    for (const timer of timers) clearTimeout(timer);
  };
}

function readId(file: string): number | undefined {
  try {
    const id = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(id) && id > 1 ? id : undefined;
  } catch {
    // It has not started yet: the next signal finds it, or the engine's process is killed.
    return undefined;
  }
}
