import type { TestResult } from '../wire/test-server.ts';

/** What a result is changed to: members that are not given stay. */
export type ResultChange = Partial<TestResult> & { readonly id: number };

/** The results of a batch with changes made to them; `firstId` is the id of its first. */
export function changeBatch(
  results: readonly TestResult[],
  firstId: number,
  changes: readonly ResultChange[],
): readonly TestResult[] {
  const changed = [...results];
  for (const { id, ...change } of changes) {
    const before = changed[id - firstId];
    if (before !== undefined) changed[id - firstId] = { ...before, ...change };
  }
  return changed;
}
