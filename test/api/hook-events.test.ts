import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HookRequest } from '../../src/hooks/ports.ts';
import type { Approval } from '../../src/wire/approvals.ts';
import { withGit } from './support/git-world.ts';
import { basic, someone, World } from './support/world.ts';

const v = 'api-version=7.1';
const stageEvent = 'ms.vss-pipelines.stage-state-changed-event';
const jobEvent = 'ms.vss-pipelines.job-state-changed-event';
const pendingEvent = 'ms.vss-pipelinechecks-events.approval-pending';
const completedEvent = 'ms.vss-pipelinechecks-events.approval-completed';

type Told = {
  readonly eventType: string;
  readonly message: { readonly text: string };
  readonly resourceVersion: string;
  readonly resource: Readonly<Record<string, unknown>>;
};

function hear(world: World): Told[] {
  const told: Told[] = [];
  world.receiver = async ({ body }: HookRequest) => {
    told.push(JSON.parse(body) as Told);
    return { kind: 'answered', status: 200, reason: 'OK', headers: '', body: '' };
  };
  return told;
}

async function subscribe(world: World, eventType: string, publisherInputs: Record<string, string> = {}): Promise<void> {
  const isBuild = eventType === 'build.complete';
  const body = {
    publisherId: isBuild ? 'tfs' : 'pipelines',
    eventType,
    resourceVersion: isBuild ? '2.0' : '5.1-preview.1',
    consumerId: 'webHooks',
    consumerActionId: 'httpRequest',
    publisherInputs,
    consumerInputs: { url: 'https://receiver.example.com/hook' },
  };
  const answer = await world.call('POST', `/_apis/hooks/subscriptions?${v}`, { body });
  assert.equal(answer.statusCode, 200, answer.body);
}

/** Puts an approval on the repository that every run of the world's pipeline uses. */
async function guard(world: World): Promise<void> {
  const resource = { type: 'repository', id: `${world.project.id}.${world.repository.id}` };
  const approvers = [{ id: someone.id, displayName: someone.displayName }];
  const settings = { approvers, instructions: 'Look twice', minRequiredApprovers: 1 };
  const body = { type: { name: 'Approval' }, settings, resource };
  await world.call('POST', `/oracle/_apis/pipelines/checks/configurations?${v}-preview.1`, { body });
}

async function answer(world: World, status: 'approved' | 'rejected'): Promise<Approval> {
  const path = '/oracle/_apis/pipelines/approvals';
  const [approval] = (await world.call('GET', `${path}?state=pending`)).json<{ value: Approval[] }>().value;
  assert.ok(approval);
  const body = [{ approvalId: approval.id, status, comment: 'c' }];
  await world.call('PATCH', `${path}?${v}`, { body, authorization: basic('all') });
  return approval;
}

test('an approval is told of when it is asked for and when it is over, with what receivers of the service read', async () => {
  await using world = await World.open();
  const told = hear(world);
  await subscribe(world, pendingEvent);
  await subscribe(world, completedEvent);
  await guard(world);
  const { key, name } = await world.queue();
  const { id } = await answer(world, 'approved');
  await world.tellHooks();
  assert.deepEqual(
    told.map(({ eventType }) => eventType),
    [pendingEvent, completedEvent],
  );
  const [asked, over] = told;
  assert.ok(asked !== undefined && over !== undefined);
  const members = [
    ...['approval', 'projectId', 'pipeline', 'stage', 'run', 'resource', 'id', 'url', 'stageName', 'attemptId'],
  ];
  assert.deepEqual(Object.keys(asked.resource), members);
  const approval = asked.resource.approval as Approval;
  assert.deepEqual(
    [approval.id, approval.status, approval.instructions, approval.minRequiredApprovers, approval.blockedApprovers],
    [id, 'pending', 'Look twice', 1, []],
  );
  assert.equal(approval.steps[0]?.assignedApprover.id, someone.id);
  assert.equal((over.resource.approval as Approval).status, 'approved');
  assert.deepEqual(
    [asked.resource.id, asked.resource.stageName, asked.resource.attemptId, asked.resourceVersion],
    [id, '__default', 1, '5.1-preview.1'],
  );
  assert.equal((asked.resource.run as { id: number }).id, key.runId);
  assert.ok(asked.message.text.includes(name), asked.message.text);
});

test('a stage whose approval is refused is told as rejected', async () => {
  await using world = await World.open();
  const told = hear(world);
  await subscribe(world, stageEvent);
  await guard(world);
  await world.queue();
  await answer(world, 'rejected');
  await world.tellHooks();
  const stages = told.map(({ resource }) => resource.stage as { state: string; result?: string });
  assert.deepEqual(
    stages.map(({ state, result }) => [state, result]),
    [
      ['waiting', undefined],
      ['completed', 'rejected'],
    ],
  );
});

