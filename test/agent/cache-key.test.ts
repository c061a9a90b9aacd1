import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { resolveKey } from '../../src/agent/cache/fingerprint.ts';
import { KeyError, parseKey } from '../../src/agent/cache/key.ts';
import { findFiles, TooManyFiles } from '../../src/agent/match/find-files.ts';
import { TemporaryFolder } from './job.ts';

/** A segment as a short text: `s` for a string, `f` for a file, `p` for patterns. */
function shown(key: string): string[] {
  return parseKey(key).map(segment => {
    if (segment.kind === 'string') return `s ${segment.text}`;
    if (segment.kind === 'file') return `f ${segment.path}`;
    return `p ${segment.include.join()} - ${segment.exclude.join()}`;
  });
}

describe('the key of a cache', () => {
  const cases: readonly [key: string, segments: readonly string[]][] = [
    ['npm', ['s npm']],
    ['npm | "Linux" | package-lock.json', ['s npm', 's "Linux"', 'f package-lock.json']],
    ['a||b | ', ['s a', 's b']],
    ['"package.json"', ['s "package.json"']],
    ['"a" b.c', ['s "a" b.c']],
    ['v1.', ['s v1.']],
    ['a<b.c', ['s a<b.c']],
    ['a/b', ['f a/b']],
    ['.npmrc', ['f .npmrc']],
    ['**/package-lock.json', ['p **/package-lock.json - ']],
    ['**/*.csproj, !**/bin/**', ['p **/*.csproj - **/bin/**']],
    ['a.json,b.json', ['p a.json,b.json - ']],
    ['v[1-2].txt', ['p v[1-2].txt - ']],
    ['"', ['s "']],
  ];
  for (const [key, segments] of cases) {
    test(JSON.stringify(key), () => assert.deepEqual(shown(key), segments));
  }

  for (const key of ['', ' | ', '*', 'a | **', "'a'", 'a | `b`']) {
    test(`${JSON.stringify(key)} is refused`, () => assert.throws(() => parseKey(key), KeyError));
  }
});

