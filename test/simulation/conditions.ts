import type { Result } from '../../src/base/result.ts';

/** What a condition says by the rules of the reference, told apart from the product's evaluator: `error` where it cannot be evaluated. */
export type Verdict = boolean | 'error';

export type KnownCondition = {
  /** `undefined` is the default, `succeeded()`. */
  readonly text: string | undefined;
  readonly judge: (before: readonly (Result | undefined)[], isCanceling: boolean) => Verdict;
};

const isSuccess = (result: Result | undefined): boolean => result === 'succeeded' || result === 'succeededWithIssues';

const succeeded: KnownCondition['judge'] = (before, isCanceling) =>
  before.length === 0 || (!isCanceling && before.every(isSuccess));

/** The conditions that simulated stages and jobs have, with what they mean. */
export const conditions: readonly KnownCondition[] = [
  { text: undefined, judge: succeeded },
  { text: 'succeeded()', judge: succeeded },
  { text: 'always()', judge: () => true },
  {
    text: 'failed()',
    judge: (before, isCanceling) => !isCanceling && before.includes('failed'),
  },
  {
    text: 'succeededOrFailed()',
    judge: (before, isCanceling) =>
      before.length === 0 || (!isCanceling && before.some(result => isSuccess(result) || result === 'failed')),
  },
  { text: 'canceled()', judge: (_before, isCanceling) => isCanceling },
  { text: "gt(1, 'x')", judge: () => 'error' },
  { text: "eq('a', 'A')", judge: () => true },
  { text: 'false', judge: () => false },
];

/** The condition of a text. */
export function conditionOf(text: string | undefined): KnownCondition {
  const found = conditions.find(each => each.text === text);
  if (found === undefined) throw new Error(`Nobody knows the condition '${text}'.`);
  return found;
}
