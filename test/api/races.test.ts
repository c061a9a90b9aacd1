import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Stores } from '../../src/run/ports/stores.ts';
import { onEachDatabase } from './support/each-database.ts';
import { type Asked, World } from './support/world.ts';

const many = 40;
const version = 'api-version=7.2-preview';
const patch = { headers: { 'content-type': 'application/json-patch+json' } };

/** All at once; answers the statuses, each with how often it was answered. */
async function atOnce(world: World, calls: readonly (readonly [method: string, path: string, asked?: Asked])[]) {
  const answers = await Promise.all(calls.map(([method, path, asked]) => world.call(method, path, asked)));
  assert.deepEqual(world.faults, []);
  return Object.fromEntries(
    [...Map.groupBy(answers, ({ statusCode }) => statusCode)].map(([status, those]) => [status, those.length]),
  );
}

function times<Made>(make: (index: number) => Made): Made[] {
  return Array.from({ length: many }, (_, index) => make(index));
}

async function get<Answer>(world: World, path: string): Promise<Answer> {
  return (await world.call('GET', `${path}?${version}`)).json<Answer>();
}

type Opened = () => World;

function racesOn(name: string, open: () => Promise<Stores>): void {
  describe(`on ${name}, of changes at once`, () => {
    let world: World;
    before(async () => {
      world = await World.open({ stores: await open() });
    });
    after(() => world[Symbol.asyncDispose]());
    for (const races of [definitionRaces, resourceRaces, runRaces, containerRaces, agentRaces]) races(() => world);
  });
}

function definitionRaces(opened: Opened): void {
  test('no tag of a definition is lost', async () => {
    const world = opened();
    const tags = '/oracle/_apis/build/definitions/21/tags';
    assert.deepEqual(
      await atOnce(
        world,
        times(i => ['PUT', `${tags}/t${i}?${version}`]),
      ),
      { 200: many },
    );
    assert.equal((await get<{ count: number }>(world, tags)).count, many);
  });

  test('no property of a definition is lost', async () => {
    const world = opened();
    const path = '/oracle/_apis/build/definitions/21/properties';
    const add = (i: number) => ({ ...patch, body: [{ op: 'add', path: `/p${i}`, value: 'v' }] });
    assert.deepEqual(
      await atOnce(
        world,
        times(i => ['PATCH', `${path}?${version}`, add(i)]),
      ),
      { 200: many },
    );
    assert.equal((await get<{ count: number }>(world, path)).count, many);
  });

  test('no setting of a project is lost', async () => {
    const world = opened();
    const path = '/oracle/_apis/build/generalsettings';
    const names = ['enforceSettableVar', 'enforceJobAuthScope', 'statusBadgesArePrivate', 'publishPipelineMetadata'];
    const before = await get<Record<string, boolean>>(world, path);
    const wanted = Object.fromEntries(names.map(each => [each, !before[each]]));
    const set = Object.entries(wanted).map(([each, value]) => ({ body: { [each]: value } }));
    const answers = await atOnce(
      world,
      set.map(asked => ['PATCH', `${path}?${version}`, asked]),
    );
    assert.deepEqual(answers, { 200: names.length });
    const now = await get<Record<string, boolean>>(world, path);
    assert.deepEqual(Object.fromEntries(names.map(each => [each, now[each]])), wanted);
  });
}

function resourceRaces(opened: Opened): void {
  test('no part of a check is lost', async () => {
    const world = opened();
    const added = await world.call('POST', `/oracle/_apis/distributedtask/environments?${version}`, {
      body: { name: 'production' },
    });
    const checks = '/oracle/_apis/pipelines/checks/configurations';
    const resource = { type: 'environment', id: String(added.json<{ id: number }>().id) };
    const settings = { approvers: [{ id: '1' }] };
    const made = await world.call('POST', `${checks}?${version}`, {
      body: { type: { name: 'Approval' }, settings, resource, timeout: 1 },
    });
    const { id } = made.json<{ id: number }>();
    const one = `${checks}/${id}`;
    for (const isDisabled of [true, false, true]) {
      const timeout = isDisabled ? 7 : 8;
      const answers = await atOnce(world, [
        ['PATCH', `${one}?${version}`, { body: { timeout } }],
        ['PATCH', `${one}?${version}`, { body: { isDisabled } }],
      ]);
      assert.deepEqual(answers, { 200: 2 });
      const now = await get<{ timeout: number; isDisabled?: boolean }>(world, one);
      assert.deepEqual([now.timeout, now.isDisabled ?? false], [timeout, isDisabled]);
    }
  });

  test('all of a variable group are done, one after the other', async () => {
    const world = opened();
    const groups = '/oracle/_apis/distributedtask/variablegroups';
    const body = { name: 'g', type: 'Vsts', variables: { a: { value: '1' } } };
    const { id } = (await world.call('POST', `${groups}?${version}`, { body })).json<{ id: number }>();
    const set = times(i => ['PUT', `${groups}/${id}?${version}`, { body: { ...body, description: `${i}` } }] as const);
    assert.deepEqual(await atOnce(world, set), { 200: many });
  });
}

