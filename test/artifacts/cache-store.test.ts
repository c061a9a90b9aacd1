import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CacheStore } from '../../src/artifacts/cache-store.ts';
import { cacheKeptMs, cacheReservedMs } from '../../src/base/limits.ts';
import { openMemoryStores } from '../../src/store/memory.ts';
import { openMemoryBlobs } from '../../src/store/memory-blobs.ts';
import { manifestLine } from '../../src/wire/manifest.ts';

const organization = 'test';
const scope = { organization, pipelineId: 1, branch: 'refs/heads/main' };

function open() {
  const clock = { at: 1_000_000, now: () => clock.at };
  const blobs = openMemoryBlobs();
  return { clock, blobs, caches: new CacheStore({ documents: openMemoryStores().documents, blobs, clock }) };
}

async function save(
  caches: CacheStore,
  ...segments: string[]
): Promise<{ readonly id: string; readonly chunk: string }> {
  const reserved = await caches.reserve(scope, segments);
  assert.ok(reserved);
  const content = caches.content(organization, reserved.id);
  const file = await content.add(Buffer.from(segments.join()));
  const manifest = await content.add(
    Buffer.from(manifestLine({ kind: 'file', path: 'a', content: file, mode: 0o644 })),
  );
  const tree = { manifest, fileCount: 1, sizeBytes: file.sizeBytes };
  assert.ok(await caches.commit(scope, reserved.id, tree));
  return { id: reserved.id, chunk: file.chunks[0] ?? '' };
}

test('an entry goes with its chunks when nobody used it for a week, and a use puts that off', async () => {
  const { caches, clock } = open();
  const used = await save(caches, 'used');
  const unused = await save(caches, 'unused');
  clock.at += cacheKeptMs - 1;
  assert.equal(await caches.evict(), 0);
  const key = [{ segments: ['used'], isPrefix: false }];
  assert.ok(await caches.find([scope], key));
  clock.at += 1;
  assert.equal(await caches.evict(), 1);
  assert.equal(await caches.find([scope], [{ segments: ['unused'], isPrefix: true }]), undefined);
  assert.equal(await caches.content(organization, unused.id).has(unused.chunk), false);
  assert.ok(await caches.find([scope], key));
  assert.ok(await caches.content(organization, used.id).has(used.chunk));
  clock.at += cacheKeptMs;
  assert.equal(await caches.evict(), 1);
  assert.ok(await caches.reserve(scope, ['used']), 'its key is free again');
});

test('what was reserved and never committed goes after a day', async () => {
  const { caches, clock } = open();
  const reserved = await caches.reserve(scope, ['k']);
  assert.ok(reserved);
  const chunk = await caches.content(organization, reserved.id).put(Buffer.from('x'));
  clock.at += cacheReservedMs;
  assert.equal(await caches.evict(), 1);
  assert.equal(await caches.content(organization, reserved.id).has(chunk), false);
});

test('the newest entry of a restore key is found among many', async () => {
  const { caches, clock } = open();
  for (let number = 0; number < 250; number += 1) {
    clock.at += 1;
    await save(caches, number === 3 ? 'rare' : 'often', String(number));
  }
  const newest = async (segment: string) =>
    (await caches.find([scope], [{ segments: [segment], isPrefix: true }]))?.segments;
  assert.deepEqual(await newest('often'), ['often', '249']);
  assert.deepEqual(await newest('rare'), ['rare', '3']);
  assert.equal(await newest('never'), undefined);
});

test('what is no id of an entry names no chunks', () => {
  assert.throws(() => open().caches.content(organization, '../other'), RangeError);
});
