import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { guidFromName, type ProjectId } from '../../src/base/id.ts';
import { type RunOrigin, runVariables } from '../../src/run/predefined.ts';
import { readCommit } from '../../src/source/git-history.ts';

const origin: RunOrigin = {
  collectionUri: 'http://localhost/fabrikam/',
  collectionId: 'c0',
  projectId: guidFromName('project', 'p') as ProjectId,
  projectName: 'p',
  pipeline: { id: 1, revision: 1, name: 'ci', folder: '\\' },
  reason: 'manual',
  self: {
    ...{ id: 'r', name: 'r', type: 'azureReposGit', url: '/r' },
    ...{ refName: 'refs/heads/main', version: '0', workingTree: false },
  } as RunOrigin['self'],
  requestedFor: { id: 'u', displayName: 'U', uniqueName: 'u' },
};

function commitVariables(given: Partial<RunOrigin>): readonly (string | undefined)[] {
  const variables = runVariables({ ...origin, ...given }, { organization: 'fabrikam', runId: 1 }, '1');
  return [variables['build.sourceVersionMessage'], variables['build.sourceVersionAuthor']];
}

test('a run knows the first line of its commit, at most 200 characters of it, and the author', () => {
  assert.deepEqual(commitVariables({ commit: { message: 'Fix it', author: 'Ada' } }), ['Fix it', 'Ada']);
  assert.deepEqual(commitVariables({ commit: { message: 'x'.repeat(201), author: 'Ada' } }), ['x'.repeat(200), 'Ada']);
});

test('a run of a pull request does not know the message of its merge; a run without a commit knows neither', () => {
  const commit = { message: 'Merge', author: 'Ada' };
  assert.deepEqual(commitVariables({ reason: 'pullRequest', commit }), [undefined, 'Ada']);
  assert.deepEqual(commitVariables({}), [undefined, undefined]);
});

test('a commit is read from its repository', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-commit-'));
  const git = (...args: readonly string[]) => execFileSync('git', ['-C', folder, ...args]);
  git('init', '-q');
  const who = ['-c', 'user.name=Ada Lovelace', '-c', 'user.email=ada@example.com'];
  git(...who, 'commit', '-q', '--allow-empty', '-m', 'First line\n\nMore of it');
  assert.deepEqual(await readCommit(folder, 'HEAD'), { message: 'First line', author: 'Ada Lovelace' });
  assert.equal(await readCommit(folder, '1'.repeat(40)), undefined);
  await rm(folder, { recursive: true });
});
