import type { CLibrary } from './posix-spawn.ts';
import type { ProcessEnd } from './running-process.ts';

/** `WNOHANG` of Linux. */
const withoutWaiting = 1;

/** Children are looked at this often even if the system's word of an end should be missed, in milliseconds. */
const lookMs = 1000;

/** What a child ended with that somebody else has taken off the system's list. */
const unknownExitCode = 255;

const waiting = new Map<number, (end: ProcessEnd) => void>();
const status = Buffer.alloc(4);
let looking: NodeJS.Timeout | undefined;

/** Resolves when a child of this process has ended, and takes it off the system's list. This process goes on until then. */
export function endOfChild(c: CLibrary, pid: number): Promise<ProcessEnd> {
  const { promise, resolve } = Promise.withResolvers<ProcessEnd>();
  waiting.set(pid, resolve);
  looking ??= lookFromNowOn(c);
  looking.ref();
  // It may have ended before anybody listened.
  takeEnded(c);
  return promise;
}

function lookFromNowOn(c: CLibrary): NodeJS.Timeout {
  const look = (): void => takeEnded(c);
  process.on('SIGCHLD', look);
  return setInterval(look, lookMs);
}

function takeEnded(c: CLibrary): void {
  for (const [pid, tell] of waiting) {
    const found = c.waitpid(pid, status, withoutWaiting);
    if (found === 0) continue;
    waiting.delete(pid);
    tell({ exitCode: found === pid ? exitCodeOf(status.readInt32LE(0)) : unknownExitCode });
  }
  if (waiting.size === 0) looking?.unref();
}

/** As a shell counts it: 128 + the number of the signal that ended the process. */
function exitCodeOf(status: number): number {
  const signal = status & 0x7f;
  return signal === 0 ? (status >> 8) & 0xff : 128 + signal;
}
