import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GitCommitChanges, GitCommitDiffs } from '../../src/wire/git-changes.ts';
import type { GitCommitRef, GitItem } from '../../src/wire/git-content.ts';
import type { GitAnnotatedTag, GitBlob, GitTree } from '../../src/wire/git-objects.ts';
import type { GitStatus } from '../../src/wire/git-statuses.ts';
import { type GitFolder, withGit } from './support/git-world.ts';
import { unzipped } from './support/unzipped.ts';
import { someone, type World } from './support/world.ts';

const repository = '/oracle/_apis/git/repositories/probe';
const v = 'api-version=7.1';

type Commits = { readonly value: readonly GitCommitRef[] };

async function read<Answer>(world: World, path: string): Promise<Answer> {
  const answer = await world.call('GET', `${repository}/${path}`);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<Answer>();
}

async function withHistory(use: (world: World, folder: GitFolder, first: string, second: string) => Promise<void>) {
  await withGit(async (world, folder) => {
    const first = await folder.commit('first', { 'a.txt': 'a\n'.repeat(20), 'd/b.txt': 'b' });
    folder.git('mv', 'a.txt', 'c.txt');
    const second = await folder.commit('second', { 'd/b.txt': 'b2', 'n.txt': 'n' });
    await use(world, folder, first, second);
  });
}

const shown = ({ changes }: Pick<GitCommitChanges, 'changes'>) =>
  changes.map(({ changeType, item, sourceServerItem = '' }) => `${changeType} ${item.path} ${sourceServerItem}`.trim());

test('what a commit changes is told file by file, with renames', () =>
  withHistory(async (world, folder, first, second) => {
    const changes = await read<GitCommitChanges>(world, `commits/${second}/changes`);
    assert.deepEqual(shown(changes), ['rename /c.txt /a.txt', 'edit /d/b.txt', 'add /n.txt']);
    assert.deepEqual(changes.changeCounts, { Rename: 1, Edit: 1, Add: 1 });
    assert.equal(changes.changes[1]?.item.originalObjectId, folder.git('rev-parse', `${first}:d/b.txt`));
    const root = await read<GitCommitChanges>(world, `commits/${first}/changes?top=1&skip=1`);
    assert.deepEqual(shown(root), ['add /d/b.txt']);
    assert.equal((await world.call('GET', `${repository}/commits/${'f'.repeat(40)}/changes`)).statusCode, 404);
  }));

test('two versions are compared, with or without what the base got meanwhile', () =>
  withHistory(async (world, folder, first) => {
    folder.git('checkout', '-q', '-b', 'topic', first);
    folder.git('rm', '-q', 'd/b.txt');
    const topic = await folder.commit('topic', { 't.txt': 't' });
    const base = 'diffs/commits?baseVersion=main&targetVersion=topic';
    const whole = await read<GitCommitDiffs>(world, base);
    assert.deepEqual(shown(whole), ['rename /a.txt /c.txt', 'delete /d/b.txt', 'delete /n.txt', 'add /t.txt']);
    const own = await read<GitCommitDiffs>(world, `${base}&diffCommonCommit=true&$top=1`);
    assert.deepEqual(shown(own), ['delete /d/b.txt']);
    assert.deepEqual([own.aheadCount, own.behindCount, own.commonCommit], [1, 1, first]);
    assert.deepEqual([own.allChangesIncluded, own.targetCommit], [false, topic]);
    const { value } = await read<Commits>(
      world,
      `commits/${topic}/mergebases?otherCommitId=${folder.git('rev-parse', 'main')}`,
    );
    assert.deepEqual(
      value.map(({ commitId }) => commitId),
      [first],
    );
  }));

test('commits are found by their ids, and by what is between two versions', () =>
  withHistory(async (world, _folder, first, second) => {
    const ask = async (body: object, query = '') =>
      (await world.call('POST', `${repository}/commitsbatch?${query}${v}`, { body }))
        .json<Commits>()
        .value.map(c => c.commitId);
    assert.deepEqual(await ask({ ids: [first] }), [first]);
    assert.deepEqual(await ask({ itemVersion: { version: 'main' } }), [second, first]);
    assert.deepEqual(await ask({ itemVersion: { version: 'main' } }, '$skip=1&'), [first]);
    const from = { itemVersion: { version: first, versionType: 'commit' }, compareVersion: { version: 'main' } };
    assert.deepEqual(await ask(from), [second]);
    assert.deepEqual(await ask({ itemPath: '/a.txt', $top: 5 }), [second, first]);
    assert.deepEqual(await ask({ toDate: '2001-01-01' }), []);
    assert.equal(
      (await world.call('POST', `${repository}/commitsbatch?${v}`, { body: { ids: ['zz'] } })).statusCode,
      404,
    );
  }));

test('items of several paths and versions are asked for at once', () =>
  withHistory(async (world, _folder, first) => {
    const itemDescriptors = [
      { path: '/', recursionLevel: 'oneLevel' },
      { path: '/a.txt', version: first, versionType: 'commit' },
    ];
    const answer = await world.call('POST', `${repository}/itemsbatch?${v}`, { body: { itemDescriptors } });
    const { value } = answer.json<{ value: readonly (readonly GitItem[])[] }>();
    assert.deepEqual(
      value.map(items => items.map(({ path }) => path)),
      [['/', '/c.txt', '/d', '/n.txt'], ['/a.txt']],
    );
    const missing = { itemDescriptors: [{ path: '/no' }] };
    assert.equal((await world.call('POST', `${repository}/itemsbatch?${v}`, { body: missing })).statusCode, 404);
  }));

