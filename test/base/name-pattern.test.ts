import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesName } from '../../src/base/name-pattern.ts';

const cases: readonly (readonly [pattern: string, name: string, fits: boolean])[] = [
  ['release', 'release', true],
  ['release', 'Release', true],
  ['release', 'release 1', false],
  ['rel*', 'release', true],
  ['rel*', 'prerelease', false],
  ['*lease', 'release', true],
  ['*el*as*', 'release', true],
  ['r*e*e', 'release', true],
  ['a*ab', 'ab', false],
  ['a*ab', 'aab', true],
  ['*', '', true],
  ['', '', true],
  ['', 'a', false],
  ['a.c', 'abc', false],
];

for (const [pattern, name, fits] of cases) {
  test(`the pattern '${pattern}' ${fits ? 'fits' : 'does not fit'} '${name}'`, () => {
    assert.equal(matchesName(pattern, name), fits);
  });
}

test('a hostile pattern takes no longer than its length', () => {
  assert.equal(matchesName(`${'*a'.repeat(10_000)}b`, 'a'.repeat(20_000)), false);
});