async function fill(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

async function resolve(
  root: string,
  key: string,
): Promise<{ readonly value: readonly string[]; readonly lines: string[] }> {
  const lines: string[] = [];
  const workspace = dirname(root);
  return { value: await resolveKey(parseKey(key), { root, workspace, write: line => lines.push(line) }), lines };
}

const sha256 = (text: string, as: 'hex' | 'base64'): string => createHash('sha256').update(text).digest(as);

describe('a fingerprint', () => {
  test('has the content of files in it, in the words of the service', async () => {
    using folder = new TemporaryFolder();
    await fill(folder.path, { 's/bb/lock.json': 'two', 's/a/lock.json': '1', 's/one.txt': 'x' });
    const { value, lines } = await resolve(join(folder.path, 's'), 'npm | "x" | one.txt | **/lock.json');
    const one = sha256(`\nSHA256(s/one.txt)=[1]${sha256('x', 'hex')}`, 'base64');
    const [first, second] = [sha256('1', 'hex'), sha256('two', 'hex')];
    const many = sha256(`\nSHA256(s/a/lock.json)=[1]${first}\nSHA256(s/bb/lock.json)=[3]${second}`, 'base64');
    assert.deepEqual(value, ['npm', '"x"', one, many]);
    assert.deepEqual(lines, [
      ' - npm          [string]',
      ' - "x"          [string]',
      ` - one.txt      [file] --> ${one}`,
      ' - **/lock.json [file pattern; matches: 2]',
      `   - s/a/lock.json  --> ${first}`,
      `   - s/bb/lock.json --> ${second}`,
    ]);
  });

  test('is not made wider by a long segment than the service makes it', async () => {
    using folder = new TemporaryFolder();
    const { lines } = await resolve(folder.path, `v1 | ${'x'.repeat(60)}`);
    assert.deepEqual(lines, [` - ${'v1'.padEnd(50)} [string]`, ` - ${'x'.repeat(47)}... [string]`]);
  });

  test('changes with the content and the name of a file, and not with anything else', async () => {
    using folder = new TemporaryFolder();
    await fill(folder.path, { 'a.lock': '1', other: 'x' });
    const of = async (): Promise<string> => (await resolve(folder.path, '*.lock')).value.join();
    const first = await of();
    await fill(folder.path, { other: 'y' });
    assert.equal(await of(), first);
    await fill(folder.path, { 'a.lock': '2' });
    const second = await of();
    assert.notEqual(second, first);
    await fill(folder.path, { 'b.lock': '' });
    assert.notEqual(await of(), second);
  });

  const missing: readonly [key: string, message: string][] = [
    ['nope.txt', 'File not found: nope.txt'],
    ['**/nope.*', 'No matching files found for pattern: **/nope.*'],
    ['*.txt, !*.txt', 'No matching files found for pattern: *.txt, !*.txt'],
    ['./folder', 'File not found: ./folder'],
  ];
  for (const [key, message] of missing) {
    test(`${key} is refused where there is no such file`, async () => {
      using folder = new TemporaryFolder();
      await fill(folder.path, { 'a.txt': '', 'folder/x': '' });
      await assert.rejects(resolve(folder.path, key), { name: 'KeyError', message });
    });
  }
});

describe('files are found', () => {
  const cases: readonly [patterns: readonly string[], found: readonly string[]][] = [
    [['**/*.xml'], ['a.xml', 'd/b.xml', 'd/e/c.xml', 'link/b.xml', 'link/e/c.xml']],
    [['d/**'], ['d/b.xml', 'd/e/c.xml', 'd/e/n.txt']],
    [['d'], []],
    [['a.xml'], ['a.xml']],
    [
      ['**/*.xml', '!**/e/**', '!link/**'],
      ['a.xml', 'd/b.xml'],
    ],
    [['!**/*.xml', 'a.*'], ['a.xml']],
    [['../*'], []],
    [['*/?.xml'], ['d/b.xml', 'link/b.xml']],
  ];
  for (const [patterns, found] of cases) {
    test(patterns.join(' '), async () => {
      using folder = new TemporaryFolder();
      const root = join(folder.path, 'root');
      await fill(root, { 'a.xml': '', 'd/b.xml': '', 'd/e/c.xml': '', 'd/e/n.txt': '' });
      await symlink('d', join(root, 'link'));
      await symlink('.', join(root, 'd/up'));
      const files = await findFiles(root, patterns, 100);
      assert.deepEqual(
        files,
        found.map(path => join(root, path)),
      );
    });
  }

  test('by absolute patterns too, and not more than are allowed', async () => {
    using folder = new TemporaryFolder();
    await fill(folder.path, { a: '', b: '', c: '' });
    assert.equal((await findFiles('/nowhere', [join(folder.path, '*')], 3)).length, 3);
    await assert.rejects(findFiles(folder.path, ['*'], 2), TooManyFiles);
  });

  test('that stand in a folder whose name looks like a pattern', async () => {
    using folder = new TemporaryFolder();
    const root = join(folder.path, 'app [new]', 'in');
    await fill(root, { 'a.txt': '1', 'b/c.txt': '2' });
    await fill(join(folder.path, 'app n'), { 'in/a.txt': '3' });
    const found = async (...patterns: readonly string[]) =>
      (await findFiles(root, patterns, 10)).map(file => file.slice(folder.path.length + 1));
    assert.deepEqual(await found('**/*.txt', '!b/**'), ['app [new]/in/a.txt']);
    assert.deepEqual(await found('../in/b/*', '../../app n/**'), ['app [new]/in/b/c.txt', 'app n/in/a.txt']);
    assert.deepEqual(await found('a.txt'), ['app [new]/in/a.txt']);
  });
});
