import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunKey } from '../../src/run/events.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import type { BuildSettings, ProjectRetentionSetting, RetentionLease } from '../../src/wire/retention.ts';
import { organization, World } from './support/world.ts';

type LeaseList = { readonly count: number; readonly value: readonly RetentionLease[] };

const v = 'api-version=7.1';
const retention = '/oracle/_apis/build/retention';
const leases = `${retention}/leases`;

async function finished(world: World): Promise<RunKey> {
  const { key } = await world.queue();
  await world.finish(key, 'succeeded');
  return key;
}

async function lease(world: World, { runId }: RunKey, given: object = {}): Promise<RetentionLease> {
  const wanted = { ownerId: 'User:me', runId, definitionId: 21, daysValid: 10, protectPipeline: false, ...given };
  const answer = await world.call('POST', `${leases}?${v}`, { body: [wanted] });
  const [made] = answer.json<LeaseList>().value;
  assert.ok(made, answer.body);
  return made;
}

test("a project begins with the service's defaults, and keeps what is changed", async () => {
  await using world = await World.open();
  const values = ({ purgeArtifacts, purgePullRequestRuns, purgeRuns, ...rest }: ProjectRetentionSetting) =>
    [purgeArtifacts, purgePullRequestRuns, purgeRuns, rest.retainRunsPerProtectedBranch].map(({ value }) => value);
  const first = (await world.call('GET', retention)).json<ProjectRetentionSetting>();
  assert.deepEqual(values(first), [30, 10, 30, 3]);
  const body = { runRetention: { value: 60 }, retainRunsPerProtectedBranch: { value: 0 } };
  const changed = (await world.call('PATCH', `${retention}?${v}`, { body })).json<ProjectRetentionSetting>();
  assert.deepEqual(values(changed), [30, 10, 60, 0]);
  assert.deepEqual((await world.call('GET', retention)).json(), changed);
});

for (const value of [0, 732, -1]) {
  test(`${value} days are no days to keep runs for`, async () => {
    await using world = await World.open();
    const answer = await world.call('PATCH', `${retention}?${v}`, { body: { runRetention: { value } } });
    assert.equal(answer.statusCode, 400);
    assert.match(
      answer.json<ErrorEnvelope>().message,
      /^The value -?\d+ of the days that runs are kept is not between 1 and 731/,
    );
  });
}

test('older clients see and change the same policy as settings', async () => {
  await using world = await World.open();
  const path = '/oracle/_apis/build/settings';
  const settings = (await world.call('GET', path)).json<BuildSettings>();
  assert.equal(settings.defaultRetentionPolicy.daysToKeep, 30);
  assert.equal(settings.defaultRetentionPolicy.minimumToKeep, 3);
  const body = { ...settings, defaultRetentionPolicy: { ...settings.defaultRetentionPolicy, daysToKeep: 12 } };
  await world.call('PATCH', `${path}?${v}`, { body });
  const seen = (await world.call('GET', retention)).json<ProjectRetentionSetting>();
  assert.equal(seen.purgeRuns.value, 12);
});

test('a lease is made, found by all that names it, changed, and ended', async () => {
  await using world = await World.open();
  const key = await finished(world);
  const made = await lease(world, key);
  assert.equal(Date.parse(made.validUntil) - Date.parse(made.createdOn), 10 * 86_400_000);
  const queries = [
    `${leases}?ownerId=User:me`,
    `${leases}?definitionId=21&runId=${key.runId}`,
    `${leases}?leasesToFetch=nobody|21|1,User:me|21|${key.runId}`,
    `/oracle/_apis/build/builds/${key.runId}/leases`,
  ];
  for (const query of queries) assert.deepEqual((await world.call('GET', query)).json(), { count: 1, value: [made] });
  assert.equal((await world.call('GET', `${leases}?ownerId=other`)).json<LeaseList>().count, 0);
  assert.deepEqual((await world.call('GET', `${leases}/${made.leaseId}`)).json(), made);
  const change = { body: { daysValid: 2 } };
  const changed = (await world.call('PATCH', `${leases}/${made.leaseId}?${v}`, change)).json<RetentionLease>();
  assert.equal(Date.parse(changed.validUntil) - world.clock.now(), 2 * 86_400_000);
  assert.equal((await world.call('DELETE', `${leases}?ids=${made.leaseId}&${v}`)).statusCode, 204);
  assert.equal((await world.call('GET', `${leases}/${made.leaseId}`)).statusCode, 404);
});

test('the leases of a run are found without those of others', async () => {
  await using world = await World.open();
  const [key, other] = [await finished(world), await finished(world)];
  const made = await lease(world, key);
  await lease(world, other);
  const { documents } = world.stores;
  const { list } = documents;
  const listed: string[] = [];
  documents.list = query => {
    listed.push(query.kind);
    return list.call(documents, query);
  };
  const answer = await world.call('GET', `${leases}?runId=${key.runId}`);
  assert.deepEqual(answer.json(), { count: 1, value: [made] });
  assert.deepEqual(listed, []);
});

for (const [given, status] of [
  [{ runId: 999 }, 404],
  [{ definitionId: 22 }, 400],
  [{ daysValid: 0 }, 400],
  [{ ownerId: '' }, 400],
] as const) {
  test(`a lease with ${JSON.stringify(given)} is refused, and none of the request is made`, async () => {
    await using world = await World.open();
    const { runId } = await finished(world);
    const good = { ownerId: 'a', runId, definitionId: 21, daysValid: 1 };
    const answer = await world.call('POST', `${leases}?${v}`, { body: [good, { ...good, ...given }] });
    assert.equal(answer.statusCode, status, answer.body);
    assert.equal((await world.call('GET', leases)).json<LeaseList>().count, 0);
  });
}

