import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import * as azdev from 'azure-devops-node-api';
import { GitVersionType, VersionControlRecursionType } from 'azure-devops-node-api/interfaces/GitInterfaces.js';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import type { BranchStats, GitCommit, GitCommitRef, GitItem, GitRef } from '../../src/wire/git-content.ts';
import { type GitFolder, withGit } from './support/git-world.ts';
import { unzipped } from './support/unzipped.ts';
import { base, organization, type World } from './support/world.ts';

const repository = '/oracle/_apis/git/repositories/probe';

type Commits = { readonly first: string; readonly second: string; readonly other: string };

/** main has two commits and the annotated tag v1 on its first; the branch other has one more than the first. */
function withCommits(use: (world: World, commits: Commits, folder: GitFolder) => Promise<void>): Promise<void> {
  return withGit(async (world, folder) => {
    const first = await folder.commit('first\n\nin full', { 'a.txt': 'a', 'd/b.txt': 'b', 'd/e/c.txt': 'ü' });
    folder.git('tag', '-a', 'v1', '-m', 'one');
    folder.git('checkout', '-q', '-b', 'other');
    const other = await folder.commit('other', { 'o.txt': 'o' });
    folder.git('checkout', '-q', 'main');
    const second = await folder.commit('second', { 'a.txt': 'A' });
    await use(world, { first, second, other }, folder);
  });
}

async function list<Item>(world: World, path: string): Promise<readonly Item[]> {
  const answer = await world.call('GET', path);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<{ value: readonly Item[] }>().value;
}

test('branches and tags are listed, by their beginning, by what is in them, and in pages', () =>
  withCommits(async (world, { first, second, other }, folder) => {
    const tag = folder.git('rev-parse', 'v1');
    const refs = await list<GitRef>(world, `${repository}/refs?peelTags=true`);
    assert.deepEqual(
      refs.map(({ name, objectId, peeledObjectId }) => [name, objectId, peeledObjectId]),
      [
        ['refs/heads/main', second, undefined],
        ['refs/heads/other', other, undefined],
        ['refs/tags/v1', tag, first],
      ],
    );
    const names = async (query: string) => (await list<GitRef>(world, `${repository}/refs?${query}`)).map(r => r.name);
    assert.deepEqual(await names('filter=heads/o'), ['refs/heads/other']);
    assert.deepEqual(await names('filterContains=MAI'), ['refs/heads/main']);
    const page = await world.call('GET', `${repository}/refs?$top=2`);
    assert.equal(page.headers['x-ms-continuationtoken'], 'refs/heads/other');
    assert.deepEqual(await names('continuationToken=refs/heads/other'), ['refs/tags/v1']);
  }));

test('commits are listed newest first, of a version, of a path, by an author, and in pages', () =>
  withCommits(async (world, { first, second, other }) => {
    const ids = async (query: string) =>
      (await list<GitCommitRef>(world, `${repository}/commits?${query}`)).map(({ commitId }) => commitId);
    const version = 'searchCriteria.itemVersion.version';
    for (const [query, expected] of [
      ['', [second, first]],
      [`${version}=other`, [other, first]],
      [`${version}=v1&searchCriteria.itemVersion.versionType=tag`, [first]],
      [`${version}=${other}&searchCriteria.itemVersion.versionType=2`, [other, first]],
      ['searchCriteria.itemPath=/d', [first]],
      ['searchCriteria.author=nobody', []],
      ['searchCriteria.author=SOME.ONE@', [second, first]],
      ['$top=1', [second]],
      ['$top=1&$skip=1', [first]],
    ] as const) {
      assert.deepEqual(await ids(query), expected, query);
    }
    const missing = await world.call('GET', `${repository}/commits?${version}=nope`);
    assert.deepEqual(
      [missing.statusCode, missing.json<ErrorEnvelope>().typeKey],
      [404, 'GitUnresolvableToCommitException'],
    );
  }));

test('a commit is read by its id, whole or short, and by nothing else', () =>
  withCommits(async (world, { first }, folder) => {
    const [listed] = await list<GitCommitRef>(world, `${repository}/commits?$skip=1`);
    assert.deepEqual([listed?.comment, listed?.commentTruncated, listed?.parents], ['first', true, []]);
    const commit = (await world.call('GET', `${repository}/commits/${first.slice(0, 10)}`)).json<GitCommit>();
    assert.equal(commit.comment, 'first\n\nin full');
    assert.equal(commit.treeId, folder.git('rev-parse', `${first}^{tree}`));
    assert.equal(commit.remoteUrl, `${base}/oracle/_git/probe/commit/${first}`);
    for (const wrong of ['0'.repeat(40), 'main', '--all', 'HEAD~1']) {
      assert.equal((await world.call('GET', `${repository}/commits/${wrong}`)).statusCode, 404, wrong);
    }
  }));

test('branches tell how far they are from the default one', () =>
  withCommits(async world => {
    const stats = await list<BranchStats>(world, `${repository}/stats/branches`);
    assert.deepEqual(
      stats.map(({ name, aheadCount, behindCount, isBaseVersion }) => [name, aheadCount, behindCount, isBaseVersion]),
      [
        ['main', 0, 0, true],
        ['other', 1, 1, false],
      ],
    );
    const one = await world.call('GET', `${repository}/stats/branches?name=other`);
    assert.deepEqual(one.json(), stats[1]);
    assert.equal((await world.call('GET', `${repository}/stats/branches?name=none`)).statusCode, 404);
  }));

