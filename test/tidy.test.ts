import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { exceptions } from './tidy/exceptions.ts';
import { rules } from './tidy/rules.ts';
import { readTree } from './tidy/tree.ts';
import { printViolation } from './tidy/violation.ts';

const tree = readTree(dirname(dirname(fileURLToPath(import.meta.url))));
const excepted = exceptions.map(({ rule, file }) => `${rule} ${file}`);
const used = new Set<string>();

for (const [rule, check] of Object.entries(rules)) {
  test(rule, () => {
    const violations = check(tree).filter(({ file }) => {
      const key = `${rule} ${file}`;
      if (excepted.includes(key)) used.add(key);
      return !used.has(key);
    });
    const printed = violations.map(violation => printViolation(rule, violation));
    assert.equal(printed.length, 0, `\n${printed.join('\n')}\n`);
  });
}

test('every exception is needed, and they are few', () => {
  assert.deepEqual([...used].sort(), [...excepted].sort());
  assert.equal(exceptions.length, 0);
});
