import assert from 'node:assert/strict';
import { FakeOut } from './fake-io.ts';

/** A terminal as far as the live tree uses one: what is on it after everything that was written. Lines above its top are gone. */
export class Screen extends FakeOut {
  readonly #rows: number;
  readonly #columns: number;
  #lines: string[] = [''];
  #row = 0;
  #column = 0;
  #wraps = true;
  /** How many lines left the screen at its top. */
  scrolled = 0;

  constructor(size: { readonly columns: number; readonly rows: number }) {
    super(size);
    this.#rows = size.rows;
    this.#columns = size.columns;
  }

  override write(text: string): boolean {
    for (const [token] of text.matchAll(/\u001b\[([?\d]*)([A-Za-z])|[^]/g)) this.#take(token);
    return super.write(text);
  }

  /** What a reader sees, without the blank lines at the end. */
  get shown(): string {
    return this.#lines
      .map(line => line.trimEnd())
      .join('\n')
      .trimEnd();
  }

  #take(token: string): void {
    if (token === '\n') this.#newLine();
    else if (token === '\r') this.#column = 0;
    else if (token.startsWith('\u001b[')) this.#obey(token.slice(2, -1), token.at(-1) ?? '');
    else this.#put(token);
  }

  #obey(parameter: string, command: string): void {
    if (command === 'm') return;
    if (command === 'A') {
      const up = Number(parameter);
      assert.ok(up <= this.#row, `the cursor goes ${up} lines up from line ${this.#row}: above the screen`);
      this.#row -= up;
    } else if (command === 'K') this.#lines[this.#row] = this.#current().slice(0, this.#column);
    else if (command === 'J') {
      this.#lines[this.#row] = this.#current().slice(0, this.#column);
      this.#lines.length = this.#row + 1;
    } else if (parameter === '?7') this.#wraps = command === 'h';
    else assert.fail(`the terminal does not know ${JSON.stringify(parameter + command)}`);
  }

  #put(character: string): void {
    if (this.#column >= this.#columns) {
      if (!this.#wraps) return;
      this.#newLine();
    }
    const line = this.#current().padEnd(this.#column);
    this.#lines[this.#row] = line.slice(0, this.#column) + character + line.slice(this.#column + 1);
    this.#column += 1;
  }

  // A terminal's driver begins the next line at its start.
  #newLine(): void {
    this.#column = 0;
    this.#row += 1;
    this.#lines[this.#row] ??= '';
    if (this.#row < this.#rows) return;
    this.#lines.shift();
    this.#row -= 1;
    this.scrolled += 1;
  }

  #current(): string {
    return this.#lines[this.#row] ?? '';
  }
}
