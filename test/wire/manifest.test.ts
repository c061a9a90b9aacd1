import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { contentChunkBytes } from '../../src/base/limits.ts';
import { ContentError, isContentRef, packChunks, unpackChunks } from '../../src/wire/content.ts';
import { isTreePath, type ManifestEntry, manifestLine, readManifest } from '../../src/wire/manifest.ts';

const hash = 'ab'.repeat(32);

async function* cut(text: string, every: number): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += every) yield bytes.subarray(at, at + every);
}

async function entries(text: string, every = 7): Promise<ManifestEntry[]> {
  const read: ManifestEntry[] = [];
  for await (const entry of readManifest(cut(text, every))) read.push(entry);
  return read;
}

describe('a manifest', () => {
  const tree: readonly ManifestEntry[] = [
    { kind: 'file', path: 'a-b', content: { sizeBytes: 3, chunks: [hash] }, mode: 0o755 },
    { kind: 'folder', path: 'a' },
    { kind: 'file', path: 'a0/ü', content: { sizeBytes: 0, chunks: [] }, mode: 0o644, modifiedAt: 5 },
    { kind: 'link', path: 'z', target: '../elsewhere' },
  ];

  test('is read as it was written, wherever it is cut', async () => {
    const text = tree.map(manifestLine).join('');
    for (const every of [1, 2, 13, 10_000]) assert.deepEqual(await entries(text, every), tree);
  });

  test('is in order and has no path twice', async () => {
    const [first, second] = tree.map(manifestLine) as [string, string];
    for (const text of [second + first, first + first]) await assert.rejects(entries(text), /out of order/);
  });

  const refused: readonly [what: string, line: string][] = [
    ['no JSON', 'x\n'],
    ['no object', '7\n'],
    ['a path that leaves the folder', '{"path":"../x","size":0,"mode":420,"chunks":[]}\n'],
    ['an absolute path', '{"path":"/etc/passwd","size":0,"mode":420,"chunks":[]}\n'],
    ['no path', '{"size":0,"mode":420,"chunks":[]}\n'],
    ['fewer chunks than its size needs', '{"path":"x","size":1,"mode":420,"chunks":[]}\n'],
    ['a chunk that is no hash', '{"path":"x","size":1,"mode":420,"chunks":["../../x"]}\n'],
    ['a negative size', '{"path":"x","size":-1,"mode":420,"chunks":[]}\n'],
    ['an end within a line', '{"path":"x","size":0,"mode":420,"chunks":[]}'],
  ];
  for (const [what, line] of refused) {
    test(`with ${what} is refused`, async () => {
      await assert.rejects(entries(line), ContentError);
    });
  }
});

test('paths that could leave their folder on any system are none', () => {
  for (const path of ['a', 'a/b c/ü', '.hidden', '..a', 'a..', '-', 'a/...']) assert.ok(isTreePath(path), path);
  const wrong = ['', '/', '/a', 'a/', 'a//b', '.', '..', 'a/../b', './a', 'a\\b', 'a\nb', 'a\0', 'x'.repeat(5000)];
  for (const path of wrong) assert.ok(!isTreePath(path), JSON.stringify(path));
});

test('a size and its chunks belong to each other', () => {
  assert.ok(isContentRef({ sizeBytes: 0, chunks: [] }));
  assert.ok(isContentRef({ sizeBytes: contentChunkBytes, chunks: [hash] }));
  assert.ok(isContentRef({ sizeBytes: contentChunkBytes + 1, chunks: [hash, hash] }));
  assert.ok(!isContentRef({ sizeBytes: contentChunkBytes + 1, chunks: [hash] }));
  assert.ok(!isContentRef({ sizeBytes: 1.5, chunks: [hash] }));
});

describe('a batch of chunks', () => {
  test('is unpacked as it was packed', () => {
    for (const texts of [[], ['a'], ['abc', 'd', 'ef'.repeat(1000)]]) {
      const unpacked = unpackChunks(packChunks(texts.map(text => Buffer.from(text))));
      assert.deepEqual(
        unpacked.map(chunk => Buffer.from(chunk).toString()),
        texts,
      );
    }
  });

  const wrong: readonly [what: string, bytes: Buffer][] = [
    ['ends within a length', Buffer.from([0, 0])],
    ['ends within a chunk', Buffer.from([0, 0, 0, 9, 1])],
    ['has an empty chunk', Buffer.from([0, 0, 0, 0])],
    ['has a chunk that is too long', Buffer.concat([Buffer.from([0x7f, 0, 0, 0]), Buffer.alloc(10)])],
    ['has too many chunks', Buffer.from(Array.from({ length: 300 }, () => [0, 0, 0, 1, 65]).flat())],
  ];
  for (const [what, bytes] of wrong) {
    test(`that ${what} is refused`, () => assert.throws(() => unpackChunks(bytes), ContentError));
  }
});
