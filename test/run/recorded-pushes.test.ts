import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { RepositoryId } from '../../src/base/id.ts';
import { RecordedPushes } from '../../src/run/recorded-pushes.ts';
import { openMemoryStores } from '../../src/store/memory.ts';

const repository = 'dddddddd-0000-4000-8000-000000000001' as RepositoryId;
const by = { id: 'ann', displayName: 'Ann', uniqueName: 'ann@fabrikam' };
const ref = { refName: 'refs/heads/main', from: 'a'.repeat(40), to: 'b'.repeat(40) };

test('a push that is looked at before it is recorded is no other one', async () => {
  await using stores = openMemoryStores();
  const ports = { organization: 'fabrikam', documents: stores.documents, clock: { now: () => 1 } };
  const allot = (sequence: string) => stores.runs.allot('fabrikam', sequence);
  const [maker, watcher] = [new RecordedPushes({ ...ports, allot }), new RecordedPushes({ ...ports, allot })];
  let seen: Promise<void> | undefined;
  await maker.making(repository, async () => {
    // The branch has moved, and somebody who looks at the repository sees it.
    seen = watcher.notice(repository, ref);
    await setImmediate();
    return maker.record(repository, { refs: [ref], by, seenAs: [ref] });
  });
  await seen;
  assert.deepEqual(
    (await maker.list(repository, 10)).map(({ by, refs }) => [by?.displayName, refs]),
    [['Ann', [ref]]],
  );
  await watcher.notice(repository, ref);
  assert.equal((await maker.list(repository, 10)).length, 2);
});
