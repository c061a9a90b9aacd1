/** How many arguments a function takes. */
export type Arity = {
  readonly accepts: (count: number) => boolean;
  /** Whether another argument may follow `count` of them. */
  readonly continues: (count: number) => boolean;
  readonly words: string;
};

export function exactly(expected: number): Arity {
  return {
    accepts: count => count === expected,
    continues: count => count < expected,
    words: expected === 0 ? 'no arguments' : expected === 1 ? 'one argument' : `${expected} arguments`,
  };
}

export function atLeast(least: number): Arity {
  return {
    accepts: count => count >= least,
    continues: () => true,
    words: least === 0 ? 'any number of arguments' : `${least} or more arguments`,
  };
}

export function between(least: number, most: number): Arity {
  return {
    accepts: count => count >= least && count <= most,
    continues: count => count < most,
    words: `${least} to ${most} arguments`,
  };
}
