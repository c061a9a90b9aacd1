import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeptBytes, namesTag } from '../../src/api/http/kept-bytes.ts';

test('the same text has the same tag, another text another', () => {
  const kept = new KeptBytes(1_000);
  const first = kept.keep('a', 'text').etag;
  assert.equal(kept.keep('b', 'text').etag, first);
  assert.notEqual(kept.keep('c', 'other').etag, first);
});

test('the oldest that was not used goes first, and the bytes never exceed the limit', () => {
  const kept = new KeptBytes(200);
  for (const key of ['a', 'b']) kept.keep(key, 'x'.repeat(98));
  assert.equal(kept.sizeBytes, 200);
  kept.get('a');
  kept.keep('c', 'x'.repeat(98));
  assert.deepEqual(
    ['a', 'b', 'c'].filter(key => kept.get(key) !== undefined),
    ['a', 'c'],
  );
  assert.equal(kept.sizeBytes, 200);
});

test('what is kept again counts once, and what is too big is answered and not kept', () => {
  const kept = new KeptBytes(300);
  kept.keep('a', 'x'.repeat(98));
  kept.keep('a', 'y'.repeat(98));
  assert.equal(kept.sizeBytes, 100);
  assert.equal(kept.keep('b', 'z'.repeat(400)).bytes.length, 400);
  assert.equal(kept.get('b'), undefined);
  assert.equal(kept.sizeBytes, 100);
});

test('If-None-Match names a tag as HTTP has it', () => {
  for (const header of ['"t"', 'W/"t"', '"a", "t"', '"a",W/"t"', '*']) assert.ok(namesTag(header, '"t"'), header);
  for (const header of [undefined, '', '"a"', 't', '"T"']) assert.ok(!namesTag(header, '"t"'), `${header}`);
});