test('stages tell of the commit that they are about, with who made it', async () => {
  await withGit(async (world, folder) => {
    await folder.commit('Fix the door', { 'ci/azure-pipelines.yml': 'steps: []\n' });
    const told = hear(world);
    await subscribe(world, stageEvent, { stageStateId: 'Completed' });
    const version = folder.git('rev-parse', 'HEAD').trim();
    const { key } = await world.queue({ resources: { repositories: { self: { version } } } });
    await world.finish(key, 'succeeded');
    await world.tellHooks();
    const [first] = told;
    assert.ok(first !== undefined);
    const [repository] = first.resource.repositories as { change: Record<string, unknown> }[];
    const { author, committer, message, version: at } = repository?.change ?? {};
    assert.deepEqual([message, at], ['Fix the door', version]);
    for (const who of [author, committer]) assert.deepEqual(Object.keys(who as object), ['name', 'email', 'date']);
  });
});

/** Event types, filters, and how many events of a run that fails pass them. */
const filtered: readonly (readonly [string, Record<string, string>, number])[] = [
  ['build.complete', {}, 1],
  ['build.complete', { definitionName: 'dependencies' }, 1],
  ['build.complete', { definitionName: 'other' }, 0],
  ['build.complete', { buildStatus: 'Failed' }, 1],
  ['build.complete', { buildStatus: 'Succeeded' }, 0],
  ['build.complete', { buildStatus: 'Stopped' }, 0],
  [stageEvent, {}, 2],
  [stageEvent, { stageNameId: '__default' }, 2],
  [stageEvent, { stageNameId: 'other' }, 0],
  [stageEvent, { stageStateId: 'Running' }, 1],
  [stageEvent, { stageStateId: 'Completed', stageResultId: 'Failed' }, 1],
  [stageEvent, { stageResultId: 'Succeeded' }, 0],
  [jobEvent, {}, 3],
  [jobEvent, { jobNameId: 'Job' }, 3],
  [jobEvent, { jobNameId: 'other' }, 0],
  [jobEvent, { jobStateId: 'Waiting' }, 1],
  [jobEvent, { jobStateId: 'Completed', jobResultId: 'Failed' }, 1],
  [jobEvent, { jobResultId: 'Skipped' }, 0],
  [jobEvent, { pipelineId: '22' }, 0],
];

for (const [eventType, inputs, count] of filtered) {
  test(`${eventType} filtered by ${JSON.stringify(inputs)} is told ${count} times of a run that fails`, async () => {
    await using world = await World.open();
    const told = hear(world);
    await subscribe(world, eventType, inputs);
    const { key } = await world.queue();
    await world.finish(key, 'failed');
    await world.tellHooks();
    assert.equal(told.length, count);
  });
}

const approvals: readonly (readonly [Record<string, string>, number])[] = [
  [{}, 1],
  [{ stageName: '__default' }, 1],
  [{ stageName: 'other' }, 0],
  [{ environmentName: 'live' }, 0],
  [{ pipelineId: '21' }, 1],
];

for (const [inputs, count] of approvals) {
  test(`an approval filtered by ${JSON.stringify(inputs)} is told ${count} times`, async () => {
    await using world = await World.open();
    const told = hear(world);
    await subscribe(world, pendingEvent, inputs);
    await guard(world);
    await world.queue();
    await world.tellHooks();
    assert.equal(told.length, count);
  });
}

test('a run that is over tells when its stages began and ended, and a job has the id of its record', async () => {
  await using world = await World.open();
  const told = hear(world);
  await subscribe(world, 'ms.vss-pipelines.run-state-changed-event');
  await subscribe(world, 'ms.vss-pipelines.job-state-changed-event');
  const { key } = await world.queue();
  await world.finish(key, 'succeeded');
  await world.tellHooks();
  type Part = { readonly id: string; readonly startTime: string | null; readonly finishTime?: string };
  const records = await world.orchestrator.timeline(key);
  const record = (type: string) => records.find(each => each.type === type);
  const runs = told.filter(({ eventType }) => eventType.includes('run-state'));
  const [stage] = (runs.at(-1)?.resource.stages ?? []) as Part[];
  assert.equal(stage?.startTime, record('Stage')?.startTime);
  assert.equal(stage?.finishTime, record('Stage')?.finishTime);
  const jobs = told.filter(({ eventType }) => eventType.includes('job-state'));
  assert.equal((jobs.at(-1)?.resource.job as Part | undefined)?.id, record('Job')?.id);
});
