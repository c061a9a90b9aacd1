import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { blobKeyLength, blobPieceBytes, blobSegmentLength } from '../../src/base/limits.ts';
import type { BlobStore } from '../../src/run/ports/blob-store.ts';
import { many } from './samples.ts';

/** What every `BlobStore` keeps. `open` makes an empty one. */
export function blobStoreConformance(name: string, open: () => Promise<BlobStore>): void {
  describe(`${name} keeps the BlobStore contract`, () => {
    writeTests(open);
    putTests(open);
    readTests(open);
    keyTests(open);
    removalTests(open);
    useTests(open);
  });
}

function writeTests(open: () => Promise<BlobStore>): void {
  test('a write at an offset cuts off what stood behind it', async () => {
    const blobs = await open();
    for (const [offset, text, whole] of [
      [0, 'one\ntwo\n', 'one\ntwo\n'],
      [8, 'three\n', 'one\ntwo\nthree\n'],
      [4, '2\n', 'one\n2\n'],
      [6, '', 'one\n2\n'],
      [2, '', 'on'],
      [0, 'new', 'new'],
      [0, '', ''],
      [0, 'again', 'again'],
    ] as const) {
      await blobs.write('logs/1.log', offset, Buffer.from(text));
      assert.equal(await textOf(blobs, 'logs/1.log'), whole);
      assert.equal(await blobs.size('logs/1.log'), whole.length);
    }
  });

  test('a write beyond the end is refused and changes nothing', async () => {
    const blobs = await open();
    await assert.rejects(blobs.write('a', 1, Buffer.from('x')), RangeError);
    await blobs.write('a', 0, Buffer.from('12'));
    await assert.rejects(blobs.write('a', 3, Buffer.from('x')), /has 2 bytes/);
    assert.equal(await textOf(blobs, 'a'), '12');
  });

  test('a write keeps the bytes, not the array', async () => {
    const blobs = await open();
    const bytes = Buffer.from('before');
    await blobs.write('a', 0, bytes);
    bytes.fill('x');
    assert.equal(await textOf(blobs, 'a'), 'before');
  });

  test('blobs of different keys are written at once', async () => {
    const blobs = await open();
    const keys = many(50, index => `runs/${index % 5}/${index}`);
    await Promise.all(keys.map(key => blobs.write(key, 0, Buffer.from(key))));
    for (const key of keys) assert.equal(await textOf(blobs, key), key);
  });

  for (const offset of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60]) {
    test(`${offset} is no offset`, async () => {
      const blobs = await open();
      await blobs.write('a', 0, Buffer.from('12'));
      await assert.rejects(blobs.write('a', offset, Buffer.from('x')), RangeError);
      await assert.rejects(textOf(blobs, 'a', offset), RangeError);
      assert.equal(await textOf(blobs, 'a'), '12');
    });
  }
}

function putTests(open: () => Promise<BlobStore>): void {
  test('a blob is put whole, over what was there', async () => {
    const blobs = await open();
    for (const text of ['one', 'a longer one', '', 'x']) {
      await blobs.put('content/ab/1', Buffer.from(text));
      assert.equal(await textOf(blobs, 'content/ab/1'), text);
      assert.equal(await blobs.size('content/ab/1'), text.length);
    }
    await blobs.write('content/ab/1', 1, Buffer.from('y'));
    assert.equal(await textOf(blobs, 'content/ab/1'), 'xy');
  });

  test('a put keeps the bytes, not the array', async () => {
    const blobs = await open();
    const bytes = Buffer.from('before');
    await blobs.put('a', bytes);
    bytes.fill('x');
    assert.equal(await textOf(blobs, 'a'), 'before');
  });

  test('of many puts at once one is left, whole', async () => {
    const blobs = await open();
    const texts = many(20, index => String(index % 10).repeat(100_000));
    await Promise.all(texts.map(text => blobs.put('a', Buffer.from(text))));
    const left = await textOf(blobs, 'a');
    assert.ok(texts.includes(left));
  });

  test('a put to a bad key is refused', async () => {
    const blobs = await open();
    await assert.rejects(blobs.put('../a', Buffer.from('x')), RangeError);
  });
}

function readTests(open: () => Promise<BlobStore>): void {
  test('a range is read, as far as the blob goes', async () => {
    const blobs = await open();
    await blobs.write('a', 0, Buffer.from('0123456789'));
    for (const [start, end, text] of [
      [0, 10, '0123456789'],
      [3, 5, '34'],
      [8, 100, '89'],
      [10, 20, ''],
      [50, 60, ''],
      [5, 5, ''],
      [6, 5, ''],
    ] as const)
      assert.equal(await textOf(blobs, 'a', start, end), text);
  });

  test('there is nothing of a blob that was never written', async () => {
    const blobs = await open();
    assert.equal(await blobs.size('a/b'), 0);
    assert.equal(await textOf(blobs, 'a/b'), '');
  });

  test(`a large blob is read in pieces of at most ${blobPieceBytes} bytes`, async () => {
    const blobs = await open();
    const bytes = Buffer.alloc(3 * blobPieceBytes + 5, 'millrace');
    await blobs.write('a', 0, bytes);
    await blobs.write('a', bytes.length, bytes);
    const pieces = await piecesOf(blobs, 'a', 7, 2 * bytes.length);
    assert.ok(Buffer.concat(pieces).equals(Buffer.concat([bytes, bytes]).subarray(7)));
    assert.ok(pieces.every(piece => piece.length <= blobPieceBytes));
  });

  test('a read may be given up', async () => {
    const blobs = await open();
    await blobs.write('a', 0, Buffer.alloc(2 * blobPieceBytes));
    for await (const piece of blobs.read('a', 0, 2 * blobPieceBytes)) {
      assert.equal(piece.length, blobPieceBytes);
      break;
    }
    await blobs.write('a', 0, Buffer.from('x'));
    assert.equal(await textOf(blobs, 'a'), 'x');
  });
}

