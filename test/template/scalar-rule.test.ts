import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { acceptsScalar } from '../../src/template/engine/scalar-rule.ts';
import type { ScalarRule } from '../../src/template/schema.ts';

describe('a scalar’s rule', () => {
  const cases: readonly (readonly [rule: ScalarRule, accepted: readonly string[], refused: readonly string[]])[] = [
    ['any', ['', 'x', 'true'], []],
    ['nonEmpty', ['x', ' '], ['']],
    ['boolean', ['true', 'Y', 'yes', 'ON', 'false', 'n', 'No', 'off'], ['', '1', 'truth', '$(x)']],
    [{ oneOf: ['none', 'all'] }, ['none', 'all'], ['None', '', 'nonee']],
    [{ oneOf: ['none'], ignoreCase: true }, ['none', 'NONE'], ['']],
    [{ pattern: /^a+$/ }, ['a', 'aa'], ['', 'ab']],
  ];
  for (const [rule, accepted, refused] of cases)
    test(JSON.stringify(rule), () => {
      for (const text of accepted) assert.ok(acceptsScalar(rule, text), text);
      for (const text of refused) assert.ok(!acceptsScalar(rule, text), text);
    });
});
