import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProjectId } from '../../src/base/id.ts';
import type { ItemOfRun, ItemPage, RunQuery } from '../../src/run/ports/run-store.ts';
import type { Stores } from '../../src/run/ports/stores.ts';
import { commit, hostileTexts, many, organization, row, run7 } from './samples.ts';

const form = 3;
const query: RunQuery = { organization, top: 10_000 };

/** What every `RunStore` keeps of what lists show. `open` makes empty stores. */
export function runItemConformance(name: string, open: () => Promise<Stores>): void {
  describe(`${name} keeps items of runs`, () => {
    keepingTests(open);
    lateTests(open);
    listTests(open);
  });
}

/** A page of one run, whose item is kept or not. */
function pageOf7(item: string | undefined): ItemPage {
  const isShown = item !== undefined && item !== '';
  return { runIds: [7], isKnown: item !== undefined, count: isShown ? 1 : 0, text: item ?? '' };
}

const nothing: ItemPage = { runIds: [], isKnown: true, count: 0, text: '' };

function keepingTests(open: () => Promise<Stores>): void {
  test('an item that comes with an append is kept until the next one', async () => {
    await using stores = await open();
    const { runs } = stores;
    await runs.append(commit(run7, 0));
    assert.deepEqual(await runs.itemPage(query, form), pageOf7(undefined));
    await runs.append(commit(run7, 1, { item: { form, text: '{"id":7}' } }));
    assert.deepEqual(await runs.itemPage(query, form), pageOf7('{"id":7}'));
    await runs.append(commit(run7, 2, { item: { form, text: '' } }));
    assert.deepEqual(await runs.itemPage(query, form), pageOf7(''));
    await runs.append(commit(run7, 3));
    assert.deepEqual(await runs.itemPage(query, form), pageOf7(undefined));
  });

  test('an item may come with the first append, and none with one that is refused', async () => {
    await using stores = await open();
    const { runs } = stores;
    await runs.append(commit(run7, 0, { item: { form, text: 'first' } }));
    await runs.append(commit(run7, 0, { item: { form, text: 'refused' } }));
    assert.deepEqual(await runs.itemPage(query, form), pageOf7('first'));
    await runs.remove(run7);
    assert.deepEqual(await runs.itemPage(query, form), nothing);
  });

  test('an item of another form is none', async () => {
    await using stores = await open();
    const { runs } = stores;
    await runs.append(commit(run7, 0, { item: { form, text: 'x' } }));
    assert.deepEqual(await runs.itemPage(query, form + 1), pageOf7(undefined));
  });
}

function lateTests(open: () => Promise<Stores>): void {
  test('items are kept later too, of runs that have not moved on', async () => {
    await using stores = await open();
    const { runs } = stores;
    for (const runId of [1, 2, 3]) await runs.append(commit({ organization, runId }, 0));
    const read = await runs.rows(organization, [3, 2, 1, 9]);
    assert.deepEqual(
      read.toSorted((a, b) => a.row.key.runId - b.row.key.runId),
      [1, 2, 3].map(runId => ({ version: 1, row: row({ organization, runId }) })),
    );
    await runs.append(commit({ organization, runId: 2 }, 1));
    const made = read.map(({ version, row: { key } }): ItemOfRun => {
      return { runId: key.runId, version, form, text: `item ${key.runId}` };
    });
    await runs.keepItems(organization, [...made, { runId: 9, version: 1, form, text: 'of no run' }]);
    await runs.keepItems(organization, []);
    const page = { runIds: [3, 2, 1], isKnown: false, count: 2, text: 'item 3,item 1' };
    assert.deepEqual(await runs.itemPage(query, form), page);
  });

  test('items of another organization stay as they are', async () => {
    await using stores = await open();
    const { runs } = stores;
    const there = { organization: 'other', runId: 7 };
    await runs.append(commit(run7, 0, { item: { form, text: 'here' } }));
    await runs.append(commit(there, 0, { item: { form, text: 'there' } }));
    await runs.keepItems('other', [{ runId: 7, version: 1, form, text: 'there, again' }]);
    assert.deepEqual(await runs.itemPage(query, form), pageOf7('here'));
    assert.deepEqual(await runs.itemPage({ ...query, organization: 'other' }, form), pageOf7('there, again'));
    assert.deepEqual(await runs.itemPage({ ...query, organization: 'nowhere' }, form), nothing);
  });
}

function listTests(open: () => Promise<Stores>): void {
  test('any number of items is joined in the order of the list, whatever their texts', async () => {
    await using stores = await open();
    const { runs } = stores;
    const texts = many(300, index => JSON.stringify(`${hostileTexts[index % hostileTexts.length]} ${index}`));
    const appended = texts.map((text, index) =>
      runs.append(commit({ organization, runId: index + 1 }, 0, { item: { form, text } })),
    );
    await Promise.all(appended);
    const ids = many(300, index => 300 - index);
    for (const top of [0, 1, 2, 127, 128, 129, 300]) {
      const page = await runs.itemPage({ ...query, top }, form);
      const text = texts.toReversed().slice(0, top).join(',');
      assert.deepEqual(page, { runIds: ids.slice(0, top), isKnown: true, count: top, text });
    }
    assert.equal((await runs.rows(organization, ids)).length, 300);
  });

  test('a page has the runs that a list would answer', async () => {
    await using stores = await open();
    const { runs } = stores;
    const projectId = 'cccccccc-0000-4000-8000-000000000001' as ProjectId;
    const pipeline = { id: 4, revision: 1, name: 'other', folder: '\\' };
    for (const [index, change] of [{}, { projectId }, { projectId, pipeline }, {}, { pipeline }].entries()) {
      const key = { organization, runId: index + 1 };
      await runs.append(commit(key, 0, { row: row(key, change) }));
    }
    const queries = [{}, { projectId }, { pipelineId: 4 }, { projectId, pipelineId: 4 }, { pipelineId: 5 }];
    for (const asked of [...queries, { before: 4 }, { pipelineId: 4, before: 5 }, { top: 2 }, { top: 0 }]) {
      const listed = await runs.list({ ...query, ...asked });
      assert.deepEqual(
        (await runs.itemPage({ ...query, ...asked }, form)).runIds,
        listed.map(({ key }) => key.runId),
        JSON.stringify(asked),
      );
    }
  });
}
