import type { ByteText } from './byte-text.ts';
import type { LineFeed } from './line-feed.ts';

/**
 * Takes lines of a step, masked, each with its line end; every character is a byte of their UTF-8. Answers what resolves when it can take more;
 * `undefined` when it can now.
 */
export type LineTaker = (stepId: string, text: string) => Promise<unknown> | undefined;

/** Passes every line of a record on as it is written, to whoever is in this process and takes all of them. */
export class DirectFeed implements LineFeed {
  readonly #stepId: string;
  readonly #take: LineTaker;
  #room: Promise<unknown> | undefined;

  constructor(stepId: string, take: LineTaker) {
    this.#stepId = stepId;
    this.#take = take;
  }

  add(text: ByteText): void {
    this.#room = this.#take(this.#stepId, text.endsWith('\n') ? text : `${text}\n`);
  }

  room(): Promise<unknown> | undefined {
    return this.#room;
  }

  async pass(): Promise<void> {}
}
