import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isCheckedOut, mergeCommits, moveRef } from '../../src/source/git-merge.ts';

describe('merges of a repository', () => {
  let folder: string;
  let repository: string;
  const commits: Record<string, string> = {};
  const author = { name: 'Ada <x>\n', email: 'ada@localhost' };

  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', repository, '-c', 'user.name=T', '-c', 'user.email=t@localhost', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();

  function commit(branch: string, from: string, file: string, text: string): void {
    git('checkout', '-q', '-b', branch, from);
    writeFileSync(join(repository, file), text);
    git('add', '-A');
    git('commit', '-q', '-m', branch);
    commits[branch] = git('rev-parse', 'HEAD');
  }

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-merge-'));
    repository = join(folder, 'repository');
    execFileSync('git', ['init', '-q', '-b', 'main', repository]);
    git('commit', '-q', '--allow-empty', '-m', 'base');
    commits.main = git('rev-parse', 'HEAD');
    commit('one', 'main', 'a.txt', 'one\n');
    commit('two', 'main', 'b.txt', 'two\n');
    commit('against', 'main', 'a.txt', 'against\n');
    git('checkout', '-q', '--orphan', 'stranger');
    git('commit', '-q', '-m', 'stranger');
    commits.stranger = git('rev-parse', 'HEAD');
    git('checkout', '-q', 'two');
    writeFileSync(join(repository, 'b.txt'), 'not committed\n');
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  const merge = (source: string, target: string, more: { squashes?: boolean } = {}) =>
    mergeCommits(repository, {
      ...{ source: commits[source] ?? '', target: commits[target] ?? '', message: 'Words\n\nMore', author },
      ...more,
    });

  test('make the same commit each time, and touch neither a branch nor the working tree', async () => {
    const before = [git('status', '--porcelain', '--branch'), git('for-each-ref')];
    const made = await merge('one', 'two');
    assert.deepEqual(await merge('one', 'two'), made);
    assert.equal(made.status, 'succeeded');
    const id = made.status === 'succeeded' ? made.commit : '';
    assert.equal(
      git('log', '-1', '--format=%P %an %ae %B', id),
      `${commits.two} ${commits.one} Ada x ada@localhost Words\n\nMore`,
    );
    assert.equal(git('ls-tree', '--name-only', id), 'a.txt\nb.txt');
    assert.equal(git('show', `${id}:b.txt`), 'two');
    assert.deepEqual([git('status', '--porcelain', '--branch'), git('for-each-ref')], before);
    const squashed = await merge('one', 'two', { squashes: true });
    assert.equal(squashed.status === 'succeeded' && git('log', '-1', '--format=%P', squashed.commit), commits.two);
  });

  test('say what conflicts, and what can not be merged at all', async () => {
    assert.deepEqual(await merge('one', 'against'), { status: 'conflicts' });
    for (const source of ['stranger', 'missing']) assert.equal((await merge(source, 'one')).status, 'failure', source);
    const nowhere = { source: '0'.repeat(40), target: '0'.repeat(40), message: '', author };
    assert.equal((await mergeCommits(join(folder, 'nowhere'), nowhere)).status, 'failure');
  });

  test('move a ref from where it is known to stand, and know which branches are checked out', async () => {
    const name = 'refs/pull/1/merge';
    const { one: to = '', two: other = '' } = commits;
    assert.equal(await moveRef(repository, { name, to }), true);
    assert.equal(await moveRef(repository, { name, to: other, from: other }), false);
    assert.equal(await moveRef(repository, { name, to: other, from: to }), true);
    assert.equal(git('rev-parse', name), other);
    assert.equal(await moveRef(repository, { name, from: other }), true);
    git('worktree', 'add', '-q', join(folder, 'linked'), 'one');
    for (const [branch, isOut] of [
      ['two', true],
      ['one', true],
      ['main', false],
    ] as const)
      assert.equal(await isCheckedOut(repository, `refs/heads/${branch}`), isOut, branch);
    const bare = join(folder, 'bare.git');
    execFileSync('git', ['clone', '-q', '--bare', repository, bare]);
    assert.equal(await isCheckedOut(bare, 'refs/heads/two'), false);
  });
});
