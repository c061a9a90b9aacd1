import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import {
  type ChunkTaker,
  type ProcessEnd,
  type ProcessStart,
  ProcessStartError,
  type RunningProcess,
} from './running-process.ts';

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

/** Starts a program as Node starts programs. Rejects with a `ProcessStartError`. */
export async function startChild(call: ProcessStart): Promise<RunningProcess> {
  const child = start(call);
  const ended = endOf(child);
  if (child.pid === undefined) {
    await ended;
    throw new ProcessStartError(`spawn ${call.file}`);
  }
  feed(child, call.input);
  let isLetGo = false;
  const reading = [readAll(child.stdout, call.stdout), readAll(child.stderr, call.stderr)];
  return {
    pid: child.pid,
    ended,
    read: Promise.all(reading).then(
      () => undefined,
      failure => {
        if (!isLetGo) throw failure;
      },
    ),
    letGo() {
      isLetGo = true;
      child.stdout?.destroy();
      child.stderr?.destroy();
    },
  };
}

function start({ file, args, cwd, env, input }: ProcessStart): ChildProcess {
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

async function readAll(stream: Readable | null, take: ChunkTaker): Promise<void> {
  if (stream === null) return;
  for await (const chunk of stream) {
    const wait = take(chunk as Buffer);
    if (wait !== undefined) await wait;
  }
}
