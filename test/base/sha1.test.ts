import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { guidFromName } from '../../src/base/id.ts';
import { sha1 } from '../../src/base/sha1.ts';

test('SHA-1 of texts of every length around a block, and of what is not ASCII', () => {
  const texts = [...Array.from({ length: 200 }, (_, length) => 'x'.repeat(length)), 'Grüße, 世界 \u{1f600}', '\0'];
  for (const text of texts) {
    assert.equal(sha1(text).toString('hex'), createHash('sha1').update(text).digest('hex'), JSON.stringify(text));
  }
});

test('a name-based GUID stays what it was', () => {
  assert.equal(guidFromName('user', 'administrator'), 'a4f2ec50-79a3-5eb1-8ac8-bab6817315f8');
});
