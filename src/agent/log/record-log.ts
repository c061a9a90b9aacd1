import type { Masker } from '../mask.ts';
import { type ByteText, toByteText } from './byte-text.ts';
import type { LineFeed } from './line-feed.ts';
import type { LogUpload } from './log-upload.ts';
import { type StampedLines, stampLines, stampMessage, stampNow } from './stamp.ts';

const groupTag = /^##\[(end)?group\]/gm;

export type RecordLogParts = {
  readonly masker: Masker;
  /** The record's own log and the job's, which gets every line too. */
  readonly uploads: readonly LogUpload[];
  readonly feed: LineFeed;
};

/** The log of one timeline record: masks, stamps and passes on what is written, to the logs and to the live feed. */
export class RecordLog {
  readonly #parts: RecordLogParts;
  #lineCount = 0;
  #openGroups = 0;
  #closedGroups = 0;

  constructor(parts: RecordLogParts) {
    this.#parts = parts;
  }

  /** Lines so far as the service counts them for issues: the line that closes a group is not counted. */
  get lineNumber(): number {
    return this.#lineCount - this.#closedGroups;
  }

  /** Writes a message of the agent's own. Line ends within it are kept and share one stamp. */
  message(text: string): void {
    this.#write(this.#parts.masker.maskBytes(toByteText(text)), stampMessage);
  }

  /** Writes a message without masking it: the header of a step, which the service's agent does not mask either. */
  unmasked(text: string): void {
    this.#write(toByteText(text), stampMessage);
  }

  /** Writes whole lines of a process, each with its line feed. */
  lines(text: ByteText): void {
    if (text !== '') this.#write(this.#parts.masker.maskBytes(text), stampLines);
  }

  /** Resolves when the logs and whoever watches can take more; `undefined` when they can now. */
  room(): Promise<unknown> | undefined {
    const waits = [...this.#parts.uploads, this.#parts.feed]
      .map(part => part.room())
      .filter(wait => wait !== undefined);
    return waits.length === 0 ? undefined : Promise.all(waits);
  }

  #write(masked: ByteText, stamp: (text: ByteText, prefix: string) => StampedLines): void {
    const stamped = stamp(masked, stampNow());
    for (const upload of this.#parts.uploads) upload.write(stamped);
    this.#parts.feed.add(masked, this.#lineCount + 1, stamped.lineCount);
    this.#lineCount += stamped.lineCount;
    if (masked.includes('##[')) this.#countGroups(masked);
  }

  #countGroups(text: ByteText): void {
    for (const [, closes] of text.matchAll(groupTag)) {
      if (closes === undefined) this.#openGroups += 1;
      else if (this.#openGroups > 0) {
        this.#openGroups -= 1;
        this.#closedGroups += 1;
      }
    }
  }
}
