import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Document, DocumentChange, DocumentContent } from '../../src/run/ports/document-store.ts';
import type { Stores } from '../../src/run/ports/stores.ts';
import { hostileTexts, many, organization } from './samples.ts';

const kind = 'variableGroup';
const scope = 'shop';
const ref = (id: string) => ({ kind, scope, id });

/** What every `DocumentStore` keeps. `open` makes empty stores. */
export function documentStoreConformance(name: string, open: () => Promise<Stores>): void {
  describe(`${name} keeps the DocumentStore contract`, () => {
    singleDocuments(open);
    changesTogether(open);
    listedDocuments(open);
  });
}

function singleDocuments(open: () => Promise<Stores>): void {
  test('a document is read as it was written, by id and by name in any case', async () => {
    await using stores = await open();
    const { documents } = stores;
    for (const [index, text] of hostileTexts.entries()) {
      const content = {
        name: `name ${index} ${text}`,
        position: index,
        dueAt: 9,
        value: { text, list: [null, 1.5] },
      };
      assert.equal(await documents.write(organization, [made(`${index}`, content)]), true);
      const document: Document = { ...ref(`${index}`), ...content, revision: 1 };
      assert.deepEqual(await documents.get(organization, ref(`${index}`)), document);
      const upper = { kind, scope, name: content.name.replace('name', 'NAME') };
      assert.deepEqual(await documents.named(organization, upper), document);
      assert.equal(await documents.get('other', ref(`${index}`)), undefined);
      assert.equal(await documents.named(organization, { ...upper, scope: 'other' }), undefined);
    }
  });

  test('a change needs the revision that stands, and counts it up', async () => {
    await using stores = await open();
    const { documents } = stores;
    await documents.write(organization, [made('1')]);
    const change = (expected: number): DocumentChange => ({
      ...made('1', { position: 1, value: expected }),
      expected,
    });
    assert.equal(await documents.write(organization, [change(0)]), false);
    assert.equal(await documents.write(organization, [change(1)]), true);
    assert.equal(await documents.write(organization, [change(1)]), false);
    assert.deepEqual(await documents.get(organization, ref('1')), {
      ...ref('1'),
      position: 1,
      value: 1,
      revision: 2,
    });
  });

  test('a removed document is gone, and can be made again', async () => {
    await using stores = await open();
    const { documents } = stores;
    const remove: DocumentChange = { ...ref('1'), expected: 1, content: undefined };
    assert.equal(await documents.write(organization, [remove]), false);
    await documents.write(organization, [made('1')]);
    assert.equal(await documents.write(organization, [remove]), true);
    assert.equal(await documents.get(organization, ref('1')), undefined);
    assert.equal(await documents.write(organization, [made('1')]), true);
  });

  test('names are unique in their kind and scope', async () => {
    await using stores = await open();
    const { documents } = stores;
    const named = (id: string, text: string) => made(id, { name: text, position: 1, value: 1 });
    assert.equal(await documents.write(organization, [named('1', 'Prod'), named('2', 'Test')]), true);
    assert.equal(await documents.write(organization, [named('3', 'PROD')]), false);
    assert.equal(await documents.write(organization, [{ ...named('2', 'prod'), expected: 1 }]), false);
    assert.equal(await documents.write(organization, [{ ...named('1', 'PROD'), expected: 1 }]), true);
    assert.equal(await documents.write(organization, [{ ...named('3', 'prod'), scope: 'other' }]), true);
    assert.equal(await documents.write(organization, [{ ...named('3', 'prod'), kind: 'environment' }]), true);
  });
}

function changesTogether(open: () => Promise<Stores>): void {
  test('changes are made all or none', async () => {
    await using stores = await open();
    const { documents } = stores;
    await documents.write(organization, [made('2')]);
    assert.equal(await documents.write(organization, [made('1'), made('2'), made('3')]), false);
    const ids = (await documents.list({ organization, kind, top: 9 })).map(one => one.id);
    assert.deepEqual(ids, ['2']);
  });

  test('of those who change a document at once, one gets through', async () => {
    await using stores = await open();
    const { documents } = stores;
    const made20 = await Promise.all(many(20, index => documents.write(organization, [made('1', at(index))])));
    assert.equal(made20.filter(Boolean).length, 1);
    const changes = many(20, index => documents.write(organization, [{ ...made('1', at(index)), expected: 1 }]));
    assert.equal((await Promise.all(changes)).filter(Boolean).length, 1);
    assert.equal((await documents.get(organization, ref('1')))?.revision, 2);
  });
}

function listedDocuments(open: () => Promise<Stores>): void {
  test('lists are in order, by scope or over all, and go on after any document', async () => {
    await using stores = await open();
    const { documents } = stores;
    const content = [at(3), at(1), at(2), at(2)];
    await documents.write(
      organization,
      content.map((one, index) => made(`${index}`, one)),
    );
    await documents.write(organization, [
      { ...made('9', at(0)), scope: 'other' },
      { ...made('8'), kind: 'other' },
    ]);
    await documents.write('other', [made('7')]);
    const ids = async (query: object) =>
      (await documents.list({ organization, kind, top: 9, ...query })).map(one => one.id).join('');
    assert.equal(await ids({ scope }), '1230');
    assert.equal(await ids({}), '91230');
    assert.equal(await ids({ scope, descending: true }), '0321');
    assert.equal(await ids({ scope, top: 2 }), '12');
    assert.equal(await ids({ scope, after: { position: 2, id: '2' } }), '30');
    assert.equal(await ids({ scope, descending: true, after: { position: 2, id: '3' } }), '21');
  });

  test('what is due is answered for every organization, the oldest first', async () => {
    await using stores = await open();
    const { documents } = stores;
    await documents.write(organization, [made('1', { ...at(1), dueAt: 30 }), made('2', { ...at(1), dueAt: 10 })]);
    await documents.write('other', [made('3', { ...at(1), dueAt: 20 }), made('4', at(1))]);
    const due = async (now: number) =>
      (await documents.due(kind, now)).map(one => `${one.organization} ${one.id}`).join();
    assert.equal(await due(9), '');
    assert.equal(await due(20), `${organization} 2,other 3`);
    assert.equal(await due(99), `${organization} 2,other 3,${organization} 1`);
    assert.deepEqual(await documents.due('other', 99), []);
  });

  test('what is read can be changed without changing what is kept', async () => {
    await using stores = await open();
    const { documents } = stores;
    await documents.write(organization, [made('1', { position: 1, value: { list: [1] } })]);
    const read = await documents.get(organization, ref('1'));
    assert.ok(read !== undefined);
    (read.value as { list: number[] }).list.push(2);
    assert.deepEqual((await documents.get(organization, ref('1')))?.value, { list: [1] });
  });
}

function at(position: number): DocumentContent {
  return { position, value: position };
}

function made(id: string, content: DocumentContent = { position: 0, value: id }): DocumentChange {
  return { ...ref(id), expected: 0, content };
}
