import type { ByteText } from './byte-text.ts';
import type { LineFeed } from './line-feed.ts';

/** Takes lines of a step, masked, each with its line end; every character is a byte of their UTF-8. */
export type LineTaker = (stepId: string, text: string) => void;

/** Passes every line of a record on as it is written, to whoever is in this process and takes all of them. */
export class DirectFeed implements LineFeed {
  readonly #stepId: string;
  readonly #take: LineTaker;

  constructor(stepId: string, take: LineTaker) {
    this.#stepId = stepId;
    this.#take = take;
  }

  add(text: ByteText): void {
    this.#take(this.#stepId, text.endsWith('\n') ? text : `${text}\n`);
  }

  async pass(): Promise<void> {}
}
