import type { Orchestrator } from '../run/orchestrator.ts';

const tickMs = 1000;

/** Tells the orchestrator once a second that time has passed, never twice at once. A failed tick is told on stderr and tried again. */
export class Ticker {
  readonly #timer: NodeJS.Timeout;
  #ticking: Promise<void> | undefined;

  constructor(orchestrator: Orchestrator) {
    this.#timer = setInterval(() => {
      this.#ticking ??= orchestrator
        .tick()
        .catch(
          (error: unknown) => void process.stderr.write(`millrace: looking for due runs failed: ${String(error)}\n`),
        )
        .finally(() => {
          this.#ticking = undefined;
        });
    }, tickMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#ticking;
  }
}
