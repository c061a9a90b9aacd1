import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Identity } from '../../src/run/events.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import type { GitRefUpdateResult } from '../../src/wire/git-objects.ts';
import type { PolicyConfiguration, PolicyEvaluation, PolicyType } from '../../src/wire/policies.ts';
import type { GitPullRequest } from '../../src/wire/pull-requests.ts';
import { type GitFolder, withGit } from './support/git-world.ts';
import { lookAtRepositories } from './support/looks.ts';
import { basic, organization, someone, World } from './support/world.ts';

const v = 'api-version=7.1';
const configurations = '/oracle/_apis/policy/configurations';
const repository = '/oracle/_apis/git/repositories/probe';
const other: Identity = { id: '0a0a0a0a-0000-4000-8000-000000000001', displayName: 'Other', uniqueName: 'other' };

const types = {
  build: '0609b952-1397-4640-95ec-e00a01b2c241',
  reviewers: 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd',
  required: 'fd2167ab-b0be-447a-8ec8-39368250530e',
  comments: 'c6a1889d-b943-4856-b76f-9e46bb6b0df2',
  status: 'cbdc66da-9728-4af8-aada-9a5a32e4a226',
};

function wish(world: World, type: keyof typeof types, settings: object = {}, more: object = {}) {
  const scope = [{ repositoryId: world.repository.id, refName: 'refs/heads/main', matchKind: 'Exact' }];
  return { isEnabled: true, isBlocking: true, type: { id: types[type] }, settings: { scope, ...settings }, ...more };
}

async function make(world: World, ...of: [keyof typeof types, object?, object?]): Promise<PolicyConfiguration> {
  const answer = await world.call('POST', `${configurations}?${v}`, { body: wish(world, ...of) });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<PolicyConfiguration>();
}

/** A pull request into main, which a server has looked at as `look` says. */
async function withPull(use: (world: World, folder: GitFolder, look: () => Promise<number[]>) => Promise<void>) {
  await withGit(async (world, folder) => {
    await folder.commit('first', { 'a.txt': 'a', 'ci/azure-pipelines.yml': 'steps: []\n' });
    folder.git('checkout', '-q', '-b', 'topic');
    await folder.commit('topic', { 'src/t.txt': 't' });
    await world.addTokenOf(other, 'other');
    const look = async () => {
      const started = await lookAtRepositories(world, async (_pipeline, { self }) => {
        world.pipelines.pullRequest = {
          ...{ id: 1, iteration: 1, sourceBranch: 'refs/heads/topic', targetBranch: 'refs/heads/main' },
          sourceCommit: folder.git('rev-parse', 'topic'),
        };
        const body = { resources: { repositories: { self } } };
        return (await world.queue(body)).key.runId;
      });
      return started.map(({ pipelineId }) => pipelineId);
    };
    await use(world, folder, look);
  });
}

async function open(world: World): Promise<GitPullRequest> {
  const body = { sourceRefName: 'refs/heads/topic', targetRefName: 'refs/heads/main', title: 'T' };
  return (await world.call('POST', `${repository}/pullrequests?${v}`, { body })).json<GitPullRequest>();
}

async function evaluations(world: World): Promise<PolicyEvaluation[]> {
  const artifact = `vstfs:///CodeReview/CodeReviewId/${world.project.id}/1`;
  const query = `artifactId=${encodeURIComponent(artifact)}&${v}-preview.1`;
  return (await world.call('GET', `/oracle/_apis/policy/evaluations?${query}`)).json<{ value: PolicyEvaluation[] }>()
    .value;
}

const statuses = async (world: World) => (await evaluations(world)).map(({ status }) => status);

function complete(world: World, completionOptions: object = {}) {
  return world.call('PATCH', `${repository}/pullRequests/1?${v}`, { body: { status: 'completed', completionOptions } });
}