test('a build that is leased or kept is not deleted; once it is neither, all of it goes at once', async () => {
  await using world = await World.open();
  const key = await finished(world);
  const build = `/oracle/_apis/build/builds/${key.runId}`;
  const link = { name: 'drop', resource: { type: 'filepath', data: '/srv' } };
  await world.call('POST', `${build}/artifacts?${v}`, { body: link });
  const { leaseId } = await lease(world, key);
  assert.equal((await world.call('DELETE', `${build}?${v}`)).statusCode, 409);
  await world.call('PATCH', `${build}?${v}`, { body: { keepForever: true } });
  await world.call('DELETE', `${leases}?ids=${leaseId}&${v}`);
  assert.equal((await world.call('DELETE', `${build}?${v}`)).statusCode, 409);
  await lease(world, key, { daysValid: 1 });
  world.clock.at += 86_400_000;
  await world.call('PATCH', `${build}?${v}`, { body: { keepForever: false } });
  assert.equal((await world.logs.list(key)).length, 1);
  assert.equal((await world.call('DELETE', `${build}?${v}`)).statusCode, 204);
  assert.equal((await world.call('GET', build)).statusCode, 404);
  assert.deepEqual(await world.logs.list(key), []);
  assert.deepEqual(await Array.fromAsync(world.blobs.keys(`logs/${organization}/${key.runId}`)), []);
  assert.deepEqual(await world.kept.artifacts.list(key), []);
});

const definition = `/oracle/_apis/build/definitions/21?${v}`;

test('a lease can protect the pipeline of its run, and so does a run that is kept', async () => {
  await using world = await World.open();
  const key = await finished(world);
  const { leaseId } = await lease(world, key, { protectPipeline: true });
  const refused = await world.call('DELETE', definition);
  assert.deepEqual(
    [refused.statusCode, refused.json<ErrorEnvelope>().message],
    [
      409,
      'One or more builds associated with the requested pipeline(s) are retained by a release. The pipeline(s) and builds will not be deleted.',
    ],
  );
  await world.call('DELETE', `${leases}?ids=${leaseId}&${v}`);
  const build = `/oracle/_apis/build/builds/${key.runId}`;
  await world.call('PATCH', `${build}?${v}`, { body: { keepForever: true } });
  assert.equal((await world.call('DELETE', definition)).statusCode, 409);
  await world.call('PATCH', `${build}?${v}`, { body: { keepForever: false } });
  await lease(world, key);
  assert.equal((await world.call('DELETE', definition)).statusCode, 204, 'a lease of the run alone holds no pipeline');
  assert.equal((await world.call('GET', build)).statusCode, 404);
});

/** The ids of builds that a list has. */
async function listed(world: World, query = ''): Promise<readonly number[]> {
  const answer = await world.call('GET', `/oracle/_apis/build/builds?${v}${query}`);
  return answer.json<{ value: { id: number }[] }>().value.map(({ id }) => id);
}

test('the runs of a deleted pipeline go with all that they left; those that go on are canceled, and go once they are over', async () => {
  await using world = await World.open();
  const over = await finished(world);
  const [waiting, going] = [(await world.queue()).key, (await world.queue()).key];
  const ref = { stage: '__default', job: 'Job', attempt: 1 };
  await world.orchestrator.handle(going, [
    { type: 'assignJob', at: world.clock.now(), ref, agent: 'agent' },
    { type: 'startJob', at: world.clock.now(), ref },
  ]);
  assert.equal((await world.call('DELETE', definition)).statusCode, 204);
  assert.deepEqual(await listed(world), [going.runId]);
  assert.deepEqual(await listed(world, '&deletedFilter=onlyDeleted'), [waiting.runId, over.runId]);
  for (const key of [over, waiting]) assert.deepEqual(await world.logs.list(key), []);
  assert.equal((await world.orchestrator.state(going))?.state, 'canceling');

  await world.services.pipelineRemover.finishAll();
  assert.deepEqual(await listed(world), [going.runId]);
  await world.call('PATCH', `/oracle/_apis/build/definitions/21?deleted=false&${v}`);
  const later = await finished(world);
  await world.orchestrator.handle(going, [
    { type: 'finishJob', at: world.clock.now(), ref, result: 'canceled', outputs: {} },
  ]);
  await world.services.pipelineRemover.finishAll();
  assert.deepEqual(await listed(world), [later.runId], 'what was run since it was brought back stays');
  assert.deepEqual(await world.logs.list(going), []);
});

for (const when of ['before', 'after'] as const) {
  test(`the deletion of a pipeline that was cut off ${when} it went goes on`, async () => {
    await using world = await World.open();
    await finished(world);
    const { catalogue } = world.stores;
    const whole = catalogue.removePipeline.bind(catalogue);
    catalogue.removePipeline = async (...place) => {
      if (when === 'after') await whole(...place);
      throw new Error('the power is gone');
    };
    assert.equal((await world.call('DELETE', definition)).statusCode, 500);
    catalogue.removePipeline = whole;
    assert.equal((await listed(world)).length, 1);
    await world.services.pipelineRemover.finishAll();
    assert.deepEqual(await listed(world), []);
    assert.equal((await world.call('GET', definition)).statusCode, 404);
  });
}

test('who names no project reads the settings of builds that hold where a project says nothing else', async () => {
  await using world = await World.open();
  const ofAll = (await world.call('GET', '/_apis/build/settings')).json<object>();
  assert.deepEqual(ofAll, (await world.call('GET', '/oracle/_apis/build/settings')).json<object>());
});
