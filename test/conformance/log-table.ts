import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LogRow, LogTable } from '../../src/run/ports/log-table.ts';
import type { Stores } from '../../src/run/ports/stores.ts';
import { run7 } from './samples.ts';

const empty = { lineCount: 0, sizeBytes: 0 };

async function createOne(logs: LogTable, run: typeof run7, at: number): Promise<LogRow> {
  const [made] = await logs.create(run, at, [empty]);
  assert.ok(made);
  return made;
}

/** What every `LogTable` keeps. `open` makes empty stores. */
export function logTableConformance(name: string, open: () => Promise<Stores>): void {
  describe(`${name} keeps the bytes of small logs`, () => smallLogTests(open));
  describe(`${name} keeps the LogTable contract`, () => {
    test('logs are numbered from 1 within their run', async () => {
      await using stores = await open();
      const { logs } = stores;
      const first = { id: 1, createdAt: 10, changedAt: 10, ...empty };
      const second = { id: 2, createdAt: 20, changedAt: 20, ...empty };
      assert.deepEqual(await createOne(logs, run7, 10), first);
      assert.deepEqual(await createOne(logs, run7, 20), second);
      assert.equal((await createOne(logs, { ...run7, runId: 8 }, 30)).id, 1);
      assert.equal((await createOne(logs, { ...run7, organization: 'other' }, 30)).id, 1);
      assert.deepEqual(await logs.list(run7), [first, second]);
      assert.deepEqual(await logs.get(run7, 2), second);
      assert.equal(await logs.get(run7, 3), undefined);
      assert.deepEqual(await logs.list({ ...run7, runId: 9 }), []);
    });

    test('logs that are made at once get different numbers, without gaps', async () => {
      await using stores = await open();
      const made = await Promise.all(Array.from({ length: 20 }, () => createOne(stores.logs, run7, 10)));
      assert.deepEqual(
        made.map(one => one.id).sort((a, b) => a - b),
        made.map((_, index) => index + 1),
      );
      assert.equal((await stores.logs.list(run7)).length, 20);
    });

    test('a log grows from where it stands, and from nowhere else', async () => {
      await using stores = await open();
      const { logs } = stores;
      await createOne(logs, run7, 10);
      assert.equal(await logs.grow(run7, 1, 0, { sizeBytes: 100, lineCount: 3, at: 20 }), true);
      assert.equal(await logs.grow(run7, 1, 0, { sizeBytes: 50, lineCount: 1, at: 30 }), false);
      assert.equal(await logs.grow(run7, 2, 0, { sizeBytes: 50, lineCount: 1, at: 30 }), false);
      assert.equal(await logs.grow({ ...run7, runId: 8 }, 1, 100, { sizeBytes: 50, lineCount: 1, at: 30 }), false);
      assert.deepEqual(await logs.get(run7, 1), { id: 1, createdAt: 10, changedAt: 20, lineCount: 3, sizeBytes: 100 });
      const beyond32Bits = 2 ** 40;
      assert.equal(await logs.grow(run7, 1, 100, { sizeBytes: beyond32Bits, lineCount: 4, at: 40 }), true);
      assert.equal((await logs.get(run7, 1))?.sizeBytes, beyond32Bits);
    });

    test('the logs of a run are removed together, and no others', async () => {
      await using stores = await open();
      const { logs } = stores;
      const others = [
        { ...run7, runId: 8 },
        { ...run7, organization: 'other' },
      ];
      for (const run of [run7, run7, ...others]) await createOne(logs, run, 10);
      for (const _ of [1, 2]) await logs.removeAll(run7);
      assert.deepEqual(await logs.list(run7), []);
      assert.equal(await logs.get(run7, 1), undefined);
      for (const run of others) assert.equal((await logs.list(run)).length, 1);
    });

    test('of 20 that grow a log at once, one does', async () => {
      await using stores = await open();
      const { logs } = stores;
      await createOne(logs, run7, 10);
      const sizes = Array.from({ length: 20 }, (_, index) => index + 1);
      const grown = await Promise.all(sizes.map(n => logs.grow(run7, 1, 0, { sizeBytes: n, lineCount: n, at: n })));
      assert.equal(grown.filter(Boolean).length, 1);
      const winner = grown.indexOf(true) + 1;
      const log = { id: 1, createdAt: 10, changedAt: winner, lineCount: winner, sizeBytes: winner };
      assert.deepEqual(await logs.get(run7, 1), log);
    });
  });
}

function smallLogTests(open: () => Promise<Stores>): void {
  test('logs are made together, numbered in their order', async () => {
    await using stores = await open();
    const { logs } = stores;
    await createOne(logs, run7, 10);
    const bytes = Buffer.from('a\nb\n');
    const made = await logs.create(run7, 20, [empty, { lineCount: 2, sizeBytes: 4, bytes }]);
    assert.deepEqual(made, [
      { id: 2, createdAt: 20, changedAt: 20, ...empty },
      { id: 3, createdAt: 20, changedAt: 20, lineCount: 2, sizeBytes: 4 },
    ]);
    assert.deepEqual((await logs.list(run7)).slice(1), made);
  });

  test('a log has its bytes until it grows without them', async () => {
    await using stores = await open();
    const { logs } = stores;
    // Bytes that are no text in any encoding.
    const own = Buffer.from([0, 0xff, 0xfe, 0x0a]);
    await logs.create(run7, 10, [{ lineCount: 1, sizeBytes: 4, bytes: own }]);
    own.fill(1);
    assert.deepEqual([...((await logs.get(run7, 1))?.bytes ?? [])], [0, 0xff, 0xfe, 0x0a]);
    const more = Buffer.from([0, 0xff, 0xfe, 0x0a, 0xc3, 0x0a]);
    assert.equal(await logs.grow(run7, 1, 4, { lineCount: 2, sizeBytes: 6, bytes: more, at: 20 }), true);
    const { bytes, ...row } = (await logs.get(run7, 1)) ?? {};
    assert.deepEqual([...(bytes ?? [])], [...more]);
    assert.deepEqual(row, { id: 1, createdAt: 10, changedAt: 20, lineCount: 2, sizeBytes: 6 });
    assert.equal(await logs.grow(run7, 1, 6, { lineCount: 3, sizeBytes: 9, at: 30 }), true);
    assert.deepEqual(await logs.get(run7, 1), { ...row, changedAt: 30, lineCount: 3, sizeBytes: 9 });
  });
}