test('policies are made, found, changed and deleted, and their revisions stay', async () => {
  await using world = await World.open();
  const made = await make(world, 'build', { buildDefinitionId: 21, displayName: 'CI' });
  assert.deepEqual([made.id, made.revision, made.type.displayName, made.isBlocking], [1, 1, 'Build', true]);
  assert.equal(made.createdBy.id, someone.id);
  const path = `${configurations}/${made.id}`;
  const changed = await world.call('PUT', `${path}?${v}`, {
    body: wish(world, 'build', { buildDefinitionId: 21 }, { isEnabled: false }),
  });
  assert.deepEqual(
    [changed.json<PolicyConfiguration>().revision, changed.json<PolicyConfiguration>().isEnabled],
    [2, false],
  );
  const { value } = (await world.call('GET', `${path}/revisions`)).json<{ value: PolicyConfiguration[] }>();
  assert.deepEqual(
    value.map(({ isEnabled }) => isEnabled),
    [true, false],
  );
  assert.equal((await world.call('GET', `${path}/revisions/1`)).json<PolicyConfiguration>().isEnabled, true);
  assert.equal((await world.call('GET', `${path}/revisions/3`)).statusCode, 404);
  await make(world, 'comments');
  const list = async (query: string) =>
    (await world.call('GET', query)).json<{ value: PolicyConfiguration[] }>().value.map(({ id }) => id);
  const plain = world.repository.id.replaceAll('-', '');
  for (const [query, expected] of [
    [configurations, [1, 2]],
    [`${configurations}?policyType=${types.comments.toUpperCase()}`, [2]],
    [`${configurations}?scope=${plain}`, [1, 2]],
    [`${configurations}?scope=${plain}:refs/heads/main`, [1, 2]],
    [`${configurations}?scope=${plain}:refs/heads/dev`, []],
    [`${configurations}?$top=1`, [1]],
    [`${configurations}?continuationToken=1`, [2]],
    [`/oracle/_apis/git/policy/configurations?repositoryId=${world.repository.id}&refName=refs/heads/main`, [1, 2]],
    [`/oracle/_apis/git/policy/configurations?repositoryId=${world.repository.id}&refName=refs/heads/dev`, []],
  ] as const)
    assert.deepEqual(await list(query), expected, query);
  assert.equal((await world.call('DELETE', `${path}?${v}`)).statusCode, 204);
  assert.equal((await world.call('GET', path)).statusCode, 404);
  assert.deepEqual(await list(configurations), [2]);
});

test('types are those that are evaluated, and a policy of another is refused', async () => {
  await using world = await World.open();
  const { value } = (await world.call('GET', '/oracle/_apis/policy/types')).json<{ value: PolicyType[] }>();
  assert.deepEqual(value.map(({ id }) => id).sort(), Object.values(types).sort());
  assert.equal(
    (await world.call('GET', `/oracle/_apis/policy/types/${types.build}`)).json<PolicyType>().displayName,
    'Build',
  );
  assert.equal((await world.call('GET', `/oracle/_apis/policy/types/${crypto.randomUUID()}`)).statusCode, 404);
  for (const body of [
    wish(world, 'build'),
    { ...wish(world, 'comments'), type: { id: crypto.randomUUID() } },
    wish(world, 'comments', { scope: [] }),
    wish(world, 'comments', { scope: [{ matchKind: 'Near', refName: 'x' }] }),
    wish(world, 'comments', { scope: [{ matchKind: 'Exact' }] }),
    wish(world, 'status'),
  ]) {
    const answer = await world.call('POST', `${configurations}?${v}`, { body });
    assert.deepEqual(
      [answer.statusCode, answer.json<ErrorEnvelope>().typeKey],
      [400, 'PolicyImplementationException'],
      answer.body,
    );
  }
});

test('a pull request starts the run that a build policy demands, and is completed once it succeeded', () =>
  withPull(async (world, folder, look) => {
    await make(world, 'build', { buildDefinitionId: 21, displayName: 'CI' });
    await open(world);
    assert.deepEqual(await statuses(world), ['queued']);
    assert.deepEqual(await look(), [21]);
    assert.deepEqual(await look(), []);
    const [running] = await evaluations(world);
    assert.equal(running?.status, 'running');
    const runId = running?.context?.buildId ?? 0;
    const refused = await complete(world);
    assert.equal(refused.json<ErrorEnvelope>().typeKey, 'GitPullRequestUpdateRejectedByPolicyException');
    await world.finish({ organization, runId }, 'failed');
    assert.deepEqual(await statuses(world), ['rejected']);
    const path = `/oracle/_apis/policy/evaluations/${running?.evaluationId}`;
    const again = await world.call('PATCH', `${path}?${v}-preview.1`);
    assert.equal(again.json<PolicyEvaluation>().status, 'running', again.body);
    const second = again.json<PolicyEvaluation>().context?.buildId ?? 0;
    assert.notEqual(second, runId);
    await world.finish({ organization, runId: second }, 'succeeded');
    const approved = (await world.call('GET', path)).json<PolicyEvaluation>();
    assert.deepEqual([approved.status, typeof approved.completedDate], ['approved', 'string']);
    folder.git('checkout', '-q', '--detach');
    assert.equal((await complete(world)).json<GitPullRequest>().status, 'completed');
  }));

