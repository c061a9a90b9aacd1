import { logLineBytes } from '../../base/limits.ts';
import type { Masker } from '../mask.ts';
import { type ByteText, isCharacterStart } from './byte-text.ts';

/**
 * Cuts the bytes of a process into whole lines. Line feed, carriage return and both together end a line, as the service's agent reads them.
 * What is handed on is safe to mask on its own, however the bytes were cut on their way: an unfinished line waits, the beginning of a
 * secret of several lines waits until it is clear, and a line longer than the limit is cut where no secret is cut.
 */
export class LineCutter {
  readonly #masker: Masker;
  #carry: ByteText = '';

  constructor(masker: Masker) {
    this.#masker = masker;
  }

  /** The lines that are ready, each with its line feed; `''` when there are none. */
  push(chunk: Buffer): ByteText {
    const text = withLineFeeds(this.#carry + chunk.toString('latin1'));
    const end = this.#readyEnd(text);
    this.#carry = text.slice(end);
    const ready = text.slice(0, end);
    return this.#carry.length > this.#limit() ? ready + this.#cutLongLine() : ready;
  }

  /** What is left at the end of the stream, with a line feed; `''` when nothing is. */
  end(): ByteText {
    const rest = this.#carry.replaceAll('\r', '\n');
    this.#carry = '';
    return rest === '' || rest.endsWith('\n') ? rest : `${rest}\n`;
  }

  #readyEnd(text: ByteText): number {
    const end = text.lastIndexOf('\n') + 1;
    if (end === 0) return 0;
    const hold = this.#masker.holdFrom(text.slice(0, end));
    return hold === end ? end : this.#wholeLinesBefore(text, hold);
  }

  /** Where the lines before `at` end that can be shown without cutting a secret in two. */
  #wholeLinesBefore(text: ByteText, at: number): number {
    const start = at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
    const cut = this.#masker.cutBefore(text, start);
    return cut === start ? start : this.#wholeLinesBefore(text, cut);
  }

  #limit(): number {
    return Math.max(logLineBytes, 4 * this.#masker.longestBytes);
  }

  #cutLongLine(): ByteText {
    let at = this.#carry.length - this.#masker.longestBytes - 1;
    while (!isCharacterStart(this.#carry, at)) at -= 1;
    // Where secret overlaps secret all the way from the start there is no such place; what is hidden there is hidden in two pieces.
    at = this.#masker.cutBefore(this.#carry, at) || at;
    const piece = `${this.#carry.slice(0, at)}\n`;
    this.#carry = this.#carry.slice(at);
    return piece;
  }
}

/** A carriage return at the very end stays: the line feed that belongs to it may come with the next chunk. */
function withLineFeeds(text: ByteText): ByteText {
  if (!text.includes('\r')) return text;
  const open = text.endsWith('\r');
  const complete = open ? text.slice(0, -1) : text;
  return complete.replace(/\r\n?/g, '\n') + (open ? '\r' : '');
}
