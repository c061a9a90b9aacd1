import type { Value } from './value.ts';

/** What `succeeded()` and its kin ask of the run. `names` are the arguments as written, empty for "all direct dependencies". */
export type StatusFunctions = {
  always(): boolean;
  canceled(): boolean;
  succeeded(names: readonly string[]): boolean;
  failed(names: readonly string[]): boolean;
  succeededOrFailed(names: readonly string[]): boolean;
};

/** What an expression is evaluated in. It is data: the evaluator never asks where it comes from. */
export type Scope = {
  /** The value of a context or loop variable; `name` is in lower case. `undefined` where there is no such name. */
  named(name: string): Value | undefined;
  /** Absent where status functions make no sense; calling one is then a failure. */
  readonly status?: StatusFunctions;
  /** The next value of a counter, `seed` for a prefix that is new; `undefined` for one that cannot be counted now. Absent where `counter` makes no sense. */
  readonly counter?: (prefix: string, seed: number) => number | undefined;
};
