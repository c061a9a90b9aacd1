import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { liveCursorChars, liveLogs } from '../../src/base/limits.ts';
import { cursorOf, type Place, placeOf } from '../../src/run/live-place.ts';

const all = Number.POSITIVE_INFINITY;

/** What a place says of each log; one that it does not name has no lines. */
function linesOf(place: Place, logs: number): readonly number[] {
  return Array.from({ length: logs }, (_, index) => place.get(index + 1) ?? 0);
}

test('a place is the same after it was text', () => {
  const lines = fc.oneof(fc.constant(0), fc.constant(all), fc.nat());
  fc.assert(
    fc.property(fc.array(lines, { maxLength: 60 }), counts => {
      const place = new Map(counts.map((count, index) => [index + 1, count]));
      const read = placeOf(cursorOf(place));
      assert.ok(read);
      assert.deepEqual(linesOf(read, counts.length), counts);
    }),
  );
});

test('a place grows with the logs that are open, not with those that are closed', () => {
  const closed: [number, number][] = Array.from({ length: 5000 }, (_, index) => [index + 1, all]);
  assert.equal(cursorOf(new Map(closed)), '5001:');
  assert.equal(cursorOf(new Map([[1, 0], ...closed.slice(1), [5001, 36]])), '1:.-4999.10');
});

test('what is no place is none, and takes neither time nor memory', () => {
  const texts = [
    '',
    ':',
    '1',
    'x:',
    '0:',
    '1:*',
    '1:-',
    '1:-0',
    '1:1-2',
    '1:a b',
    '-1:',
    '1:zzzzzzzzz',
    '99999999999:',
  ];
  for (const text of texts) assert.equal(placeOf(text), undefined, text);
  assert.equal(placeOf(`${liveLogs + 1}:`), undefined);
  assert.equal(placeOf(`1:${Array(20).fill('-9999999').join('.')}`), undefined);
  assert.equal(placeOf(`1:${'1.'.repeat(liveCursorChars / 2)}1`), undefined);
});
