import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import type { GitRepository } from '../../src/wire/repositories.ts';
import { base, World } from './support/world.ts';

const path = '/oracle/_apis/git/repositories';
const create = `${path}?api-version=7.1`;

async function folder(use: (path: string) => Promise<void>): Promise<void> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'millrace-api-')));
  try {
    await use(path);
  } finally {
    await rm(path, { recursive: true });
  }
}

test('a repository is read by its name in any case and by its id, with its project or without', async () => {
  await using world = await World.open();
  const { id } = world.repository;
  const expected = {
    id,
    name: 'probe',
    url: `${base}/${world.project.id}/_apis/git/repositories/${id}`,
    project: {
      id: world.project.id,
      name: 'oracle',
      description: 'Asks the service',
      url: `${base}/_apis/projects/${world.project.id}`,
      state: 'wellFormed',
      revision: 1,
      visibility: 'private',
      lastUpdateTime: '2026-08-12T08:26:45.68Z',
    },
    defaultBranch: 'refs/heads/main',
    size: 0,
    remoteUrl: '/srv/git/probe',
    webUrl: `${base}/oracle/_git/probe`,
    isDisabled: false,
    isInMaintenance: false,
  };
  for (const found of [`${path}/probe`, `${path}/PROBE`, `${path}/${id}`, `/_apis/git/repositories/${id}`]) {
    assert.deepEqual((await world.call('GET', found)).json(), expected, found);
  }
  for (const list of [path, '/_apis/git/repositories']) {
    assert.deepEqual((await world.call('GET', list)).json(), { count: 1, value: [expected] });
  }
  const missing = await world.call('GET', `${path}/nope`);
  assert.equal(missing.statusCode, 404);
  assert.equal(missing.json<ErrorEnvelope>().typeKey, 'GitRepositoryNotFoundException');
});

test('a folder that git can read is registered, bare or not', async () => {
  await using world = await World.open();
  await folder(async parent => {
    execFileSync('git', ['init', '-q', '-b', 'trunk', join(parent, 'work')]);
    execFileSync('git', ['init', '-q', '-b', 'main', '--bare', join(parent, 'tools.git')]);
    const named = await world.call('POST', create, { body: { name: 'mine', remoteUrl: join(parent, 'work') } });
    assert.equal(named.statusCode, 201);
    const { name, remoteUrl, defaultBranch } = named.json<GitRepository>();
    assert.deepEqual([name, remoteUrl, defaultBranch], ['mine', join(parent, 'work'), 'refs/heads/trunk']);
    const unnamed = await world.call('POST', create, { body: { remoteUrl: join(parent, 'tools.git') } });
    assert.equal(unnamed.json<GitRepository>().name, 'tools');
    const again = await world.call('POST', create, { body: { name: 'MINE', remoteUrl: join(parent, 'work') } });
    assert.equal(again.statusCode, 409);
    assert.equal(again.json<ErrorEnvelope>().typeKey, 'GitRepositoryNameAlreadyExistsException');
    const wrong = await world.call('POST', create, { body: { name: 'a/b', remoteUrl: join(parent, 'work') } });
    assert.equal(wrong.statusCode, 400);
  });
});

test('what is no git folder is refused, and so is a body without remoteUrl', async () => {
  await using world = await World.open();
  await folder(async empty => {
    for (const remoteUrl of [
      empty,
      join(empty, 'missing'),
      'relative',
      'https://example.com/x.git',
      '--upload-pack=x',
    ]) {
      const answer = await world.call('POST', create, { body: { name: 'x', remoteUrl } });
      assert.equal(answer.statusCode, 400, remoteUrl);
      assert.equal(answer.json<ErrorEnvelope>().typeKey, 'InvalidGitRepositoryException');
    }
  });
  const unmade = await world.call('POST', create, { body: { name: 'x' } });
  assert.equal(unmade.statusCode, 400);
  assert.match(unmade.json<ErrorEnvelope>().message, /registers folders that are there/);
});
