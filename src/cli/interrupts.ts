import type { Io } from './io.ts';

/** The exit code of what was canceled: 128 and the number of SIGINT. */
export const canceledExitCode = 130;

/**
 * How long further interrupts count as the first, in milliseconds: one Ctrl-C reaches a process from the terminal, and again from `npm` or
 * the server that started it.
 */
const sameInterruptMs = 500;

/**
 * Works with a signal that aborts at the first Ctrl-C or request to end. A second one ends the process at once; children are then the
 * business of those who started them, at the process's `exit`.
 */
export async function interruptible<T>(io: Io, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let firstAt = 0;
  const stopListening = io.onInterrupt(() => {
    if (!controller.signal.aborted) {
      firstAt = performance.now();
      controller.abort();
    } else if (performance.now() - firstAt > sameInterruptMs) process.exit(canceledExitCode);
  });
  try {
    return await work(controller.signal);
  } finally {
    stopListening();
  }
}
