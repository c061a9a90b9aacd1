import type { Io } from '../cli/io.ts';
import { type ProcessOut, processOut } from './process-out.ts';

/** The command line's view of this process. */
export function processIo(): Io & { readonly out: ProcessOut } {
  return {
    out: processOut(1),
    err: processOut(2),
    env: process.env,
    cwd: process.cwd(),
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
