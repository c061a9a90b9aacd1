import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, readFile, readlink, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import type { ContentSpace } from '../../src/agent/content/content-space.ts';
import { downloadTree } from '../../src/agent/content/download-tree.ts';
import { uploadTree } from '../../src/agent/content/upload-tree.ts';
import { type WalkOptions, walkTree } from '../../src/agent/content/walk-tree.ts';
import { contentChunkBytes } from '../../src/base/limits.ts';
import type { ContentServer } from '../../src/wire/artifact-server.ts';
import { ContentError, type ContentTree } from '../../src/wire/content.ts';
import { manifestLine } from '../../src/wire/manifest.ts';
import { FakeServer } from './fake-server.ts';
import { TemporaryFolder } from './job.ts';

const plan = { scopeIdentifier: 'project', planId: 'plan' };

function spaceOf(server: ContentServer, signal = new AbortController().signal): ContentSpace {
  return { server, plan, space: 'shared', signal };
}

async function fill(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

async function filesOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  const read = files.map(async file => [file.slice(folder.length + 1), await readFile(file, 'latin1')] as const);
  return Object.fromEntries((await Promise.all(read)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Counts what goes over the wire. */
function counted(server: ContentServer): { readonly server: ContentServer; sent: number; asked: number } {
  const counts = {
    sent: 0,
    asked: 0,
    server: {
      missing: server.missing.bind(server),
      put: (...call: Parameters<ContentServer['put']>) => {
        counts.sent += call[2].reduce((sum, { length }) => sum + length, 0);
        return server.put(...call);
      },
      get: (...call: Parameters<ContentServer['get']>) => {
        counts.asked += call[2].length;
        return server.get(...call);
      },
    },
  };
  return counts;
}

describe('a tree goes up and comes down', () => {
  test('files of every size, with their modes, in order', async () => {
    using folder = new TemporaryFolder();
    const { content } = new FakeServer();
    const files = {
      empty: '',
      small: 'hello',
      'a-b': '1',
      'a/b': '2',
      'a/ü/c d': '3',
      chunk: randomBytes(contentChunkBytes).toString('latin1'),
      'two.bin': randomBytes(2 * contentChunkBytes + 1).toString('latin1'),
      '.hidden': 'x',
    };
    const from = join(folder.path, 'from');
    for (const [path, text] of Object.entries(files)) await fill(from, { [path]: Buffer.from(text, 'latin1') });
    await chmod(join(from, 'small'), 0o755);
    await chmod(join(from, 'empty'), 0o444);
    const tree = await uploadTree(spaceOf(content), walkTree(from));
    assert.equal(tree.fileCount, 8);
    const to = join(folder.path, 'to', 'deeper');
    const downloaded = await downloadTree(spaceOf(content), tree, to);
    assert.deepEqual(downloaded, { fileCount: 8, sizeBytes: tree.sizeBytes });
    assert.deepEqual(await filesOf(to), await filesOf(from));
    assert.equal((await stat(join(to, 'small'))).mode & 0o777, 0o755);
    assert.equal((await stat(join(to, 'empty'))).mode & 0o777, 0o644, 'what is unpacked can be removed again');
  });

  test('thousands of files', async () => {
    using folder = new TemporaryFolder();
    const { content } = new FakeServer();
    const from = join(folder.path, 'from');
    const paths = Array.from({ length: 2000 }, (_, index) => `d${index % 50}/f${index}`);
    await fill(from, Object.fromEntries(paths.map(path => [path, `content of ${path}`])));
    const tree = await uploadTree(spaceOf(content), walkTree(from));
    const to = join(folder.path, 'to');
    await downloadTree(spaceOf(content), tree, to);
    assert.deepEqual(await filesOf(to), await filesOf(from));
  });

  test('over what is there, and only what is wanted, where it is wanted', async () => {
    using folder = new TemporaryFolder();
    const { content } = new FakeServer();
    const [from, to] = [join(folder.path, 'from'), join(folder.path, 'to')];
    await fill(from, { 'a.txt': 'new', 'b.txt': 'b', 'd/c.txt': 'c' });
    await fill(to, { 'a.txt': 'old', other: 'stays', c: 'old' });
    const tree = await uploadTree(spaceOf(content), walkTree(from));
    const placeOf = (path: string) => (path === 'b.txt' ? undefined : path.replace('d/c.txt', 'c'));
    await downloadTree(spaceOf(content), tree, to, { placeOf });
    assert.deepEqual(await filesOf(to), { 'a.txt': 'new', other: 'stays', c: 'c' });
  });

  test('what the server has is not sent again, be it a file elsewhere or the beginning of a longer one', async () => {
    using folder = new TemporaryFolder();
    const wire = counted(new FakeServer().content);
    const big = randomBytes(4 * contentChunkBytes);
    await fill(folder.path, { 'one/a': big, 'two/b': big, 'two/longer': Buffer.concat([big, Buffer.from('x')]) });
    const first = await uploadTree(spaceOf(wire.server), walkTree(join(folder.path, 'one')));
    const before = wire.sent;
    assert.ok(before >= big.length);
    await uploadTree(spaceOf(wire.server), walkTree(join(folder.path, 'two')));
    assert.ok(wire.sent - before < 2000, `${wire.sent - before} bytes were sent again`);
    const again = await uploadTree(spaceOf(wire.server), walkTree(join(folder.path, 'one')));
    assert.deepEqual(again, first);
  });

  test('an upload that was cut off goes on where it was', async () => {
    using folder = new TemporaryFolder();
    const wire = counted(new FakeServer().content);
    await fill(folder.path, { big: randomBytes(12 * contentChunkBytes) });
    const stop = new AbortController();
    const stopping: ContentServer = {
      ...wire.server,
      put: async (...call) => {
        const hashes = await wire.server.put(...call);
        stop.abort();
        return hashes;
      },
    };
    await assert.rejects(uploadTree(spaceOf(stopping, stop.signal), walkTree(folder.path)), { name: 'AbortError' });
    const before = wire.sent;
    assert.ok(before > 0);
    await uploadTree(spaceOf(wire.server), walkTree(folder.path));
    assert.ok(wire.sent < 12 * contentChunkBytes + 10_000, 'nothing was sent twice');
  });
});

describe('what is published', () => {
  async function walked(folder: string, options: WalkOptions = {}): Promise<string[]> {
    const found: string[] = [];
    for await (const entry of walkTree(folder, options)) found.push(`${entry.kind} ${entry.path}`);
    return found;
  }

  test('follows links to what is below the folder, and leaves out others with a word', async () => {
    using folder = new TemporaryFolder();
    await fill(folder.path, { 'in/a': 'a', 'in/d/b': 'b', 'in/.e/c': 'c', outside: 'secret' });
    const root = join(folder.path, 'in');
    for (const [name, target] of [
      ['good', 'a'],
      ['out', '../outside'],
      ['gone', 'nowhere'],
      ['loop', 'loop'],
      ['folder', 'd'],
      ['d-', 'd'],
      ['root', '.'],
      ['d/up', '../d'],
      ['d/once', '../e'],
      ['e', '.e'],
    ] as const) {
      await symlink(target, join(root, name));
    }
    const left: string[] = [];
    assert.deepEqual(await walked(root, { leftOut: (path, why) => left.push(`${path} ${why}`) }), [
      'file .e/c',
      'file a',
      'file d-/b',
      'file d/b',
      'file d/once/c',
      'file e/c',
      'file folder/b',
      'file good',
    ]);
    assert.deepEqual(left, [
      'd-/once is a link to a folder behind another one',
      'd-/up is a link to a folder that it is in',
      'd/up is a link to a folder that it is in',
      'folder/once is a link to a folder behind another one',
      'folder/up is a link to a folder that it is in',
      'gone is a link that leads nowhere',
      'loop is a link that leads nowhere',
      'out is a link that leads out of the folder',
      'root is a link to a folder that it is in',
    ]);
  });

  test('follows no links to folders behind links to folders: what they lead to would have no end', async () => {
    using folder = new TemporaryFolder();
    const names = Array.from({ length: 12 }, (_, index) => `d${index}`);
    await fill(folder.path, Object.fromEntries(names.map(name => [`${name}/file`, name])));
    for (const from of names)
      for (const to of names) if (from !== to) await symlink(`../${to}`, join(folder.path, from, to));
    assert.equal((await walked(folder.path)).length, 12 + 12 * 11);
  });

  test('has links and empty folders of their own where they are kept', async () => {
    using folder = new TemporaryFolder();
    await fill(folder.path, { 'a/x': '1' });
    await mkdir(join(folder.path, 'empty/er'), { recursive: true });
    await symlink('/etc', join(folder.path, 'link'));
    const found = await walked(folder.path, { links: 'keep', emptyFolders: true });
    assert.deepEqual(found, ['file a/x', 'folder empty/er', 'link link']);
  });

  test('has no path that another system could not keep', async () => {
    using folder = new TemporaryFolder();
    await fill(folder.path, { 'a\\b': '1' });
    await assert.rejects(uploadTree(spaceOf(new FakeServer().content), walkTree(folder.path)), ContentError);
  });

  test('has no name that is not UTF-8, and says so', async () => {
    for (const name of [Buffer.from('bad\xff', 'latin1'), Buffer.from('bad\xff/', 'latin1')]) {
      using folder = new TemporaryFolder();
      const path = Buffer.concat([Buffer.from(`${folder.path}/`), name]);
      await (name.includes('/') ? mkdir(path) : writeFile(path, ''));
      await fill(folder.path, { 'good \uFFFD': '1' });
      await assert.rejects(walked(folder.path), {
        name: 'ContentError',
        message: "The name of 'bad\uFFFD' is not UTF-8: no other system could keep it.",
      });
    }
  });
});

describe('what is downloaded', () => {
  /** A tree whose manifest holds whatever it is given. */
  async function hostileTree(content: ContentServer, lines: string): Promise<ContentTree> {
    const bytes = Buffer.from(lines);
    const chunks = await content.put(plan, 'shared', [bytes, Buffer.from('evil')]);
    return { manifest: { sizeBytes: bytes.length, chunks: chunks.slice(0, 1) }, fileCount: 1, sizeBytes: 4 };
  }

  const evil = { sizeBytes: 4, chunks: ['4d4a4ffe74dda05ed8d6ea8d21f8a6e6ea1b9c6d4e9a4fd9d2a9f8f3f8e5d6c7'] };

  for (const path of ['../evil', '/tmp/evil', 'a/../../evil', 'a\\..\\evil', '.', '']) {
    test(`is refused where a path is ${JSON.stringify(path)}`, async () => {
      using folder = new TemporaryFolder();
      const { content } = new FakeServer();
      const to = join(folder.path, 'to');
      const tree = await hostileTree(content, manifestLine({ kind: 'file', path, content: evil, mode: 0o644 }));
      await assert.rejects(downloadTree(spaceOf(content), tree, to), ContentError);
      assert.deepEqual(await filesOf(folder.path), {});
    });
  }

  test('does not go through a link that stands there, nor one that came along', async () => {
    using folder = new TemporaryFolder();
    const { content } = new FakeServer();
    await fill(folder.path, { 'from/d/evil': 'evil', 'outside/keep': 'mine' });
    const tree = await uploadTree(spaceOf(content), walkTree(join(folder.path, 'from')));
    const to = join(folder.path, 'to');
    await mkdir(to);
    await symlink('../outside', join(to, 'd'));
    await assert.rejects(downloadTree(spaceOf(content), tree, to), /leads out of/);
    assert.deepEqual(await filesOf(join(folder.path, 'outside')), { keep: 'mine' });
  });

  test('replaces a link that has the name of a file, not what it leads to', async () => {
    using folder = new TemporaryFolder();
    const { content } = new FakeServer();
    await fill(folder.path, { 'from/a': 'new', outside: 'mine', 'to/x': '' });
    await symlink('../outside', join(folder.path, 'to/a'));
    const tree = await uploadTree(spaceOf(content), walkTree(join(folder.path, 'from')));
    await downloadTree(spaceOf(content), tree, join(folder.path, 'to'));
    assert.equal(await readFile(join(folder.path, 'outside'), 'utf8'), 'mine');
    assert.ok((await lstat(join(folder.path, 'to/a'))).isFile());
  });

  test('keeps links and times where the tree has them', async () => {
    using folder = new TemporaryFolder();
    const { content } = new FakeServer();
    await fill(folder.path, { 'from/a': '1' });
    await utimes(join(folder.path, 'from/a'), 1_000_000, 1_000_000);
    await symlink('a', join(folder.path, 'from/link'));
    await mkdir(join(folder.path, 'from/empty'));
    const walk = walkTree(join(folder.path, 'from'), { links: 'keep', emptyFolders: true });
    const tree = await uploadTree(spaceOf(content), walk, { keepTimes: true });
    const to = join(folder.path, 'to');
    await downloadTree(spaceOf(content), tree, to);
    await downloadTree(spaceOf(content), tree, to);
    assert.equal(await readlink(join(to, 'link')), 'a');
    assert.equal((await stat(join(to, 'a'))).mtimeMs, 1_000_000_000);
    assert.ok((await stat(join(to, 'empty'))).isDirectory());
  });

  test('is checked by its hash, and leaves no half of a file', async () => {
    using folder = new TemporaryFolder();
    const { content } = new FakeServer();
    await fill(folder.path, { 'from/a': randomBytes(6 * contentChunkBytes) });
    const tree = await uploadTree(spaceOf(content), walkTree(join(folder.path, 'from')));
    let calls = 0;
    const lying: ContentServer = {
      missing: content.missing.bind(content),
      put: content.put.bind(content),
      get: async (...call) => {
        const chunks = await content.get(...call);
        calls += 1;
        return calls < 3 ? chunks : chunks.map(chunk => Buffer.from(chunk).fill('x', 0, 1));
      },
    };
    const to = join(folder.path, 'to');
    await assert.rejects(downloadTree(spaceOf(lying), tree, to), /its hash is another one/);
    assert.deepEqual(await readdir(to), []);
  });
});
