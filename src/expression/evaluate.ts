import { Evaluation } from './evaluation/evaluation.ts';
import { attempt } from './evaluation/failure.ts';
import type { Scope } from './scope.ts';
import type { Expression } from './tree.ts';
import type { Value } from './value.ts';

export type { Scope, StatusFunctions } from './scope.ts';

export type Evaluated =
  | { readonly ok: true; readonly value: Value }
  /** In the service's words: `Unable to convert from String to Number. Value: 'x'`. */
  | { readonly ok: false; readonly message: string };

/**
 * The value of an expression. Arguments are evaluated only where their function needs them. Never throws for what an expression says; what
 * it makes takes at most `evaluationBytes` at any moment. `spend` hears how many bytes each value on the way takes; what it throws is passed on.
 */
export function evaluate(tree: Expression, scope: Scope, spend: (bytes: number) => void = () => {}): Evaluated {
  return attempt(() => new Evaluation(scope, { traced: false, spend }).value(tree));
}