function runRaces(opened: Opened): void {
  test('no lease is lost, and one that is ended twice is ended', async () => {
    const world = opened();
    const { key } = await world.queue();
    const leases = '/oracle/_apis/build/retention/leases';
    const lease = { daysValid: 5, definitionId: 21, protectPipeline: false, runId: key.runId };
    const add = (i: number) => ({ body: [{ ...lease, ownerId: `User:${i}` }] });
    assert.deepEqual(
      await atOnce(
        world,
        times(i => ['POST', `${leases}?${version}`, add(i)]),
      ),
      { 200: many },
    );
    const found = await get<{ count: number; value: { leaseId: number }[] }>(
      world,
      `/_apis/build/builds/${key.runId}/leases`,
    );
    assert.equal(found.count, many);
    const end = `${leases}?ids=${found.value[0]?.leaseId}&${version}`;
    const { 204: ended = 0, 404: missing = 0 } = await atOnce(
      world,
      times(() => ['DELETE', end] as const),
    );
    assert.equal(ended + missing, many);
    assert.ok(ended > 0);
  });

  test('no result of a test and no coverage is lost', async () => {
    const world = opened();
    const { key } = await world.queue();
    const body = { name: 't', build: { id: `${key.runId}` } };
    const made = await world.call('POST', `/oracle/_apis/test/runs?${version}`, { body });
    const run = `/oracle/_apis/test/runs/${made.json<{ id: number }>().id}`;
    const result = (i: number) => ({ body: [{ testCaseTitle: `t${i}`, outcome: 'Passed' }] });
    const coverage = (i: number) => ({
      body: { buildFlavor: `${i}`, buildPlatform: 'p', coverageStats: [{ label: 'l', covered: 1, total: 2 }] },
    });
    const covered = `/oracle/_apis/test/CodeCoverage?buildId=${key.runId}&${version}`;
    assert.deepEqual(
      await atOnce(
        world,
        times(i => ['POST', `${run}/results?${version}`, result(i)]),
      ),
      {
        200: many,
      },
    );
    assert.deepEqual(
      await atOnce(
        world,
        times(i => ['POST', covered, coverage(i)]),
      ),
      { 204: many },
    );
    const results = await get<{ value: { id: number }[] }>(world, `${run}/results`);
    assert.equal(new Set(results.value.map(({ id }) => id)).size, many);
    const answer = await world.call('GET', covered);
    assert.equal(answer.json<{ coverageData: unknown[] }>().coverageData.length, many);
  });
}

function containerRaces(opened: Opened): void {
  test('every file of a container is kept', async () => {
    const world = opened();
    const { key } = await world.queue();
    const put = (i: number) =>
      ['PUT', `/_apis/resources/Containers/${key.runId}?itemPath=drop/f${i}&${version}`, { body: `${i}` }] as const;
    assert.deepEqual(await atOnce(world, times(put)), { 201: many });
    const items = await world.call('GET', `/_apis/resources/Containers/${key.runId}?${version}`);
    assert.equal(items.json<{ value: { itemType: string }[] }>().value.filter(isFile).length, many);
  });
}

function agentRaces(opened: Opened): void {
  test('no part of a pool is lost', async () => {
    const world = opened();
    const pools = '/_apis/distributedtask/pools';
    const made = await world.call('POST', `${pools}?${version}`, { body: { name: 'first', autoProvision: true } });
    const one = `${pools}/${made.json<{ id: number }>().id}`;
    for (const name of ['second', 'third']) {
      const autoProvision = name === 'third';
      const answers = await atOnce(world, [
        ['PATCH', `${one}?${version}`, { body: { name } }],
        ['PATCH', `${one}?${version}`, { body: { autoProvision } }],
      ]);
      assert.deepEqual(answers, { 200: 2 });
      const now = await get<{ name: string; autoProvision: boolean }>(world, one);
      assert.deepEqual([now.name, now.autoProvision], [name, autoProvision]);
    }
  });

  test('no two agents of a pool have one name, no change is lost, and what is deleted stays so', async () => {
    const world = opened();
    const agents = '/_apis/distributedtask/pools/1/agents';
    const added = await atOnce(
      world,
      times(() => ['POST', `${agents}?${version}`, { body: { name: 'one' } }] as const),
    );
    assert.deepEqual(added, { 200: 1, 409: many - 1 });
    const list = await get<{ value: { id: number }[] }>(world, agents);
    const one = `${agents}/${list.value[0]?.id}`;
    for (const enabled of [false, true, false]) {
      const answers = await atOnce(world, [
        ['PATCH', `${one}?${version}`, { body: { enabled } }],
        ['PUT', `${one}/usercapabilities?${version}`, { body: { now: `${enabled}` } }],
      ]);
      assert.deepEqual(answers, { 200: 2 });
      const now = await world.call('GET', `${one}?includeCapabilities=true&${version}`);
      const { enabled: is, userCapabilities } = now.json<{ enabled: boolean; userCapabilities: object }>();
      assert.deepEqual([is, userCapabilities], [enabled, { now: `${enabled}` }]);
    }
    await atOnce(world, [
      ...times(() => ['PATCH', `${one}?${version}`, { body: { enabled: true } }] as const),
      ['DELETE', `${one}?${version}`],
    ]);
    assert.equal((await world.call('GET', `${one}?${version}`)).statusCode, 404);
  });
}

function isFile({ itemType }: { readonly itemType: string }): boolean {
  return itemType === 'file';
}

onEachDatabase(racesOn);
