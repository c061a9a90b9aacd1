import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type LineRange, LogStore } from '../../src/run/logs.ts';
import { openFolderBlobs } from '../../src/store/folder-blobs.ts';
import { openMemoryStores } from '../../src/store/memory.ts';

const run = { organization: 'fabrikam', runId: 7 };
const clock = { now: () => 1 };

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-test-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function textOf(logs: LogStore, id: number, range: LineRange = {}): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of logs.read(run, id, range)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** Long enough for an index of its lines. */
const lines = Array.from({ length: 2500 }, (_, index) => `line ${index + 1}\n`);

// 0: nothing is small; 40: the log outgrows its row soon; 9000: after the first stride of the index; a million: never.
for (const smallBytes of [0, 40, 9000, 1_000_000])
  test(`every range of a log is the same where ${smallBytes} bytes are small`, () =>
    withFolder(async folder => {
      const logs = new LogStore(openMemoryStores().logs, openFolderBlobs(folder), clock, { smallBytes });
      const { id } = await logs.create(run);
      for (let at = 0; at < lines.length; at += 50)
        await logs.append(run, id, Buffer.from(lines.slice(at, at + 50).join('')));
      assert.equal(await textOf(logs, id), lines.join(''));
      for (const [startLine, endLine] of [
        [1, 1],
        [3, 1023],
        [1024, 1026],
        [2048, 2500],
        [2500, 9999],
      ] as const)
        assert.equal(await textOf(logs, id, { startLine, endLine }), lines.slice(startLine - 1, endLine).join(''));
      assert.equal(await textOf(logs, id, { startLine: 2501 }), '');
      const row = await logs.describe(run, id);
      assert.deepEqual([row?.lineCount, row?.sizeBytes], [2500, lines.join('').length]);
    }));

test('small logs make no files, and those that are made together are numbered in order', () =>
  withFolder(async folder => {
    const logs = new LogStore(openMemoryStores().logs, openFolderBlobs(folder), clock, { smallBytes: 10 });
    const texts = ['a\n', `${'long '.repeat(9)}\n`, '', 'b\n'];
    const made = await logs.createWith(
      run,
      texts.map(text => Buffer.from(text)),
    );
    assert.deepEqual(
      made.map(({ id }) => id),
      [1, 2, 3, 4],
    );
    for (const [index, text] of texts.entries()) assert.equal(await textOf(logs, index + 1), text);
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile());
    assert.equal(files.length, 1);
    await logs.removeAll(run);
    assert.equal(await textOf(logs, 1), '');
  }));
