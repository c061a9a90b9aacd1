import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { ProjectId } from '../../src/base/id.ts';
import { databaseBusyMs } from '../../src/base/limits.ts';
import { openSqliteStores } from '../../src/store/sqlite.ts';
import { commit, events, many, organization, run7 } from '../conformance/samples.ts';
import { storesConformance } from '../conformance/stores.ts';
import { killTests } from './kill-tests.ts';
import { reopenTests } from './reopen-tests.ts';

let folder = '';
let files = 0;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-sqlite-'));
});

after(() => rm(folder, { recursive: true, force: true }));

function newFile(): string {
  files += 1;
  return join(folder, `${files}`, 'state.db');
}

async function newPlace(): Promise<AsyncDisposable & { readonly place: string }> {
  return { place: newFile(), async [Symbol.asyncDispose]() {} };
}

storesConformance('SQLite', () => openSqliteStores({ file: newFile() }));

describe('a SQLite database', () => {
  killTests(newPlace);
  reopenTests(newPlace);

  test('is shared by processes that start at once', { timeout: 60_000 }, async () => {
    const file = newFile();
    const program = new URL('allotting-process.ts', import.meta.url).pathname;
    const outputs = await Promise.all(many(4, () => outputOf(program, file)));
    const numbers = outputs.flatMap(output => output.trim().split('\n').map(Number));
    assert.deepEqual(
      numbers.sort((a, b) => a - b),
      many(40, index => index + 1),
    );
  });

  test('that is none is refused, and left as it is', async () => {
    const file = join(folder, 'notes.txt');
    const text = 'This is not a database. '.repeat(100);
    await writeFile(file, text);
    await assert.rejects(openSqliteStores({ file }), /not a database/);
    assert.equal(await readFile(file, 'utf8'), text);
  });

  test('of a newer Millrace is refused', async () => {
    const file = newFile();
    await (await openSqliteStores({ file }))[Symbol.asyncDispose]();
    const database = new DatabaseSync(file);
    database.exec('insert into migration (number, applied_at) values (999, 0)');
    database.close();
    await assert.rejects(openSqliteStores({ file }), /version 999, newer than this Millrace knows/);
  });

  test('writes ahead, so that readers and the writer do not keep each other out', async () => {
    const file = newFile();
    await using stores = await openSqliteStores({ file });
    await stores.runs.append(commit(run7, 0));
    const database = new DatabaseSync(file, { readOnly: true });
    assert.equal(database.prepare('pragma journal_mode').get()?.journal_mode, 'wal');
    database.exec('begin; select * from event');
    assert.deepEqual(await stores.runs.append(commit(run7, 1)), { ok: true, version: 2 });
    database.close();
  });

  test('that another process writes to is waited for, while this one goes on', async () => {
    const file = newFile();
    await using stores = await openSqliteStores({ file });
    const other = new DatabaseSync(file);
    other.exec('begin immediate');
    const appended = stores.runs.append(commit(run7, 0));
    for (let turn = 0; turn < 100; turn += 1) await setImmediate();
    other.exec('commit');
    other.close();
    assert.deepEqual(await appended, { ok: true, version: 1 });
    assert.deepEqual(await stores.runs.read(run7, 0), events(1));
  });

  test('that another process has changed is read anew', async () => {
    const file = newFile();
    await using stores = await openSqliteStores({ file });
    const { agents, catalogue, documents } = stores;
    const project = { id: 'p' as ProjectId, name: 'P', description: '', createdAt: 1 };
    const document = { kind: 'k', scope: '', id: 'd', content: { position: 1, value: 'old' } };
    await catalogue.addProject(organization, project);
    await agents.addPool(organization, { id: 100, name: 'first', isHosted: false });
    await documents.write(organization, [{ ...document, expected: 0 }]);
    const read = async () => {
      await setImmediate();
      return [
        (await catalogue.project(organization, 'p'))?.name,
        (await agents.pools(organization)).find(({ id }) => id === 100)?.name,
        (await documents.get(organization, document))?.value,
      ];
    };
    assert.deepEqual(await read(), ['P', 'first', 'old']);
    const other = new DatabaseSync(file);
    other.exec(`
      update project set json = json_set(json, '$.name', 'Q');
      update pool set json = json_set(json, '$.name', 'second');
      update document set json = json_set(json, '$[1]', 'new')`);
    assert.deepEqual(await read(), ['Q', 'second', 'new']);
    other.exec("begin immediate; update document set json = json_set(json, '$[1]', 'newest')");
    assert.deepEqual(await read(), ['Q', 'second', 'new']);
    other.exec('commit');
    assert.deepEqual(await read(), ['Q', 'second', 'newest']);
    other.close();
  });

  test('that is read while it is written is read anew', async () => {
    await using stores = await openSqliteStores({ file: newFile() });
    const { documents } = stores;
    const ref = { kind: 'k', scope: '', id: 'd' };
    for (let revision = 0; revision < 20; revision += 1) {
      const change = { ...ref, expected: revision, content: { position: 1, value: revision + 1 } };
      const reading = documents.get(organization, ref);
      const writing = documents.write(organization, [change], revision % 2 === 0 ? 'soon' : 'now');
      const alsoReading = documents.get(organization, ref);
      await Promise.all([reading, writing, alsoReading]);
      assert.equal((await documents.get(organization, ref))?.value, revision + 1);
    }
  });

  test(`is waited for ${databaseBusyMs} ms at most`, async t => {
    const file = newFile();
    await using stores = await openSqliteStores({ file });
    const other = new DatabaseSync(file);
    other.exec('begin immediate');
    t.mock.timers.enable({ apis: ['setTimeout'] });
    let passedMs = 0;
    const refused = assert.rejects(stores.runs.allot(organization, 'run'), /database is locked/).then(() => passedMs);
    let isOver = false;
    void refused.then(() => {
      isOver = true;
    });
    for (; !isOver; passedMs += 5) {
      await setImmediate();
      t.mock.timers.tick(5);
    }
    assert.ok((await refused) >= databaseBusyMs);
    t.mock.timers.reset();
    other.exec('rollback');
    other.close();
    assert.equal(await stores.runs.allot(organization, 'run'), 1);
  });
});

function outputOf(program: string, file: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', piece => {
      output += piece;
    });
    child.once('close', code => (code === 0 ? resolve(output) : reject(new Error(`It ended with ${code}.`))));
  });
}
