import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { openFolderBlobs } from '../../src/store/folder-blobs.ts';
import { openMemoryBlobs } from '../../src/store/memory-blobs.ts';
import { openScratchBlobs } from '../../src/store/scratch-blobs.ts';
import { blobStoreConformance } from '../conformance/blob-store.ts';

let folder = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-blobs-'));
});

after(() => rm(folder, { recursive: true, force: true }));

blobStoreConformance('memory', async () => openMemoryBlobs());
blobStoreConformance('memory and a folder', async () => openScratchBlobs(await mkdtemp(join(folder, 'root-'))));
blobStoreConformance('a folder', async () => openFolderBlobs(await mkdtemp(join(folder, 'root-'))));

describe('blobs that nobody needs afterwards', () => {
  test('go to the folder once they are large, with what was written before', async () => {
    const root = await mkdtemp(join(folder, 'root-'));
    const blobs = openScratchBlobs(root);
    const piece = Buffer.alloc(50_000, 'x');
    await blobs.write('small', 0, piece);
    await blobs.write('large', 0, piece);
    assert.deepEqual(await readdir(root), []);
    await blobs.write('large', 40_000, Buffer.alloc(50_000, 'y'));
    assert.deepEqual(await readdir(root), ['large=']);
    const read: Uint8Array[] = [];
    for await (const part of blobs.read('large', 0, Number.MAX_SAFE_INTEGER)) read.push(part);
    assert.equal(Buffer.concat(read).toString(), 'x'.repeat(40_000) + 'y'.repeat(50_000));
    assert.deepEqual([await blobs.size('small'), await blobs.size('large')], [50_000, 90_000]);
  });

  test('take no more memory than there is for all of them, and then go to the folder', async () => {
    const root = await mkdtemp(join(folder, 'root-'));
    const blobs = openScratchBlobs(root);
    for (let i = 0; i < 300; i += 1) await blobs.write(`b${i}`, 0, Buffer.alloc(64 * 1024));
    assert.equal((await readdir(root)).length, 300 - 256);
  });
});

describe('blobs in a folder', () => {
  test('are all below it', async () => {
    const root = await mkdtemp(join(folder, 'root-'));
    await writeFile(join(root, '..', 'outside'), 'secret');
    const blobs = openFolderBlobs(root);
    for (const key of ['../outside', '..', join(root, '..', 'outside')])
      await assert.rejects(blobs.size(key), RangeError);
    await blobs.write('a/b', 0, Buffer.from('x'));
    assert.deepEqual(await readdir(root), ['a']);
    assert.equal((await readdir(folder)).includes('outside'), true);
  });

  test('are there when the folder is opened again', async () => {
    const root = join(await mkdtemp(join(folder, 'root-')), 'not', 'made', 'yet');
    await openFolderBlobs(root).write('a', 0, Buffer.from('kept'));
    assert.equal(await openFolderBlobs(root).size('a'), 4);
  });

  test('keep what was acknowledged when the process is killed', async () => {
    const root = await mkdtemp(join(folder, 'root-'));
    const program = new URL('writing-process.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [program, root], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    let told = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      told = Number(line);
      if (told >= 500) child.kill('SIGKILL');
    }
    assert.deepEqual(await ended, [null, 'SIGKILL']);
    const pieces: Uint8Array[] = [];
    for await (const piece of openFolderBlobs(root).read('runs/1/1.log', 0, told)) pieces.push(piece);
    const text = Buffer.concat(pieces).toString();
    assert.equal(text.length, told);
    assert.equal(text, 'line\n'.repeat(told / 5));
  });
});
