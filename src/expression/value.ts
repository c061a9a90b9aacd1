/** A version literal or a text converted to one: two to four parts. */
export class Version {
  readonly parts: readonly number[];

  constructor(parts: readonly number[]) {
    this.parts = parts;
  }
}

/** A point in time, which only `pipeline.startTime` is: milliseconds since 1970, UTC. */
export class DateTime {
  readonly instant: number;

  constructor(instant: number) {
    this.instant = instant;
  }
}

/** What an object does with a name it does not have: the top level of `parameters` errs (`Key not found 'x'`), everything else gives null. */
export type MissingKey = 'null' | 'error';

export type ObjectOptions = { readonly ignoreCase?: boolean; readonly missing?: MissingKey };

/** An object of expressions: names in authored order. Compared by identity, as the service does. */
export class ObjectValue {
  readonly entries: ReadonlyMap<string, Value>;
  readonly missing: MissingKey;
  readonly #lowered: ReadonlyMap<string, Value> | undefined;

  constructor(entries: Iterable<readonly [string, Value]>, options: ObjectOptions = {}) {
    this.entries = new Map(entries);
    this.missing = options.missing ?? 'null';
    if (options.ignoreCase) {
      const lowered = new Map<string, Value>();
      for (const [name, value] of this.entries) lowered.set(name.toLowerCase(), value);
      this.#lowered = lowered;
    }
  }

  /** The value under a name, or `undefined` where there is none. */
  get(name: string): Value | undefined {
    return this.#lowered === undefined ? this.entries.get(name) : this.#lowered.get(name.toLowerCase());
  }
}

/** Every value an expression can have. Booleans print `True` and `False`, null prints nothing. */
export type Value = null | boolean | number | string | Version | DateTime | readonly Value[] | ObjectValue;
