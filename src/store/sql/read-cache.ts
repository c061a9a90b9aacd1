import type { Db } from './db.ts';
import type { Shape, ValuesOf } from './shape.ts';
import type { Statement } from './statement.ts';

/** How much text is kept before all of it is forgotten, in characters. */
const keptChars = 4 * 1024 * 1024;

/** Reads rows that seldom change. Whoever writes rows of a kind says so once they are written, and before anyone hears of it. */
export interface Reads {
  rows<S extends Shape, Row>(
    kind: string,
    statement: Statement<S, Row>,
    parameters: ValuesOf<S>,
  ): Promise<readonly Row[]>;
  changed(kind: string): void;
  /** Another number once another process may have written; `NaN` where nobody tells. */
  version(): number;
}

/** Reads from the database each time: others write to it, and nobody tells of that. */
export function plainReads(db: Db): Reads {
  return {
    rows: (_kind, statement, parameters) => statement.all(db, parameters),
    changed: () => undefined,
    version: () => Number.NaN,
  };
}

type Kept = { readonly version: number; readonly rows: Map<string, readonly unknown[]> };

/**
 * Keeps rows that were read until some of their kind are written, here or by another process, which is noticed in the next turn of the event
 * loop. `version` answers another number after another process has written.
 */
export class ReadCache implements Reads {
  readonly #db: Db;
  readonly #othersVersion: () => number;
  #version: number | undefined;
  readonly #kinds = new Map<string, Kept>();
  #chars = 0;

  constructor(db: Db, version: () => number) {
    this.#db = db;
    this.#othersVersion = version;
  }

  async rows<S extends Shape, Row>(
    kind: string,
    statement: Statement<S, Row>,
    parameters: ValuesOf<S>,
  ): Promise<readonly Row[]> {
    const kept = this.#of(kind);
    const key = `${statement.number} ${JSON.stringify(parameters)}`;
    const known = kept.rows.get(key);
    if (known !== undefined) return known as readonly Row[];
    const rows = await statement.all(this.#db, parameters);
    // What was written meanwhile may be missing in them.
    if (this.#of(kind) === kept) this.#keep(kept, key, rows);
    return rows;
  }

  changed(kind: string): void {
    this.#kinds.delete(kind);
  }

  /** Asked for once in each turn of the event loop: asking costs as much as a small read. */
  version(): number {
    if (this.#version === undefined) {
      this.#version = this.#othersVersion();
      setImmediate(() => {
        this.#version = undefined;
      });
    }
    return this.#version;
  }

  #of(kind: string): Kept {
    const version = this.version();
    const known = this.#kinds.get(kind);
    if (known?.version === version) return known;
    const kept: Kept = { version, rows: new Map() };
    this.#kinds.set(kind, kept);
    return kept;
  }

  #keep(kept: Kept, key: string, rows: readonly unknown[]): void {
    this.#chars += key.length + charsOf(rows);
    if (this.#chars > keptChars) {
      this.#chars = 0;
      this.#kinds.clear();
    } else kept.rows.set(key, rows);
  }
}

function charsOf(rows: readonly unknown[]): number {
  let chars = 0;
  for (const row of rows)
    for (const value of Object.values(row as object)) chars += typeof value === 'string' ? value.length : 8;
  return chars;
}
