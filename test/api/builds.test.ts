import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunRow } from '../../src/run/ports/run-store.ts';
import type { Build, Timeline } from '../../src/wire/builds.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import { base, organization, someone, World } from './support/world.ts';

const builds = '/oracle/_apis/build/builds';

const at = '2026-08-12T08:26:45.68Z';

const descriptor = `millrace.${Buffer.from(someone.id).toString('base64url')}`;
const imageUrl = `${base}/_apis/GraphProfile/MemberAvatars/${descriptor}`;
const who = {
  displayName: 'Some One',
  url: `${base}/_apis/Identities/${someone.id}`,
  _links: { avatar: { href: imageUrl } },
  id: someone.id,
  uniqueName: 'some.one@example.com',
  imageUrl,
  descriptor,
};

function projectOf({ project: { id } }: World): unknown {
  const url = `${base}/_apis/projects/${id}`;
  const state = { state: 'wellFormed', revision: 1, visibility: 'private', lastUpdateTime: at };
  return { id, name: 'oracle', description: 'Asks the service', url, ...state };
}

function definitionOf(world: World): unknown {
  return {
    drafts: [],
    id: 21,
    name: 'dependencies',
    url: `${base}/${world.project.id}/_apis/build/Definitions/21?revision=1`,
    uri: 'vstfs:///Build/Definition/21',
    path: '\\team\\sub',
    type: 'build',
    queueStatus: 'enabled',
    revision: 1,
    project: projectOf(world),
  };
}

function waitingBuild(world: World, { key, name, planId }: RunRow): unknown {
  const project = `${base}/${world.project.id}`;
  const { id: repositoryId } = world.repository;
  return {
    _links: {
      self: { href: `${project}/_apis/build/Builds/${key.runId}` },
      web: { href: `${project}/_build/results?buildId=${key.runId}` },
      sourceVersionDisplayUri: { href: `${project}/_apis/build/builds/${key.runId}/sources` },
      timeline: { href: `${project}/_apis/build/builds/${key.runId}/Timeline` },
      badge: { href: `${project}/_apis/build/status/21` },
    },
    properties: {},
    tags: [],
    validationResults: [],
    plans: [{ planId }],
    templateParameters: {},
    triggerInfo: {},
    id: key.runId,
    buildNumber: name,
    buildNumberRevision: 1,
    status: 'notStarted',
    queueTime: at,
    url: `${project}/_apis/build/Builds/${key.runId}`,
    definition: definitionOf(world),
    project: projectOf(world),
    uri: `vstfs:///Build/Build/${key.runId}`,
    sourceBranch: 'refs/heads/main',
    sourceVersion: '69d359c409b84e19d3ebdea1309fbb47b0935f54',
    queue: { id: 1, name: 'Default', pool: { id: 1, name: 'Default' } },
    priority: 'normal',
    reason: 'manual',
    requestedFor: who,
    requestedBy: who,
    lastChangedDate: at,
    lastChangedBy: who,
    orchestrationPlan: { planId },
    logs: { id: 0, type: 'Container', url: `${project}/_apis/build/builds/${key.runId}/logs` },
    repository: {
      ...{ id: repositoryId, type: 'TfsGit', name: 'probe', url: `${base}/oracle/_git/probe` },
      ...{ clean: null, checkoutSubmodules: false },
    },
    retainedByRelease: false,
    triggeredByBuild: null,
    appendCommitMessageToRunName: true,
  };
}

test('a run that waits is a build that has not started', async () => {
  await using world = await World.open();
  const row = await world.queue();
  const build = (await world.call('GET', `${builds}/${row.key.runId}`)).json<Build>();
  assert.equal(JSON.stringify(build, null, 1), JSON.stringify(waitingBuild(world, row), null, 1));
  assert.deepEqual((await world.call('GET', `/_apis/build/Builds/${row.key.runId}`)).json(), build);
});

for (const [result, shown] of [
  ['succeeded', 'succeeded'],
  ['succeededWithIssues', 'partiallySucceeded'],
  ['failed', 'failed'],
] as const) {
  test(`a build whose job ended ${result} is ${shown}`, async () => {
    await using world = await World.open();
    const { key } = await world.queue();
    await world.finish(key, result);
    const build = (await world.call('GET', `${builds}/${key.runId}`)).json<Build>();
    assert.equal(build.status, 'completed');
    assert.equal(build.result, shown);
    assert.equal(build.finishTime, '2026-08-12T08:27:17.38Z');
    assert.equal(build.lastChangedDate, build.finishTime);
  });
}

test('a build is started when its job is', async () => {
  await using world = await World.open();
  const { key } = await world.queue();
  const ref = { stage: '__default', job: 'Job', attempt: 1 };
  world.clock.at += 820;
  const now = world.clock.now();
  await world.orchestrator.handle(key, [
    { type: 'assignJob', at: now, ref, agent: 'a' },
    { type: 'startJob', at: now, ref },
  ]);
  const build = (await world.call('GET', `${builds}/${key.runId}`)).json<Build>();
  assert.equal(build.status, 'inProgress');
  assert.equal(build.startTime, '2026-08-12T08:26:46.5Z');
});

