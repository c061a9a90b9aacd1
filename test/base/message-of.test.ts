import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageOf } from '../../src/base/message-of.ts';

test('a failure says its message, and what holds failures alone says theirs', () => {
  assert.equal(messageOf(new Error('no')), 'no');
  assert.equal(messageOf('no'), 'no');
  const refused = new AggregateError([
    new Error('connect ECONNREFUSED ::1:5432'),
    new Error('connect ECONNREFUSED 127.0.0.1:5432'),
  ]);
  assert.equal(messageOf(refused), 'connect ECONNREFUSED ::1:5432; connect ECONNREFUSED 127.0.0.1:5432');
  assert.equal(messageOf(new AggregateError([new Error('one')], 'all failed')), 'all failed');
});