test('files and folders are described, listed, and sent as they are', () =>
  withCommits(async (world, { first, second }) => {
    const items = `${repository}/items`;
    const accept = { accept: 'application/json' };
    const one = (await world.call('GET', `${items}?path=/d/e/c.txt`, { headers: accept })).json<GitItem>();
    assert.deepEqual(
      [one.path, one.gitObjectType, one.commitId, one.content],
      ['/d/e/c.txt', 'blob', second, undefined],
    );
    const shown = (await world.call('GET', `${items}?path=d/e/c.txt&includeContent=true`)).json<GitItem>();
    assert.equal(shown.content, 'ü');
    const plain = await world.call('GET', `${items}?path=/a.txt`, { headers: { accept: 'text/plain' } });
    assert.deepEqual([plain.body, plain.headers['content-type']], ['A', 'text/plain; charset=utf-8']);
    const before = await world.call('GET', `${items}?path=/a.txt&version=${first}&versionType=commit`);
    assert.deepEqual([before.body, before.headers['content-type']], ['a', 'application/octet-stream']);
    const paths = async (query: string) => (await list<GitItem>(world, `${items}?${query}`)).map(({ path }) => path);
    assert.deepEqual(await paths('scopePath=/d'), ['/d']);
    assert.deepEqual(await paths('scopePath=/d&recursionLevel=oneLevel'), ['/d', '/d/b.txt', '/d/e']);
    assert.deepEqual(await paths('recursionLevel=full'), ['/', '/a.txt', '/d', '/d/b.txt', '/d/e', '/d/e/c.txt']);
    const zip = await world.call('GET', `${items}?path=/d&$format=zip`);
    assert.deepEqual(await unzipped(zip.rawPayload), { 'd/b.txt': 'b', 'd/e/c.txt': 'ü' });
    for (const wrong of ['/none', '/../a.txt', '/a.txt/x']) {
      const missing = await world.call('GET', `${items}?path=${wrong}`);
      assert.deepEqual([missing.statusCode, missing.json<ErrorEnvelope>().typeKey], [404, 'GitItemNotFoundException']);
    }
  }));

test('the official client reads branches, commits, files and changes', () =>
  withCommits(async (world, { first, second }) => {
    const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
    const handler = azdev.getPersonalAccessTokenHandler('all');
    const client = new azdev.WebApi(`http://127.0.0.1:${port}/${organization}`, handler);
    const git = await client.getGitApi();
    assert.deepEqual(
      (await git.getRefs('probe', 'oracle', 'heads/')).map(({ name }) => name),
      ['refs/heads/main', 'refs/heads/other'],
    );
    const version = { version: 'v1', versionType: GitVersionType.Tag };
    const commits = await git.getCommits('probe', { itemVersion: version }, 'oracle');
    assert.deepEqual(
      commits.map(({ commitId }) => commitId),
      [first],
    );
    assert.ok(commits[0]?.author?.date instanceof Date);
    assert.equal((await git.getCommit(second, 'probe', 'oracle')).comment, 'second');
    assert.equal((await git.getBranches('probe', 'oracle')).length, 2);
    const all = await git.getItems('probe', 'oracle', '/d', VersionControlRecursionType.Full);
    assert.equal(all.length, 4);
    assert.equal((await git.getItem('probe', '/a.txt', 'oracle')).path, '/a.txt');
    assert.equal(await text(await git.getItemText('probe', '/a.txt', 'oracle')), 'A');
    const { key } = await world.queue({ resources: { repositories: { self: { version: second } } } });
    const build = await client.getBuildApi();
    assert.deepEqual(
      (await build.getBuildChanges('oracle', key.runId)).map(({ id }) => id),
      [second, first],
    );
    assert.equal((await build.getBuildReport('oracle', key.runId, 'text')).type, 'text');
    await build.updateBuildProperties(null, [{ op: 0, path: '/a', value: 'x' }], 'oracle', key.runId);
    assert.ok(await build.getBuildProperties('oracle', key.runId));
    assert.equal((await build.getBuildGeneralSettings('oracle')).enforceSettableVar, true);
    const files = Buffer.from(await text(await build.getBuildLogsZip('oracle', key.runId)), 'utf8');
    assert.equal(files.subarray(0, 2).toString(), 'PK');
  }));

test('a name that git can have nowhere is one that is not there', () =>
  withCommits(async world => {
    const nul = '%00';
    for (const query of [
      `commits?searchCriteria.author=a${nul}b`,
      `commits?searchCriteria.itemPath=/a${nul}`,
      `commits?searchCriteria.itemVersion.version=ma${nul}in`,
      `items?path=/a${nul}`,
      `items?path=/a.txt&version=ma${nul}in`,
      `diffs/commits?baseVersion=ma${nul}in`,
    ]) {
      const { statusCode } = await world.call('GET', `${repository}/${query}`);
      assert.ok(statusCode === 404 || statusCode === 200, `${query}: ${statusCode}`);
    }
    for (const [path, body] of [
      ['commitsbatch', { itemVersion: { version: '\0' } }],
      ['itemsbatch', { itemDescriptors: [{ path: '/\0' }] }],
      ['refs', [{ name: 'refs/heads/\0', oldObjectId: '0'.repeat(40), newObjectId: '1'.repeat(40) }]],
    ] as const) {
      const { statusCode } = await world.call('POST', `${repository}/${path}?api-version=7.1`, { body });
      assert.ok(statusCode === 404 || statusCode === 200, `${path}: ${statusCode}`);
    }
    assert.deepEqual(world.faults, []);
  }));
