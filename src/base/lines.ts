/** A position as people and the service count it: both from 1, columns in UTF-16 units. */
export type Position = { readonly line: number; readonly column: number };

/** Finds the line of an offset by binary search. Built once per text, on demand. */
export class LineIndex {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) this.#starts.push(i + 1);
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
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }

  /** The offset at which a line (from 1) starts, or `undefined` beyond the last. */
  start(line: number): number | undefined {
    return this.#starts[line - 1];
  }
}
