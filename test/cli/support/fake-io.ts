import type { Io, TextOut } from '../../../src/cli/io.ts';

/** Keeps what is written to it. */
export class FakeOut implements TextOut {
  text = '';
  writes = 0;
  readonly isTerminal: boolean;
  readonly columns: number | undefined;
  readonly rows: number | undefined;

  constructor(size?: { readonly columns: number; readonly rows: number }) {
    this.isTerminal = size !== undefined;
    this.columns = size?.columns;
    this.rows = size?.rows;
  }

  write(text: string): boolean {
    this.text += text;
    this.writes += 1;
    return true;
  }

  writeBytes(text: string): boolean {
    return this.write(Buffer.from(text, 'latin1').toString());
  }
}

/** A process for commands under test: no terminal, an empty environment unless one is given. */
export class FakeIo implements Io {
  readonly out: FakeOut;
  readonly err: FakeOut;
  readonly env: Io['env'];
  readonly cwd: string;
  readonly #listeners = new Set<() => void>();

  constructor(given: { readonly env?: Io['env']; readonly cwd?: string; readonly out?: FakeOut; err?: FakeOut } = {}) {
    this.env = given.env ?? {};
    this.cwd = given.cwd ?? '/nowhere';
    this.out = given.out ?? new FakeOut();
    this.err = given.err ?? new FakeOut();
  }

  onInterrupt(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** How many commands wait for a Ctrl-C. */
  get listening(): number {
    return this.#listeners.size;
  }

  interrupt(): void {
    for (const listener of this.#listeners) listener();
  }
}
