import type { Scope } from '../scope.ts';
import type { Value } from '../value.ts';

/**
 * The arguments of a call, from 0. Each is evaluated when it is asked for, every time it is asked for: that is how `and` stops early.
 * A value that can't be converted ends the evaluation.
 */
export type Arguments = {
  readonly count: number;
  readonly scope: Scope;
  value(index: number): Value;
  boolean(index: number): boolean;
  number(index: number): number;
  text(index: number): string;
  /** Accounts for a value that the function is about to make, and ends the evaluation where too much is in use. */
  take(bytes: number): void;
};
