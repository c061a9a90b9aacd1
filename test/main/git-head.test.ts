import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { noVersion, readHead } from '../../src/main/git-head.ts';

describe('the branch and commit of a folder', () => {
  let folder: string;
  let repository: string;

  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', repository, '-c', 'user.name=T', '-c', 'user.email=t@localhost', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-head-'));
    repository = join(folder, 'repository');
    mkdirSync(join(repository, 'below'), { recursive: true });
    git('init', '--quiet', '--initial-branch=topic/x');
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  test('outside of a repository are the default', async () => {
    assert.deepEqual(await readHead(folder), { refName: 'refs/heads/main', version: noVersion });
  });

  test('before the first commit are the branch and zeros', async () => {
    assert.deepEqual(await readHead(repository), { refName: 'refs/heads/topic/x', version: noVersion });
  });

  test('are the same however git keeps them', async () => {
    git('commit', '--quiet', '--allow-empty', '--message', 'one');
    const head = { refName: 'refs/heads/topic/x', version: git('rev-parse', 'HEAD') };
    assert.deepEqual(await readHead(repository), head, 'a file of its own');
    git('pack-refs', '--all');
    assert.deepEqual(await readHead(repository), head, 'packed');
    assert.deepEqual(await readHead(join(repository, 'below')), head, 'from a folder below');
    git('worktree', 'add', '--quiet', '-b', 'other', join(folder, 'tree'));
    assert.deepEqual(await readHead(join(folder, 'tree')), { ...head, refName: 'refs/heads/other' }, 'a linked tree');
    git('checkout', '--quiet', '--detach');
    assert.deepEqual(await readHead(repository), { ...head, refName: 'HEAD' }, 'no branch');
  });
});
