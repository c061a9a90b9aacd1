/** Closes a switch over a union: a new member fails to compile, and a value from outside the types throws. */
export function unreachable(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