test('a push asks for another run, and one to the target branch only where the policy says so', () =>
  withPull(async (world, folder, look) => {
    const settings = { buildDefinitionId: 21, queueOnSourceUpdateOnly: true, validDuration: 60 };
    const { id } = await make(world, 'build', settings);
    await open(world);
    await look();
    const runId = (await evaluations(world))[0]?.context?.buildId ?? 0;
    await world.finish({ organization, runId }, 'succeeded');
    folder.git('checkout', '-q', 'main');
    await folder.commit('meanwhile', { 'b.txt': 'b' });
    assert.deepEqual(await look(), []);
    assert.deepEqual(await statuses(world), ['approved']);
    world.clock.at += 2 * 3_600_000;
    const [late] = await evaluations(world);
    assert.deepEqual([late?.status, late?.context?.isExpired], ['queued', true]);
    const immediate = { buildDefinitionId: 21, queueOnSourceUpdateOnly: false, validDuration: 0 };
    await world.call('PUT', `${configurations}/${id}?${v}`, { body: wish(world, 'build', immediate) });
    await folder.commit('meanwhile again', { 'c.txt': 'c' });
    assert.deepEqual(await look(), [21]);
    assert.deepEqual(await statuses(world), ['running']);
    folder.git('checkout', '-q', 'topic');
    await folder.commit('more', { 'd.txt': 'd' });
    assert.deepEqual(await look(), [21]);
  }));

test('a build policy starts nothing for drafts, by hand, for other paths and branches, or disabled', () =>
  withPull(async (world, _folder, look) => {
    for (const [settings, more] of [
      [{ manualQueueOnly: true }, {}],
      [{ filenamePatterns: ['/docs/*'] }, {}],
      [{ filenamePatterns: ['*', '!/src/*'] }, {}],
      [{ scope: [{ refName: 'refs/heads/dev', matchKind: 'Exact' }] }, {}],
      [{}, { isEnabled: false }],
    ] as const)
      await make(world, 'build', { buildDefinitionId: 21, ...settings }, more);
    await open(world);
    assert.deepEqual(await look(), []);
    assert.deepEqual(await statuses(world), ['queued', 'notApplicable', 'notApplicable']);
    await make(world, 'build', { buildDefinitionId: 21, filenamePatterns: ['/src/*'] });
    await world.call('PATCH', `${repository}/pullRequests/1?${v}`, { body: { isDraft: true } });
    assert.deepEqual(await look(), []);
    await world.call('PATCH', `${repository}/pullRequests/1?${v}`, { body: { isDraft: false } });
    assert.deepEqual(await look(), [21]);
  }));

test('policies of paths that nothing is changed of hold nobody back', () =>
  withPull(async (world, folder, look) => {
    const elsewhere = { filenamePatterns: ['/docs/*'] };
    await make(world, 'build', { buildDefinitionId: 21, ...elsewhere });
    await make(world, 'required', { requiredReviewerIds: [other.id], ...elsewhere });
    await open(world);
    assert.deepEqual(await look(), []);
    assert.deepEqual(await statuses(world), ['notApplicable', 'notApplicable']);
    await folder.commit('docs', { 'docs/d.txt': 'd' });
    assert.deepEqual(await look(), [21]);
    assert.deepEqual(await statuses(world), ['running', 'running']);
    folder.git('checkout', '-q', '--detach');
    assert.equal((await complete(world)).statusCode, 409);
    folder.git('checkout', '-q', 'topic');
    folder.git('rm', '-q', 'docs/d.txt');
    await folder.commit('no docs', { 'src/u.txt': 'u' });
    await look();
    folder.git('checkout', '-q', '--detach');
    assert.equal((await complete(world)).json<GitPullRequest>().status, 'completed');
  }));

test('policies of reviews hold by votes, comments and statuses', () =>
  withPull(async (world, folder, look) => {
    await make(world, 'reviewers', { minimumApproverCount: 1, resetOnSourcePush: true });
    await make(world, 'required', { requiredReviewerIds: [other.id] });
    await make(world, 'comments');
    await make(world, 'status', { statusName: 'lint', statusGenre: 'ci' });
    await open(world);
    await look();
    const pull = `${repository}/pullRequests/1`;
    const ask = (method: string, path: string, body: object, token = 'all') =>
      world.call(method, `${pull}/${path}?${v}`, { body, authorization: basic(token) });
    assert.deepEqual(await statuses(world), ['running', 'running', 'approved', 'queued']);
    // Who made it does not count.
    await ask('PUT', `reviewers/${someone.id}`, { vote: 10 });
    await ask('POST', 'threads', { comments: [{ content: 'No' }], status: 'active' });
    await ask('POST', 'statuses', { state: 'failed', context: { name: 'lint', genre: 'ci' } });
    assert.deepEqual(await statuses(world), ['running', 'running', 'rejected', 'rejected']);
    await ask('PUT', `reviewers/${other.id}`, { vote: 5 }, 'other');
    await ask('PATCH', 'threads/1', { status: 'closed' });
    await ask('POST', 'statuses', { state: 'succeeded', context: { name: 'Lint', genre: 'ci' } });
    assert.deepEqual(await statuses(world), ['approved', 'approved', 'approved', 'approved']);
    world.clock.at += 1000;
    await folder.commit('more', { 'd.txt': 'd' });
    await look();
    assert.deepEqual(await statuses(world), ['running', 'approved', 'approved', 'approved']);
    await ask('PUT', `reviewers/${other.id}`, { vote: -10 }, 'other');
    assert.deepEqual((await statuses(world)).slice(0, 2), ['rejected', 'rejected']);
    folder.git('checkout', '-q', '--detach');
    assert.equal((await complete(world)).statusCode, 409);
    assert.equal((await complete(world, { bypassPolicy: true })).json<GitPullRequest>().status, 'completed');
  }));