function keyTests(open: () => Promise<BlobStore>): void {
  const longest = `${`${'s'.repeat(blobSegmentLength - 1)}/`.repeat(5)}${'s'.repeat(blobKeyLength - 1_000)}`;
  for (const key of ['a', 'A.b_c-9', '...', '.hidden', '-rf', 's'.repeat(blobSegmentLength), longest]) {
    test(`${abbreviated(key)} is a key`, async () => {
      const blobs = await open();
      await blobs.write(key, 0, Buffer.from('x'));
      assert.equal(await textOf(blobs, key), 'x');
    });
  }

  const refused = [
    '',
    '/',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    'a/../b',
    '../a',
    'a/.',
    'a\\b',
    '..\\a',
    'C:',
    'a b',
    'ü',
    'a\0',
  ];
  for (const key of [...refused, 'a\n', '~', 'a=', '%2e%2e', 's'.repeat(blobSegmentLength + 1), `${longest}s`]) {
    test(`${abbreviated(key)} is no key`, async () => {
      const blobs = await open();
      await assert.rejects(blobs.write(key, 0, Buffer.from('x')), RangeError);
      await assert.rejects(textOf(blobs, key), RangeError);
      await assert.rejects(blobs.size(key), RangeError);
      await assert.rejects(blobs.removeAll(key), RangeError);
    });
  }

  test('a key may begin another', async () => {
    const blobs = await open();
    for (const key of ['a', 'a/b', 'a/b/c']) await blobs.write(key, 0, Buffer.from(key));
    for (const key of ['a', 'a/b', 'a/b/c']) assert.equal(await textOf(blobs, key), key);
    await assert.equal(await blobs.size('a/b/c/d'), 0);
  });
}

function removalTests(open: () => Promise<BlobStore>): void {
  test('blobs below a prefix are removed, others are not', async () => {
    const blobs = await open();
    const kept = ['logs/1', 'logs/10/a', 'other/logs/1/a'];
    const removed = ['logs/1/a', 'logs/1/b/c'];
    for (const key of [...kept, ...removed]) await blobs.write(key, 0, Buffer.from(key));
    for (const _ of [1, 2]) await blobs.removeAll('logs/1');
    for (const key of kept) assert.equal(await textOf(blobs, key), key);
    for (const key of removed) assert.equal(await blobs.size(key), 0);
    await blobs.write('logs/1/a', 0, Buffer.from('new'));
    assert.equal(await textOf(blobs, 'logs/1/a'), 'new');
  });
}

function useTests(open: () => Promise<BlobStore>): void {
  /** Further apart than any system's file times are coarse. */
  const apartMs = 60_000;

  test('the keys below a prefix are listed, large and small', async () => {
    const blobs = await open();
    const below = ['logs/1/a', 'logs/1/b/c', 'logs/1/b'];
    for (const key of [...below, 'logs/1', 'logs/10/a']) await blobs.write(key, 0, Buffer.from(key));
    await blobs.put('logs/1/large', new Uint8Array(200_000));
    assert.deepEqual((await Array.fromAsync(blobs.keys('logs/1'))).sort(), [...below, 'logs/1/large'].sort());
    assert.deepEqual(await Array.fromAsync(blobs.keys('nowhere')), []);
  });

  test('a blob is removed when it was not used since, and stays otherwise', async () => {
    const blobs = await open();
    for (const [key, size] of [
      ['small', 3],
      ['large', 200_000],
    ] as const) {
      await blobs.put(`a/${key}`, new Uint8Array(size));
      assert.equal(await blobs.removeUnused(`a/${key}`, Date.now() - apartMs), false);
      assert.equal(await blobs.touch(`a/${key}`), true);
      assert.equal(await blobs.removeUnused(`a/${key}`, Date.now() - apartMs), false);
      assert.equal(await blobs.size(`a/${key}`), size);
      assert.equal(await blobs.removeUnused(`a/${key}`, Date.now() + apartMs), true);
      assert.equal(await blobs.size(`a/${key}`), 0);
      assert.equal(await blobs.touch(`a/${key}`), false);
      assert.equal(await blobs.removeUnused(`a/${key}`, Date.now() + apartMs), false);
    }
    assert.deepEqual(await Array.fromAsync(blobs.keys('a')), []);
  });
}

function abbreviated(key: string): string {
  return JSON.stringify(key.length <= 20 ? key : `${key.slice(0, 10)}… (${key.length})`);
}

async function piecesOf(blobs: BlobStore, key: string, start: number, end: number): Promise<readonly Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of blobs.read(key, start, end)) pieces.push(piece);
  return pieces;
}

async function textOf(blobs: BlobStore, key: string, start = 0, end = 1_000_000): Promise<string> {
  return Buffer.concat(await piecesOf(blobs, key, start, end)).toString();
}