test('files and folders are read by their ids, as JSON, text, bytes and zip', () =>
  withHistory(async (world, folder) => {
    const [blob, tree] = [folder.git('rev-parse', 'main:d/b.txt'), folder.git('rev-parse', 'main^{tree}')];
    assert.equal((await read<GitBlob>(world, `blobs/${blob}`)).size, 2);
    for (const query of ['$format=text', '$format=octetstream', 'download=true'])
      assert.equal((await world.call('GET', `${repository}/blobs/${blob}?${query}`)).body, 'b2', query);
    const one = await world.call('GET', `${repository}/blobs/${blob}?$format=zip&fileName=../../b.txt`);
    assert.deepEqual(Object.keys(await unzipped(one.rawPayload)), ['.._.._b.txt']);
    const both = await world.call('POST', `${repository}/blobs?${v}`, { body: [blob] });
    assert.deepEqual(Object.values(await unzipped(both.rawPayload)), ['b2']);
    const flat = await read<GitTree>(world, `trees/${tree}`);
    assert.deepEqual(
      flat.treeEntries.map(each => [each.relativePath, each.mode, each.gitObjectType]),
      [
        ['c.txt', '100644', 'blob'],
        ['d', '40000', 'tree'],
        ['n.txt', '100644', 'blob'],
      ],
    );
    const deep = await read<GitTree>(world, `trees/${tree}?recursive=true`);
    assert.equal(deep.treeEntries.length, 4);
    const zip = await world.call('GET', `${repository}/trees/${tree}?$format=zip`);
    assert.equal((await unzipped(zip.rawPayload))['d/b.txt'], 'b2');
    for (const path of [`blobs/${'f'.repeat(40)}`, 'blobs/HEAD', 'trees/main', `trees/${'f'.repeat(40)}`])
      assert.equal((await world.call('GET', `${repository}/${path}`)).statusCode, 404, path);
  }));

test('an annotated tag is made by who asks for it, and read by its object', () =>
  withHistory(async (world, folder, first) => {
    const body = { name: 'v1.0', taggedObject: { objectId: first }, message: 'One\n\nMore' };
    const answer = await world.call('POST', `${repository}/annotatedtags?${v}`, { body });
    assert.equal(answer.statusCode, 201, answer.body);
    const tag = answer.json<GitAnnotatedTag>();
    assert.equal(tag.objectId, folder.git('rev-parse', 'refs/tags/v1.0'));
    assert.deepEqual(
      [tag.taggedObject, tag.taggedBy.name],
      [{ objectId: first, objectType: 'commit' }, someone.displayName],
    );
    assert.equal(folder.git('tag', '-l', '--format=%(contents)', 'v1.0'), 'One\n\nMore');
    assert.deepEqual(await read<GitAnnotatedTag>(world, `annotatedtags/${tag.objectId}`), tag);
    const again = await world.call('POST', `${repository}/annotatedtags?${v}`, { body });
    assert.equal(again.statusCode, 409);
    for (const [more, status] of [
      [{ taggedObject: { objectId: 'f'.repeat(40) } }, 404],
      [{ name: 'a..b' }, 400],
      [{ name: 'a\nb' }, 400],
    ] as const) {
      const refused = await world.call('POST', `${repository}/annotatedtags?${v}`, { body: { ...body, ...more } });
      assert.equal(refused.statusCode, status, refused.body);
    }
    assert.equal((await world.call('GET', `${repository}/annotatedtags/${first}`)).statusCode, 404);
  }));

test('systems say how a commit stands, and the newest word of each counts', () =>
  withHistory(async (world, _folder, first, second) => {
    const say = async (state: string, name: string, genre?: string) => {
      const body = { state, description: 'd', targetUrl: 'https://ci', context: { name, ...(genre && { genre }) } };
      return world.call('POST', `${repository}/commits/${second}/statuses?${v}`, { body });
    };
    await say('pending', 'build', 'ci');
    await say('failed', 'lint');
    const { createdBy, ...last } = (await say('succeeded', 'build', 'ci')).json<GitStatus>();
    assert.deepEqual(last, {
      ...{
        id: 3,
        state: 'succeeded',
        description: 'd',
        targetUrl: 'https://ci',
        context: { name: 'build', genre: 'ci' },
      },
      ...{ creationDate: '2026-08-12T08:26:45.68Z', updatedDate: '2026-08-12T08:26:45.68Z' },
    });
    assert.equal(createdBy.id, someone.id);
    const ids = async (path: string) => (await read<{ value: GitStatus[] }>(world, path)).value.map(({ id }) => id);
    assert.deepEqual(await ids(`commits/${second}/statuses`), [3, 2, 1]);
    assert.deepEqual(await ids(`commits/${second}/statuses?latestOnly=true&top=1`), [3]);
    assert.deepEqual(await ids(`commits/${second}/statuses?latestOnly=true`), [3, 2]);
    assert.deepEqual(await ids(`commits/${first}/statuses`), []);
    const gone = { state: 'failed', context: { name: 'x' } };
    assert.equal(
      (await world.call('POST', `${repository}/commits/${'f'.repeat(40)}/statuses?${v}`, { body: gone })).statusCode,
      404,
    );
    assert.equal(
      (await world.call('POST', `${repository}/commits/${second}/statuses?${v}`, { body: { state: 'failed' } }))
        .statusCode,
      400,
    );
  }));
