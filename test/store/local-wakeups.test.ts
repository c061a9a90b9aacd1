import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { LocalWakeups } from '../../src/store/wakeups/local.ts';
import { many } from '../conformance/samples.ts';

test('a wait leaves nothing behind, however it ends', async () => {
  const wakeups = new LocalWakeups();
  const controller = new AbortController();
  const { signal } = controller;
  const woken = many(20, () => wakeups.wait('a', 600_000, signal));
  const timedOut = many(20, index => wakeups.wait(`b${index}`, 1, signal));
  assert.equal(wakeups.topics, 21);
  wakeups.wake('a');
  await Promise.all([...woken, ...timedOut]);
  assert.equal(wakeups.topics, 0);
  assert.equal(getEventListeners(signal, 'abort').length, 0);
  const aborted = many(20, () => wakeups.wait('c', 600_000, signal));
  controller.abort();
  await Promise.all(aborted);
  assert.equal(wakeups.topics, 0);
});

test('who waits again while being woken is not woken by the same call', async () => {
  const wakeups = new LocalWakeups();
  let again: Promise<void> | undefined;
  const first = wakeups.wait('a', 600_000).then(() => {
    again = wakeups.wait('a', 600_000);
  });
  wakeups.wake('a');
  await first;
  assert.equal(wakeups.topics, 1);
  wakeups.wakeAll();
  await again;
});
