import type { Io } from './io.ts';

/**
 * How long further interrupts count as the first, in milliseconds: Ctrl-C reaches the agent of a server both from the terminal and from
 * the server.
 */
const sameInterruptMs = 500;

/**
 * Works with a signal that aborts at the first Ctrl-C. Soon after that one the process listens no longer, so that another Ctrl-C ends it
 * at once.
 */
export async function interruptible<T>(io: Io, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stopListening = io.onInterrupt(() => {
    if (controller.signal.aborted) return;
    controller.abort();
    setTimeout(stopListening, sameInterruptMs).unref();
  });
  try {
    return await work(controller.signal);
  } finally {
    stopListening();
  }
}
