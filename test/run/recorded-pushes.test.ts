import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { RepositoryId } from '../../src/base/id.ts';
import type { DocumentStore } from '../../src/run/ports/document-store.ts';
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
  await maker.making(repository, async id => {
    // The branch has moved, and somebody who looks at the repository sees it.
    seen = watcher.notice(repository, ref);
    await setImmediate();
    return maker.record(repository, { id, refs: [ref], by, seenAs: [ref] });
  });
  await seen;
  assert.deepEqual(
    (await maker.list(repository, 10)).map(({ by, refs }) => [by?.displayName, refs]),
    [['Ann', [ref]]],
  );
  await watcher.notice(repository, ref);
  assert.equal((await maker.list(repository, 10)).length, 2);
});

/** Whoever shares documents with another server, and takes no part in its turns. */
function elsewhere(documents: DocumentStore): DocumentStore {
  return {
    get: (...of) => documents.get(...of),
    named: (...of) => documents.named(...of),
    list: query => documents.list(query),
    write: (...of) => documents.write(...of),
    due: (...of) => documents.due(...of),
  };
}

for (const when of ['before', 'while', 'after'] as const) {
  test(`a push that another server sees ${when} it is recorded is no other one`, async () => {
    await using stores = openMemoryStores();
    const allot = (sequence: string) => stores.runs.allot('fabrikam', sequence);
    const ports = { organization: 'fabrikam', clock: { now: () => 1 }, allot };
    const maker = new RecordedPushes({ ...ports, documents: stores.documents });
    const watcher = new RecordedPushes({ ...ports, documents: elsewhere(stores.documents) });
    const listed = async () => (await maker.list(repository, 100)).map(push => push.by?.displayName);
    for (let round = 0; round < 10; round += 1) {
      await maker.making(repository, async id => {
        if (when === 'before') await watcher.notice(repository, ref);
        const seen = when === 'while' ? watcher.notice(repository, ref) : undefined;
        for (let turn = 0; turn < round; turn += 1) await Promise.resolve();
        const made = await maker.record(repository, { id, refs: [ref], by, seenAs: [ref] });
        await seen;
        assert.deepEqual(await maker.get(repository, made.id), made);
        return made;
      });
      if (when === 'after') await watcher.notice(repository, ref);
      assert.deepEqual(
        await listed(),
        Array(2 * round + 1)
          .fill('Ann')
          .map((name, at) => (at % 2 === 0 ? name : undefined)),
      );
      // The same change once more, over git.
      await watcher.notice(repository, ref);
      assert.equal((await listed())[0], undefined);
    }
  });
}
