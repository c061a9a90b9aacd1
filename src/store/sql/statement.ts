import { CompiledQuery } from 'kysely';
import type { StatementDb } from './db.ts';
import { type Shape, toStored, type Value, type ValuesOf } from './shape.ts';

/** Stands for a parameter in a query that is being built. */
class Slot {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A query that is built and compiled once, at its first use, and then run with one set of parameters after the other: building costs
 * several times what SQLite takes to run it.
 */
export class Statement<S extends Shape, Row> {
  static #last = 0;

  /** Another one for each statement. */
  readonly number = ++Statement.#last;
  readonly #shape: S;
  readonly #build: (parameters: ValuesOf<S>) => CompiledQuery<Row>;
  #compiled: CompiledQuery<Row> | undefined;

  constructor(shape: S, build: (parameters: ValuesOf<S>) => CompiledQuery<Row>) {
    this.#shape = shape;
    this.#build = build;
  }

  async all(db: StatementDb, parameters: ValuesOf<S>): Promise<Row[]> {
    this.#compiled ??= this.#compile();
    const values = this.#compiled.parameters.map(one =>
      one instanceof Slot ? parameterOf(parameters, one.name) : one,
    );
    const { rows } = await db.executeQuery(CompiledQuery.raw(this.#compiled.sql, values) as CompiledQuery<Row>);
    return rows;
  }

  async first(db: StatementDb, parameters: ValuesOf<S>): Promise<Row | undefined> {
    return (await this.all(db, parameters))[0];
  }

  #compile(): CompiledQuery<Row> {
    const slots = Object.fromEntries(Object.keys(this.#shape).map(name => [name, new Slot(name)]));
    // The builder passes parameters through untouched, so it is as well served with what stands for them.
    return this.#build(slots as unknown as ValuesOf<S>);
  }
}

function parameterOf(values: Readonly<Record<string, Value>>, name: string): Value {
  return toStored(values[name] ?? null);
}
