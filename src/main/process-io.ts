import { CommandError } from '../cli/errors.ts';
import type { Io } from '../cli/io.ts';
import { type ProcessOut, processOut } from './process-out.ts';

/** The command line's view of this process. */
export function processIo(): Io & { readonly out: ProcessOut } {
  return {
    out: processOut(1),
    err: processOut(2),
    env: process.env,
    get cwd() {
      return currentFolder();
    },
    onInterrupt(listener) {
      const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
      for (const signal of signals) process.on(signal, listener);
      // The server that started this process as its agent is gone.
      process.on('disconnect', listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
        process.off('disconnect', listener);
      };
    },
  };
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    throw new CommandError('The current folder is not there any more.', 1);
  }
}
