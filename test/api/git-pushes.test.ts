import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import type { GitRefUpdateResult } from '../../src/wire/git-objects.ts';
import type { GitPush } from '../../src/wire/git-pushes.ts';
import { type GitFolder, withGit } from './support/git-world.ts';
import { basic, someone, type World } from './support/world.ts';

const repository = '/oracle/_apis/git/repositories/probe';
const v = 'api-version=7.1';
const nothing = '0'.repeat(40);

type Sent = {
  readonly name?: string;
  readonly from?: string;
  readonly changes: readonly object[];
  readonly more?: object;
};

function push(world: World, { name = 'refs/heads/main', from = nothing, changes, more = {} }: Sent) {
  const body = { refUpdates: [{ name, oldObjectId: from }], commits: [{ comment: 'Sent', changes, ...more }] };
  return world.call('POST', `${repository}/pushes?${v}`, { body });
}

const add = (path: string, content = 'x', contentType = 'rawText') => ({
  changeType: 'add',
  item: { path },
  newContent: { content, contentType },
});

/** A repository with a first commit on main, which no working tree has checked out. */
async function withMain(use: (world: World, folder: GitFolder, main: string) => Promise<void>): Promise<void> {
  await withGit(async (world, folder) => {
    const main = await folder.commit('first', { 'a.txt': 'a', 'd/b.txt': 'b', 'd/run.sh': 'r' });
    folder.git('update-index', '--chmod=+x', 'd/run.sh');
    folder.git('commit', '-q', '--amend', '-m', 'first');
    folder.git('reset', '-q', '--hard');
    folder.git('checkout', '-q', '--detach');
    await use(world, folder, folder.git('rev-parse', 'main') || main);
  });
}

test('an empty repository gets its first commit', () =>
  withGit(async (world, folder) => {
    folder.git('symbolic-ref', 'HEAD', 'refs/heads/other');
    const answer = await push(world, { changes: [add('/azure-pipelines.yml', 'steps: []\n')] });
    assert.equal(answer.statusCode, 201, answer.body);
    const made = answer.json<GitPush>();
    const head = folder.git('rev-parse', 'main');
    assert.deepEqual(made.refUpdates, [
      { repositoryId: world.repository.id, name: 'refs/heads/main', oldObjectId: nothing, newObjectId: head },
    ]);
    assert.deepEqual([made.pushId, made.pushedBy.id], [1, someone.id]);
    assert.deepEqual(
      made.commits?.map(({ commitId, comment }) => [commitId, comment]),
      [[head, 'Sent']],
    );
    assert.equal(folder.git('show', 'main:azure-pipelines.yml'), 'steps: []');
    assert.equal(folder.git('log', '-1', '--format=%an %ae %s', 'main'), 'Some One some.one@example.com Sent');
    assert.deepEqual(world.told, [{ refName: 'refs/heads/main', from: undefined, to: head }]);
  }));

test('files are added, edited, renamed and deleted, and a program stays one', () =>
  withMain(async (world, folder, main) => {
    const changes = [
      add('/new/ä "b".bin', Buffer.from([0, 255, 10]).toString('base64'), 'base64Encoded'),
      { changeType: 'edit', item: { path: '/d/run.sh' }, newContent: { content: 'r2' } },
      { changeType: 'rename', item: { path: '/e' }, sourceServerItem: '/d' },
      { changeType: 'delete', item: { path: '/a.txt' } },
    ];
    const author = { name: 'Else', email: 'else@example.com', date: '2026-01-02T03:04:05Z' };
    const answer = await push(world, { from: main, changes, more: { author } });
    assert.equal(answer.statusCode, 201, answer.body);
    const tree = folder.git('-c', 'core.quotePath=false', 'ls-tree', '-r', '--format=%(objectmode) %(path)', 'main');
    assert.deepEqual(tree.split('\n'), ['100644 e/b.txt', '100755 e/run.sh', '100644 "new/ä \\"b\\".bin"']);
    assert.equal(folder.git('show', 'main:e/run.sh'), 'r2');
    assert.equal(folder.git('cat-file', '-s', 'main:new/ä "b".bin'), '3');
    assert.equal(folder.git('log', '-1', '--format=%an %at %P', 'main'), `Else 1767323045 ${main}`);
    // The working tree is what it was.
    assert.equal(folder.git('status', '--porcelain'), '');
    assert.equal(folder.git('for-each-ref', '--format=%(refname)'), 'refs/heads/main');
  }));

test('several commits are pushed at once, and a new branch begins where it is said', () =>
  withMain(async (world, folder, main) => {
    const body = {
      refUpdates: [{ name: 'refs/heads/topic', oldObjectId: main }],
      commits: [
        { comment: 'One', changes: [add('/one')] },
        { comment: 'Two', changes: [{ changeType: 2, item: { path: 'one' }, newContent: { content: '2' } }] },
      ],
    };
    const answer = await world.call('POST', `${repository}/pushes?${v}`, { body });
    assert.equal(answer.statusCode, 201, answer.body);
    assert.equal(folder.git('log', '--format=%s', 'topic'), 'Two\nOne\nfirst');
    assert.equal(answer.json<GitPush>().commits?.length, 2);
    assert.equal(folder.git('rev-parse', 'main'), main);
  }));

