/**
 * What the user's expression ran into. Thrown and caught within this room only, so that a conversion deep inside a function needs no
 * plumbing; the doors turn it into a value.
 */
class Failure extends Error {
  override readonly name = 'Failure';
}

export type Attempted<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string };

export function fail(message: string): never {
  throw new Failure(message);
}

/** Runs something that may `fail`. */
export function attempt<Value>(run: () => Value): Attempted<Value> {
  try {
    return { ok: true, value: run() };
  } catch (error) {
    if (error instanceof Failure) return { ok: false, message: error.message };
    throw error;
  }
}
