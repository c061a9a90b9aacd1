/** What a statement takes: parameters, or the columns of its rows, with their kinds in the order of their declaration. */
export type Shape = Readonly<Record<string, 'text' | 'integer' | 'text or null' | 'integer or null' | 'bytes or null'>>;

/** The values that a shape stands for. */
export type ValuesOf<S extends Shape> = {
  readonly [K in keyof S]: S[K] extends 'text'
    ? string
    : S[K] extends 'integer'
      ? number
      : S[K] extends 'text or null'
        ? string | null
        : S[K] extends 'integer or null'
          ? number | null
          : Uint8Array | null;
};

export type Value = string | number | Uint8Array | null;

/**
 * A value as the database keeps it: a text can't hold NUL in PostgreSQL, nor half a surrogate pair in either, and both may come in any
 * name from outside. What is kept for showing is JSON, where they are escaped and come back as they were.
 */
export function toStored(value: Value): Value {
  return typeof value === 'string' ? storedText(value) : value;
}

/** A text as `toStored` makes it. */
export function storedText(text: string): string {
  const wellFormed = text.toWellFormed();
  return wellFormed.includes('\0') ? wellFormed.replaceAll('\0', '\ufffd') : wellFormed;
}
