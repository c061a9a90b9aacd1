import { CompiledQuery, type RawBuilder, sql } from 'kysely';
import type { StatementDb } from './db.ts';
import type { Dialect } from './engine.ts';
import { type Shape, toStored, type Value, type ValuesOf } from './shape.ts';

/** All small ones and then powers of two, so that few texts are compiled and prepared; SQLite allows 32,766 parameters, PostgreSQL 65,535. */
const sizes = [128, 64, 32, 16, 8, 7, 6, 5, 4, 3, 2, 1];

/**
 * A statement over a list of rows, which stands in it as `values (…), (…)`. Compiled once for each size of list that it runs with;
 * a list of another size is run in several parts.
 */
export class BulkStatement<S extends Shape, Result> {
  readonly #columns: readonly (keyof S & string)[];
  readonly #shape: S;
  readonly #build: (rows: RawBuilder<unknown>) => RawBuilder<Result>;
  readonly #types: Pick<Dialect, 'bytes'>;
  readonly #texts = new Map<number, string>();

  /** `types` says how the database calls bytes, where there are any. */
  constructor(
    shape: S,
    build: (rows: RawBuilder<unknown>) => RawBuilder<Result>,
    types: Pick<Dialect, 'bytes'> = { bytes: 'text' },
  ) {
    this.#types = types;
    this.#shape = shape;
    this.#columns = Object.keys(shape);
    this.#build = build;
  }

  /** What the statement returns, for all rows together. */
  async all(db: StatementDb, rows: readonly ValuesOf<S>[]): Promise<Result[]> {
    const results: Result[] = [];
    let at = 0;
    for (const size of sizes) {
      for (; rows.length - at >= size; at += size) {
        const parameters = this.#flatten(rows.slice(at, at + size));
        const query = CompiledQuery.raw(this.#text(db, size), parameters) as CompiledQuery<Result>;
        results.push(...(await db.executeQuery(query)).rows);
      }
    }
    return results;
  }

  #flatten(rows: readonly Readonly<Record<string, Value>>[]): Value[] {
    const values: Value[] = [];
    for (const row of rows) for (const column of this.#columns) values.push(toStored(row[column] ?? null));
    return values;
  }

  #text(db: StatementDb, size: number): string {
    const known = this.#texts.get(size);
    if (known !== undefined) return known;
    const rows = Array.from({ length: size }, (_, index) => this.#row(index === 0));
    const text = this.#build(sql`values ${sql.join(rows)}`).compile(db).sql;
    this.#texts.set(size, text);
    return text;
  }

  /** PostgreSQL takes the type of each column from the first row. */
  #row(isFirst: boolean): RawBuilder<unknown> {
    const values = this.#columns.map(column =>
      isFirst ? sql`cast(${null} as ${sql.raw(this.#typeOf(column))})` : sql`${null}`,
    );
    return sql`(${sql.join(values)})`;
  }

  #typeOf(column: string): string {
    const kind = this.#shape[column] ?? '';
    if (kind.startsWith('bytes')) return this.#types.bytes;
    return kind.startsWith('integer') ? 'bigint' : 'text';
  }
}