test('what can be no push is refused, and nothing moves', () =>
  withMain(async (world, folder, main) => {
    for (const [sent, status, typeKey] of [
      [{ from: main, changes: [add('/a.txt')] }, 409, 'GitItemAlreadyExistsException'],
      [{ from: main, changes: [add('/a.txt/below')] }, 409, 'GitItemAlreadyExistsException'],
      [{ from: main, changes: [add('/d')] }, 409, 'GitItemAlreadyExistsException'],
      [{ from: main, changes: [{ changeType: 'edit', item: { path: '/no' } }] }, 404, 'GitItemNotFoundException'],
      [{ from: main, changes: [{ changeType: 'delete', item: { path: '/no' } }] }, 404, 'GitItemNotFoundException'],
      [{ from: main, changes: [{ changeType: 'rename', item: { path: '/x' } }] }, 400, 'InvalidArgumentValueException'],
      [{ changes: [add('/x')] }, 409, 'GitReferenceStaleException'],
      [{ from: 'f'.repeat(40), changes: [add('/x')] }, 409, 'GitReferenceStaleException'],
      [{ name: 'refs/heads/n', from: 'f'.repeat(40), changes: [add('/x')] }, 404, 'GitObjectDoesNotExistException'],
      [{ name: 'refs/heads/n', from: '--help', changes: [add('/x')] }, 404, 'GitObjectDoesNotExistException'],
      [{ name: 'refs/tags/n', from: main, changes: [add('/x')] }, 400, 'InvalidArgumentValueException'],
      [{ name: 'refs/heads/a..b', from: main, changes: [add('/x')] }, 400, 'InvalidArgumentValueException'],
      ...['/.git/config', '/a/../b', '/x\n', '', '/.GIT/hooks/post-receive', '/git~1/x'].map(
        path => [{ from: main, changes: [add(path)] }, 400, 'InvalidArgumentValueException'] as const,
      ),
    ] as const) {
      const answer = await push(world, sent);
      assert.deepEqual(
        [answer.statusCode, answer.json<ErrorEnvelope>().typeKey],
        [status, typeKey],
        JSON.stringify(sent),
      );
    }
    const none = { refUpdates: [], commits: [] };
    assert.equal((await world.call('POST', `${repository}/pushes?${v}`, { body: none })).statusCode, 400);
    assert.equal(folder.git('for-each-ref', '--format=%(refname) %(objectname)'), `refs/heads/main ${main}`);
    assert.deepEqual(world.told, []);
  }));

test('a branch that a working tree has checked out is left alone, as git leaves it', () =>
  withMain(async (world, folder, main) => {
    folder.git('checkout', '-q', 'main');
    const answer = await push(world, { from: main, changes: [add('/x')] });
    assert.equal(answer.statusCode, 409);
    assert.match(answer.json<ErrorEnvelope>().message, /checked out/);
    assert.equal(folder.git('rev-parse', 'main'), main);
  }));

test('pushes are listed and read, with their commits', () =>
  withMain(async (world, folder, main) => {
    await push(world, { from: main, changes: [add('/one')] });
    const second = folder.git('rev-parse', 'main');
    await push(world, { name: 'refs/heads/topic', from: second, changes: [add('/two')] });
    const read = async (query: string) =>
      (await world.call('GET', `${repository}/pushes?${query}`)).json<{ value: GitPush[] }>().value;
    assert.deepEqual(
      (await read('')).map(each => [each.pushId, each.refUpdates]),
      [
        [2, undefined],
        [1, undefined],
      ],
    );
    assert.deepEqual(
      (await read('searchCriteria.refName=refs/heads/main')).map(({ pushId }) => pushId),
      [1],
    );
    assert.deepEqual(
      (await read('$top=1&searchCriteria.includeRefUpdates=true'))[0]?.refUpdates?.[0]?.name,
      'refs/heads/topic',
    );
    assert.deepEqual(await read('searchCriteria.toDate=2026-01-01'), []);
    assert.deepEqual(await read(`searchCriteria.pusherId=${crypto.randomUUID()}`), []);
    const one = (await world.call('GET', `${repository}/pushes/2`)).json<GitPush>();
    assert.deepEqual(
      one.commits?.map(({ comment }) => comment),
      ['Sent'],
    );
    const commits = (await world.call('GET', `${repository}/commits?pushId=1`)).json<{ count: number }>();
    assert.equal(commits.count, 1);
    assert.equal((await world.call('GET', `${repository}/pushes/3`)).statusCode, 404);
  }));

