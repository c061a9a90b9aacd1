/** A position as people and the service count it: both from 1, columns in UTF-16 units. */
export type Position = { readonly line: number; readonly column: number };

/** What ends a line in YAML 1.1, whose lines the service counts; a pair of both returns is one. */
const lineEnd = /\r\n|[\n\r\u0085\u2028\u2029]/g;

const byteOrderMark = '\ufeff';

/** Finds the line of an offset by binary search. A byte order mark in front counts as nothing. Built once per text, on demand. */
export class LineIndex {
  readonly #starts: number[];

  constructor(text: string) {
    this.#starts = [text.startsWith(byteOrderMark) ? 1 : 0];
    for (const { 0: end, index } of text.matchAll(lineEnd)) this.#starts.push(index + end.length);
  }

  /** The position of an offset; offsets beyond the end count on the last line. */
  at(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: Math.max(0, offset - (this.#starts[low] ?? 0)) + 1 };
  }

  /** The offset at which a line (from 1) starts, or `undefined` beyond the last. */
  start(line: number): number | undefined {
    return this.#starts[line - 1];
  }
}
