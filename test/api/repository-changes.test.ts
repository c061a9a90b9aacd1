import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GitRepository } from '../../src/wire/repositories.ts';
import { withGit } from './support/git-world.ts';
import { World } from './support/world.ts';

const repositories = '/oracle/_apis/git/repositories';
const bin = '/oracle/_apis/git/recycleBin/repositories';
const v = 'api-version=7.1';

test('a repository gets another name and default branch, and clones begin there', () =>
  withGit(async (world, folder) => {
    await folder.commit('first', { a: 'a' });
    folder.git('branch', 'dev');
    const { id } = world.repository;
    const change = (body: object, path = `${repositories}/${id}`) => world.call('PATCH', `${path}?${v}`, { body });
    const renamed = (await change({ name: 'core', defaultBranch: 'dev' })).json<GitRepository>();
    assert.deepEqual([renamed.name, renamed.defaultBranch], ['core', 'refs/heads/dev']);
    assert.equal(folder.git('symbolic-ref', 'HEAD'), 'refs/heads/dev');
    assert.equal((await world.call('GET', `${repositories}/core`)).json<GitRepository>().id, id);
    assert.equal((await world.call('GET', `${repositories}/probe`)).statusCode, 404);
    const other = { name: 'other', remoteUrl: folder.path };
    await world.call('POST', `${repositories}?${v}`, { body: other });
    for (const [body, status] of [
      [{ name: 'OTHER' }, 409],
      [{ name: 'a/b' }, 400],
      [{ defaultBranch: 'refs/heads/none' }, 400],
    ] as const)
      assert.equal((await change(body)).statusCode, status, JSON.stringify(body));
    assert.equal((await change({ name: 'x' }, `${repositories}/none`)).statusCode, 404);
  }));

test('a deleted repository is in the bin, from where it is brought back or forgotten', async () => {
  await using world = await World.open();
  const { id } = world.repository;
  const list = async (path: string) =>
    (await world.call('GET', path)).json<{ value: { id: string; name: string }[] }>().value;
  assert.equal((await world.call('DELETE', `${repositories}/${id}?${v}`)).statusCode, 204);
  assert.deepEqual(await list(repositories), []);
  assert.deepEqual(
    (await list(bin)).map(({ name }) => name),
    ['probe'],
  );
  assert.deepEqual(
    (await list('/oracle/_apis/git/deletedrepositories')).map(each => each.id),
    [id],
  );
  const restored = await world.call('PATCH', `${bin}/${id}?${v}`, { body: { deleted: false } });
  assert.equal(restored.json<GitRepository>().name, 'probe');
  assert.deepEqual(await list(bin), []);
  assert.equal((await world.call('PATCH', `${bin}/${id}?${v}`, { body: { deleted: false } })).statusCode, 404);
  await world.call('DELETE', `${repositories}/probe?${v}`);
  assert.equal((await world.call('DELETE', `${bin}/${id}?${v}`)).statusCode, 204);
  assert.equal((await world.call('DELETE', `${bin}/${id}?${v}`)).statusCode, 404);
  assert.deepEqual(await list(bin), []);
});