for (const status of ['cancelling', 'Cancelling', 4, '4']) {
  test(`setting the status to ${JSON.stringify(status)} cancels`, async () => {
    await using world = await World.open();
    const { key } = await world.queue();
    const path = `${builds}/${key.runId}?api-version=5.0`;
    const answer = await world.call('PATCH', path, { body: { status } });
    assert.equal(answer.statusCode, 200);
    assert.match(answer.json<Build>().status, /^(cancelling|completed)$/);
    const state = await world.orchestrator.state(key);
    assert.notEqual(state?.state, 'inProgress');
    const again = await world.call('PATCH', path, { body: { status } });
    assert.equal(again.statusCode, 200);
  });
}

test('no other status can be set', async () => {
  await using world = await World.open();
  const { key } = await world.queue();
  for (const body of [{ status: 'completed' }, { status: 2 }]) {
    const answer = await world.call('PATCH', `${builds}/${key.runId}?api-version=7.1`, { body });
    assert.equal(answer.statusCode, 400);
    assert.equal(answer.json<ErrorEnvelope>().typeKey, 'ArgumentException');
  }
  assert.equal((await world.orchestrator.state(key))?.state, 'inProgress');
});

test('a timeline is answered by its id and without it', async () => {
  await using world = await World.open();
  const { key } = await world.queue();
  const [job] = (await world.orchestrator.timeline(key)).filter(record => record.type === 'Job');
  assert.ok(job);
  const issue = { type: 'error', category: 'General', message: 'it broke', data: { code: '1' } } as const;
  await world.orchestrator.handle(key, [
    {
      type: 'changeRecords',
      at: world.clock.now(),
      records: [{ id: job.id, logId: 7, issues: [issue], errorCount: 1, workerName: 'agent' }],
    },
  ]);
  const path = `${builds}/${key.runId}/Timeline`;
  const timeline = (await world.call('GET', path)).json<Timeline>();
  const project = `${base}/${world.project.id}`;
  assert.deepEqual(
    timeline.records.map(({ type, name, identifier, state }) => [type, name, identifier, state]),
    [
      ['Stage', '__default', '__default', 'inProgress'],
      ['Phase', 'Job', '__default.Job', 'pending'],
      ['Checkpoint', 'Checkpoint', null, 'completed'],
      ['Job', 'Job', 'Job.__default', 'pending'],
    ],
  );
  const [stage, phase, , record] = timeline.records;
  assert.deepEqual(
    timeline.records.map(({ parentId }) => parentId),
    [null, stage?.id, stage?.id, phase?.id],
  );
  assert.deepEqual(record, {
    previousAttempts: [],
    id: job.id,
    parentId: phase?.id,
    type: 'Job',
    name: 'Job',
    refName: '__default',
    identifier: 'Job.__default',
    queueId: (await world.stores.agents.pools(organization)).find(({ name }) => name === 'Default')?.id,
    order: 1,
    attempt: 1,
    state: 'pending',
    result: null,
    resultCode: null,
    changeId: record?.changeId,
    lastModified: '0001-01-01T00:00:00',
    startTime: null,
    finishTime: null,
    percentComplete: null,
    currentOperation: null,
    workerName: 'agent',
    task: null,
    errorCount: 1,
    warningCount: 0,
    details: null,
    url: null,
    log: { id: 7, type: 'Container', url: `${project}/_apis/build/builds/${key.runId}/logs/7` },
    issues: [issue],
  });
  assert.equal(stage?.issues, undefined);
  assert.equal(timeline.changeId, record?.changeId);
  assert.ok((stage?.changeId ?? 0) < timeline.changeId);
  const changed = (await world.call('GET', `${path}?changeId=${timeline.changeId - 1}`)).json<Timeline>();
  assert.deepEqual({ ...changed, records: [] }, { ...timeline, records: [] });
  assert.deepEqual(changed.records, [record]);
  assert.deepEqual((await world.call('GET', `${path}/${timeline.id.toUpperCase()}`)).json(), timeline);
  const missing = await world.call('GET', `${path}/${world.project.id}`);
  assert.equal(missing.statusCode, 404);
  assert.equal(missing.json<ErrorEnvelope>().typeKey, 'TimelineNotFoundException');
});

test('several builds are changed at once, or none where one of them may not be', async () => {
  await using world = await World.open();
  const [first, second] = [await world.queue(), await world.queue()];
  const change = (body: readonly object[]) => world.call('PATCH', `${builds}?api-version=7.1`, { body });
  const refused: readonly (readonly [object, number])[] = [
    [{ id: 999, keepForever: true }, 404],
    [{ keepForever: true }, 400],
    [{ id: second.key.runId, status: 'completed' }, 400],
  ];
  for (const [wrong, status] of refused)
    assert.equal((await change([{ id: first.key.runId, status: 'cancelling' }, wrong])).statusCode, status);
  assert.equal((await world.call('GET', `${builds}/${first.key.runId}`)).json<Build>().status, 'notStarted');
  const answer = await change([
    { id: first.key.runId, status: 'cancelling' },
    { id: second.key.runId, keepForever: true },
  ]);
  const { value } = answer.json<{ value: Build[] }>();
  assert.deepEqual(
    value.map(({ id, result, keepForever }) => [id, result, keepForever]),
    [
      [first.key.runId, 'canceled', undefined],
      [second.key.runId, undefined, true],
    ],
  );
});