test('a pull request is completed once its policies hold, for who wanted that, and as was wanted', () =>
  withPull(async (world, folder, look) => {
    const pull = `${repository}/pullRequests/1?${v}`;
    const patch = async (body: object, token = 'all') => {
      const answer = await world.call('PATCH', pull, { body, authorization: basic(token) });
      return { ...answer.json<GitPullRequest>(), statusCode: answer.statusCode };
    };
    const after = async (): Promise<string> => {
      await world.services.pullRequests.completeReady();
      return (await world.call('GET', pull)).json<GitPullRequest>().status;
    };
    await make(world, 'reviewers', { minimumApproverCount: 1 });
    await open(world);
    const wish = { autoCompleteSetBy: { id: someone.id }, completionOptions: { bypassPolicy: true } };
    assert.equal((await patch(wish, 'other')).statusCode, 400, 'nobody is asked in the name of another');
    const asked = await patch({ ...wish, completionOptions: { squashMerge: true, deleteSourceBranch: true } });
    assert.equal(asked.autoCompleteSetBy?.id, someone.id);
    assert.deepEqual(asked.completionOptions, { squashMerge: true, deleteSourceBranch: true });
    assert.equal(await after(), 'active', 'it is not merged yet');
    await look();
    await patch({ completionOptions: { bypassPolicy: true } });
    assert.equal(await after(), 'active', 'policies are not passed by');
    await world.call('PUT', `${repository}/pullRequests/1/reviewers/${other.id}?${v}`, {
      body: { vote: 10 },
      authorization: basic('other'),
    });
    const taken = await patch({ autoCompleteSetBy: { id: '00000000-0000-0000-0000-000000000000' } });
    assert.equal(taken.autoCompleteSetBy, undefined);
    folder.git('checkout', '-q', '--detach');
    assert.equal(await after(), 'active', 'nobody wants it any more');
    await patch({ autoCompleteSetBy: { id: someone.id } });
    assert.equal(await after(), 'completed');
    const closed = (await world.call('GET', pull)).json<GitPullRequest>();
    assert.equal(closed.closedBy?.id, someone.id);
    assert.equal(folder.git('log', '--format=%s', '-1', 'main'), 'Merged PR 1: T');
    assert.equal(folder.git('branch', '--list', 'topic'), '');
  }));

test('a branch with a blocking policy takes no push over REST', () =>
  withPull(async (world, folder) => {
    await make(world, 'comments');
    const main = folder.git('rev-parse', 'main');
    const update = [{ name: 'refs/heads/main', oldObjectId: main, newObjectId: folder.git('rev-parse', 'topic') }];
    const answer = await world.call('POST', `${repository}/refs?${v}`, { body: update });
    assert.equal(answer.json<{ value: GitRefUpdateResult[] }>().value[0]?.updateStatus, 'rejectedByPolicy');
    const change = { changeType: 'add', item: { path: '/x' }, newContent: { content: 'x' } };
    const body = { refUpdates: [{ name: 'refs/heads/main', oldObjectId: main }], commits: [{ changes: [change] }] };
    const pushed = await world.call('POST', `${repository}/pushes?${v}`, { body });
    assert.deepEqual(
      [pushed.statusCode, pushed.json<ErrorEnvelope>().typeKey],
      [403, 'GitRefUpdateRejectedByPolicyException'],
    );
    assert.equal(folder.git('rev-parse', 'main'), main);
  }));

test('an evaluation that is none is not there', async () => {
  await using world = await World.open();
  const path = '/oracle/_apis/policy/evaluations';
  for (const id of [crypto.randomUUID(), '00000001-0000-4000-8000-000000000001'])
    assert.equal((await world.call('GET', `${path}/${id}`)).statusCode, 404);
  for (const other of ['x', '%25', '%2525zz'])
    assert.equal((await world.call('GET', `${path}?artifactId=${other}`)).statusCode, 400, other);
});
