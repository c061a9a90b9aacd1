import type { NewLog } from '../../wire/agent-server.ts';

type Waiting = { readonly log: NewLog } & Omit<PromiseWithResolvers<number>, 'promise'>;

/**
 * Logs that do not exist yet, each with its first lines: those that come up between two pulses are made in one call, numbered in the order they came
 * in. They need not wait once there is much of them, or the job is at its end.
 */
export class NewLogs {
  readonly #create: (logs: readonly NewLog[]) => Promise<readonly { readonly id: number }[]>;
  readonly #holdBytes: number;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #isEnding = false;

  constructor(
    create: (logs: readonly NewLog[]) => Promise<readonly { readonly id: number }[]>,
    options: { readonly holdBytes: number },
  ) {
    this.#create = create;
    this.#holdBytes = options.holdBytes;
  }

  /** Resolves with the log's id once it is made; its bytes are the caller's again then. */
  add(log: NewLog): Promise<number> {
    const { promise, ...settle } = Promise.withResolvers<number>();
    this.#waiting.push({ log, ...settle });
    this.#waitingBytes += log.bytes.length;
    if (this.#isEnding || this.#waitingBytes >= this.#holdBytes) this.send();
    return promise;
  }

  /** Makes the logs that wait. */
  send(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#create(waiting.map(({ log }) => log)).then(
      made => {
        for (const [index, { resolve }] of waiting.entries()) resolve(made[index]?.id ?? 0);
      },
      failure => {
        for (const { reject } of waiting) reject(failure);
      },
    );
  }

  /** Makes the logs that wait, and from now on each at once. */
  end(): void {
    this.#isEnding = true;
    this.send();
  }
}