test('refs are made, moved and removed, each with a word on what became of it', () =>
  withMain(async (world, folder, main) => {
    const other = folder.git('commit-tree', '-m', 'other', '-p', main, `${main}^{tree}`);
    const blob = folder.git('rev-parse', 'main:a.txt');
    folder.git('branch', 'old');
    folder.git('branch', 'checked');
    folder.git('checkout', '-q', 'checked');
    const cases: readonly (readonly [string, string, string, GitRefUpdateResult['updateStatus']])[] = [
      ['refs/heads/new', nothing, main, 'succeeded'],
      ['refs/heads/new', nothing, other, 'staleOldObjectId'],
      ['refs/heads/new', main, other, 'succeeded'],
      ['refs/heads/new/below', nothing, main, 'refNameConflict'],
      ['refs/heads/old', main, nothing, 'succeeded'],
      ['refs/heads/old', nothing, nothing, 'succeededNonExistentRef'],
      ['refs/tags/v1', nothing, main, 'succeeded'],
      ['refs/tags/blob', nothing, blob, 'succeeded'],
      ['refs/heads/blob', nothing, blob, 'unresolvableToCommit'],
      ['refs/heads/gone', nothing, 'f'.repeat(40), 'unresolvableToCommit'],
      ['refs/heads/option', nothing, '--all', 'unresolvableToCommit'],
      ['refs/heads/..', nothing, main, 'invalidRefName'],
      ['HEAD', nothing, main, 'invalidRefName'],
      ['refs/pull/1/merge', nothing, main, 'invalidRefName'],
      ['refs/heads/checked', main, other, 'rejectedByPlugin'],
    ];
    const body = cases.map(([name, oldObjectId, newObjectId]) => ({ name, oldObjectId, newObjectId }));
    const answer = await world.call('POST', `${repository}/refs?${v}`, { body });
    assert.equal(answer.statusCode, 200, answer.body);
    const { value } = answer.json<{ value: GitRefUpdateResult[] }>();
    assert.deepEqual(
      value.map(({ updateStatus }) => updateStatus),
      cases.map(([, , , status]) => status),
    );
    assert.equal(
      value.every(({ success, updateStatus }) => success === updateStatus.startsWith('succeeded')),
      true,
    );
    assert.equal(folder.git('rev-parse', 'new'), other);
    assert.equal(folder.git('rev-parse', 'checked'), main);
    assert.equal(folder.git('branch', '--list', 'old'), '');
    // One push moved all of them.
    const { value: pushes } = (await world.call('GET', `${repository}/pushes`)).json<{ value: GitPush[] }>();
    assert.equal(pushes.length, 1);
  }));

test('a branch is not locked, and is said not to be', () =>
  withMain(async world => {
    const lock = (isLocked: boolean, filter = 'heads/main') =>
      world.call('PATCH', `${repository}/refs?filter=${filter}&${v}`, { body: { isLocked } });
    assert.equal((await lock(true)).statusCode, 400);
    assert.equal((await lock(false)).statusCode, 200);
    assert.equal((await lock(false, 'heads/none')).statusCode, 404);
  }));

test('reading code does not let anybody write it', () =>
  withMain(async (world, folder, main) => {
    await world.addToken('reader', ['vso.code']);
    const body = { refUpdates: [{ name: 'refs/heads/x', oldObjectId: main }], commits: [{ changes: [add('/x')] }] };
    const answer = await world.call('POST', `${repository}/pushes?${v}`, { body, authorization: basic('reader') });
    assert.equal(answer.statusCode, 401);
    assert.equal(folder.git('branch', '--list', 'x'), '');
  }));

test('of pushes from one commit to one branch at once one is taken, however long the others take', () =>
  withMain(async (world, folder, main) => {
    folder.git('branch', 'topic', main);
    const sizes = [0, 1, 2, 4, 6, 8];
    const answers = await Promise.all(
      sizes.map(megabytes => {
        const changes = [add(`/f${megabytes}.txt`, randomBytes(megabytes * 700_000).toString('base64'))];
        return push(world, { name: 'refs/heads/topic', from: main, changes });
      }),
    );
    const statuses = answers.map(({ statusCode }) => statusCode).sort();
    assert.deepEqual(statuses, [201, ...sizes.slice(1).map(() => 409)]);
    assert.equal(folder.git('rev-list', '--count', `${main}..topic`), '1');
  }));

test('the default branch is a branch, and no other way to say one', () =>
  withMain(async (world, folder) => {
    const change = (defaultBranch: string) =>
      world.call('PATCH', `${repository}?${v}`, { body: { defaultBranch } }).then(({ statusCode }) => statusCode);
    for (const other of ['refs/heads/main~0', 'main^0', 'main@{0}', 'nowhere']) assert.equal(await change(other), 400);
    folder.git('branch', 'topic');
    assert.equal(await change('topic'), 200);
    assert.equal(folder.git('symbolic-ref', 'HEAD'), 'refs/heads/topic');
  }));
