import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textAt } from '../../src/run/triggers/json-path.ts';

test('texts, numbers and booleans are found at their paths, nothing else is', () => {
  const value = { a: { b: 'x', n: 4, yes: true, none: null, list: [{ c: 'y' }, 'z'] }, 'no.way': 1 };
  for (const [path, text] of [
    ['a.b', 'x'],
    ['$.a.b', 'x'],
    ['a.n', '4'],
    ['a.yes', 'true'],
    ['a.list[0].c', 'y'],
    ['a.list.1', 'z'],
    ['a.list[2]', undefined],
    ['a.list', undefined],
    ['a', undefined],
    ['a.none', undefined],
    ['a.none.x', undefined],
    ['a.b.length', undefined],
    ['constructor', undefined],
    ['no.way', undefined],
    ['', undefined],
  ] as const)
    assert.equal(textAt(value, path), text, path);
  assert.equal(textAt('whole', '$'), 'whole');
});
