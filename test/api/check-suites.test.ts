import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckSuite } from '../../src/wire/check-suites.ts';
import { someone, World } from './support/world.ts';

const suites = '/oracle/_apis/pipelines/checks/runs';
const v = 'api-version=7.1-preview.1';

function resourceOf({ project, repository }: World) {
  return { type: 'repository', id: `${project.id}.${repository.id}`, name: 'probe' };
}

async function guard(world: World, type: string, settings: object, timeout = 60): Promise<void> {
  const body = { type: { name: type }, settings, resource: resourceOf(world), timeout };
  const answer = await world.call('POST', `/oracle/_apis/pipelines/checks/configurations?${v}`, { body });
  assert.equal(answer.statusCode, 200, answer.body);
}

async function evaluate(world: World, asked: object = {}): Promise<CheckSuite> {
  const body = { resources: [resourceOf(world)], ...asked };
  const answer = await world.call('POST', `${suites}?$expand=resources&${v}`, { body });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<CheckSuite>();
}

async function read(world: World, id: string): Promise<CheckSuite> {
  return (await world.call('GET', `${suites}/${id}?${v}`)).json<CheckSuite>();
}

const branches = {
  definitionRef: { id: '86b05a0c-73e6-4f7d-b3cf-e38f3b39a75b' },
  inputs: { allowedBranches: 'refs/heads/main' },
};
// The clock of the world stands at 08:26 on a Wednesday.
const hours = {
  definitionRef: { id: '445fde2f-6c39-441c-807f-8a59ff2e075f' },
  inputs: { businessDays: 'Wednesday', timeZone: 'UTC', startTime: '09:00', endTime: '17:00' },
};

test('a resource without checks is approved at once', async () => {
  await using world = await World.open();
  const id = '0A0A0A0A-0000-4000-8000-000000000009';
  const { _links, ...suite } = await evaluate(world, { id, context: { a: 1 } });
  assert.deepEqual(suite, {
    id: id.toLowerCase(),
    context: { a: 1 },
    status: 'approved',
    message: 'There are no checks on the resources.',
    completedDate: '2026-08-12T08:26:45.68Z',
    checkRuns: [],
  });
  assert.match(_links.self.href, new RegExp(`${suites.replace('/oracle', '')}/${suite.id}$`));
});

test('the check of the branch is made of the branch that the context names', async () => {
  await using world = await World.open();
  await guard(world, 'Task Check', branches);
  const approved = await evaluate(world, { context: { sourceBranch: 'refs/heads/main' } });
  assert.equal(approved.status, 'approved');
  const [run] = approved.checkRuns;
  assert.equal(run?.resultMessage, 'The check of the branch was approved.');
  assert.deepEqual(run?.checkConfigurationRef.resource, resourceOf(world));
  assert.equal((await evaluate(world, { context: { 'Build.SourceBranch': 'refs/heads/x' } })).status, 'rejected');
  assert.equal((await evaluate(world)).status, 'rejected');
});

test('business hours are waited for, and an evaluation that is over stays', async () => {
  await using world = await World.open();
  await guard(world, 'Task Check', hours);
  const { id, status } = await evaluate(world);
  assert.equal(status, 'running');
  world.clock.at += 3_600_000;
  assert.equal((await read(world, id)).status, 'approved');
  world.clock.at += 12 * 3_600_000;
  assert.equal((await read(world, id)).status, 'approved');
  assert.equal((await evaluate(world, { id })).status, 'approved');
  const late = await evaluate(world);
  assert.equal(late.status, 'running');
  world.clock.at += 61 * 60_000;
  const { status: over, checkRuns } = await read(world, late.id);
  assert.deepEqual([over, checkRuns[0]?.status], ['timedOut', 'timedOut']);
});

test('an exclusive lock passes while no run holds it', async () => {
  await using world = await World.open();
  await guard(world, 'ExclusiveLock', {});
  const { key } = await world.queue();
  await world.orchestrator.settle();
  const { id, status } = await evaluate(world);
  assert.equal(status, 'running');
  await world.finish(key, 'succeeded');
  await world.orchestrator.settle();
  assert.equal((await read(world, id)).status, 'approved');
});

test('the checks of a stage of a run are read by the id of its checkpoint', async () => {
  await using world = await World.open();
  await guard(world, 'Approval', { approvers: [{ id: someone.id }] });
  const { key } = await world.queue();
  const records = await world.orchestrator.timeline(key);
  const checkpoint = records.find(({ type }) => type === 'Checkpoint');
  const approval = records.find(({ type }) => type === 'Checkpoint.Approval');
  const waiting = await read(world, checkpoint?.id ?? '');
  assert.deepEqual([waiting.status, waiting.checkRuns[0]?.id], ['running', approval?.id]);
  const word = { approvalId: approval?.id, status: 'rejected' };
  await world.call('PATCH', '/oracle/_apis/pipelines/approvals?api-version=7.1', { body: [word] });
  const { status, checkRuns } = await read(world, checkpoint?.id ?? '');
  assert.deepEqual([status, checkRuns[0]?.resultMessage], ['rejected', 'The approval was rejected.']);
});

test('what is not there is refused', async () => {
  await using world = await World.open();
  const body = { resources: [{ type: 'environment', id: '99' }] };
  assert.equal((await world.call('POST', `${suites}?${v}`, { body })).statusCode, 404);
  assert.equal((await world.call('GET', `${suites}/${crypto.randomUUID()}?${v}`)).statusCode, 404);
});
