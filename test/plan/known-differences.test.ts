import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { caseNames } from './golden.ts';

/** Where what we print may differ from what the service does, or is a choice that no answer of the service confirms. */
type Difference = { readonly case: string; readonly what: string; readonly reason: string };

const root = join(import.meta.dirname, '..', 'golden');
const differences: readonly Difference[] = JSON.parse(readFileSync(join(root, 'known-differences.json'), 'utf8'));

test('every known difference names a case of test/golden once, says what differs, and why', () => {
  const cases = new Set(caseNames(root));
  for (const { case: name, what, reason } of differences) {
    assert.ok(cases.delete(name), `${name} is no case, or is listed twice`);
    for (const text of [what, reason]) assert.match(text, /^[A-Za-z].{20,}\.$/);
  }
});
