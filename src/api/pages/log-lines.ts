import { shownLineBytes } from '../../base/limits.ts';

/** A line of a log. What is longer than a page shows is counted and left out. */
export type LogLine = {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** When it was printed, as its stamp says it; absent where it has none. */
  readonly stamp: string | undefined;
  readonly cutBytes: number;
};

const newline = 10;
const stamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z) ?/;

/** The lines of a log's bytes, the first with the number that is given. However long one is, little of it is in memory. */
export async function* linesOf(pieces: AsyncIterable<Uint8Array>, first: number): AsyncIterable<LogLine> {
  let number = first;
  let line = new LineBytes();
  for await (const piece of pieces) {
    let from = 0;
    for (let at = piece.indexOf(newline); at !== -1; at = piece.indexOf(newline, from)) {
      line.add(piece.subarray(from, at));
      yield line.end(number);
      number += 1;
      from = at + 1;
      line = new LineBytes();
    }
    line.add(piece.subarray(from));
  }
  if (!line.isEmpty) yield line.end(number);
}

/** The bytes of one line, as far as they are shown. */
class LineBytes {
  readonly #parts: Uint8Array[] = [];
  #length = 0;
  #cut = 0;

  get isEmpty(): boolean {
    return this.#length + this.#cut === 0;
  }

  add(bytes: Uint8Array): void {
    const taken = bytes.subarray(0, Math.max(0, shownLineBytes - this.#length));
    // A copy: the piece is not kept for the sake of a line of it.
    if (taken.length > 0) this.#parts.push(taken.slice());
    this.#length += taken.length;
    this.#cut += bytes.length - taken.length;
  }

  end(number: number): LogLine {
    const whole = Buffer.concat(this.#parts).toString('utf8').replace(/\r+$/, '');
    const [head = '', time] = stamp.exec(whole) ?? [];
    return { number, text: whole.slice(head.length), stamp: time, cutBytes: this.#cut };
  }
}
