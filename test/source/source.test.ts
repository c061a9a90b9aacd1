import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { yamlFileBytes } from '../../src/base/limits.ts';
import { folderSource } from '../../src/source/folder-source.ts';
import { defaultBranch, resolveRef } from '../../src/source/git-refs.ts';
import { gitSource } from '../../src/source/git-source.ts';
import type { SourceReader } from '../../src/template/source-reader.ts';

const home = mkdtempSync(join(tmpdir(), 'millrace-source-'));
after(() => rmSync(home, { recursive: true, force: true }));

const self = { alias: 'self', type: 'git', name: 'self', ref: 'refs/heads/main' };
const other = { alias: 'lib', type: 'git', name: 'team/library', ref: 'refs/heads/main' };

function repository(
  name: string,
  files: Readonly<Record<string, string>>,
): { readonly folder: string; readonly commit: string } {
  const folder = join(home, name);
  mkdirSync(join(folder, 'sub'), { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  git('init', '--quiet', '--initial-branch=trunk');
  git('add', '--all');
  git('-c', 'user.name=Test', '-c', 'user.email=test@localhost', 'commit', '--quiet', '--message', 'files');
  return { folder, commit: git('rev-parse', 'HEAD').trim() };
}

function textOf(reader: SourceReader, from: typeof self, path: string): string | undefined {
  const answer = reader.read(from, path);
  return answer?.found === true ? answer.text : undefined;
}

const files = { 'a.yml': 'ä: 1\n', 'sub/b.yaml': 'b\n', 'no-ending': 'c\n', '--option.yml': 'd\n', 'empty.yml': '' };

describe('a folder', () => {
  const { folder } = repository('folder', files);
  writeFileSync(join(home, 'outside.yml'), 'secret\n');
  symlinkSync(join(home, 'outside.yml'), join(folder, 'link.yml'));
  const reader = folderSource(folder, { lib: join(home, 'folder', 'sub') });

  test('gives its files, those with odd names too', () => {
    for (const [path, text] of Object.entries(files)) assert.equal(textOf(reader, self, `/${path}`), text);
    assert.equal(textOf(reader, other, '/b.yaml'), 'b\n');
  });

  test('gives no more of a large file than shows that it is too large', () => {
    writeFileSync(join(folder, 'large.yml'), Buffer.alloc(4 * yamlFileBytes, '#'));
    assert.equal(textOf(reader, self, '/large.yml')?.length, yamlFileBytes + 1);
  });

  test('does not wait for what is no file', () => {
    execFileSync('mkfifo', [join(folder, 'pipe.yml')]);
    assert.equal(reader.read(self, '/pipe.yml')?.found, false);
  });

  test('gives nothing from outside, and no folder', () => {
    for (const path of ['/../outside.yml', '/link.yml', '/sub', '/none.yml', '/a.yml/x', '/\0'])
      assert.equal(reader.read(self, path)?.found, false, path);
  });

  test('does not know a repository that it was not given', () => {
    for (const name of ['x', 'constructor', '__proto__'])
      assert.equal(reader.read({ ...other, alias: name, name }, '/a.yml'), undefined);
  });
});

describe('a commit', () => {
  const { folder, commit } = repository('committed', files);
  writeFileSync(join(folder, 'a.yml'), 'changed since\n');
  const at = { url: folder, refName: 'refs/heads/trunk', commit };

  test('gives its files as they were committed', async () => {
    const reader = await gitSource(at, () => undefined);
    for (const [path, text] of Object.entries(files)) assert.equal(textOf(reader, self, `/${path}`), text);
    assert.deepEqual(reader.read(self, '/none.yml'), {
      found: false,
      url: folder,
      branch: 'refs/heads/trunk',
      version: commit,
    });
  });

  test('finds other repositories by name, at their ref', async () => {
    const reader = await gitSource(at, name => (name === 'team/library' ? { url: folder } : undefined));
    assert.equal(textOf(reader, { ...other, ref: 'refs/heads/trunk' }, '/sub/b.yaml'), 'b\n');
    assert.equal(reader.read({ ...other, ref: 'refs/heads/none' }, '/a.yml'), undefined);
    assert.equal(reader.read({ ...other, name: 'unknown' }, '/a.yml'), undefined);
  });

  test('is what a ref stands for; options are no refs', async () => {
    assert.deepEqual(await resolveRef(folder, 'refs/heads/trunk'), { commit });
    assert.deepEqual(await resolveRef(folder, commit), { commit });
    for (const ref of ['refs/heads/none', '--all', '--upload-pack=x', ''])
      assert.equal(await resolveRef(folder, ref), undefined, ref);
  });

  test('is what a branch stands for now, wherever git keeps it', async () => {
    const git = (...args: readonly string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'ignore' });
    git('branch', 'moving', commit);
    assert.deepEqual(await resolveRef(folder, 'refs/heads/moving'), { commit });
    git('-c', 'user.name=b', '-c', 'user.email=b@localhost', 'commit', '--quiet', '--allow-empty', '--message', 'next');
    git('branch', '--force', 'moving', 'HEAD');
    const next = execFileSync('git', ['-C', folder, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
    assert.notEqual(next, commit);
    assert.deepEqual(await resolveRef(folder, 'refs/heads/moving'), { commit: next });
    git('pack-refs', '--all');
    assert.deepEqual(await resolveRef(folder, 'refs/heads/moving'), { commit: next });
    git('branch', '--delete', '--force', 'moving');
    assert.equal(await resolveRef(folder, 'refs/heads/moving'), undefined);
    git('reset', '--quiet', '--hard', commit);
    assert.deepEqual(await resolveRef(folder, 'refs/heads/trunk'), { commit });
    assert.equal(await resolveRef(folder, 'refs/heads/../HEAD'), undefined);
  });

  test('has a default branch at the top of its repository, and nowhere else', async () => {
    assert.equal(await defaultBranch(folder), 'refs/heads/trunk');
    assert.equal(await defaultBranch(join(folder, 'sub')), undefined);
    assert.equal(await defaultBranch(join(home, 'nowhere')), undefined);
  });

  test('has a default branch that is there, whatever HEAD says', async () => {
    const git = (...args: readonly string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'ignore' });
    git('checkout', '--quiet', '--detach');
    assert.equal(await defaultBranch(folder), 'refs/heads/trunk');
    git('branch', 'alpha');
    git('branch', 'master');
    assert.equal(await defaultBranch(folder), 'refs/heads/master');
    git('symbolic-ref', 'HEAD', 'refs/heads/unborn');
    assert.equal(await defaultBranch(folder), 'refs/heads/master');
    git('branch', '--delete', '--force', 'alpha', 'master', 'trunk');
    assert.equal(await defaultBranch(folder), 'refs/heads/unborn');
    git('checkout', '--quiet', '-B', 'trunk', commit);
  });
});
