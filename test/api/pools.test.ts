import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TaskAgentSession } from '../../src/wire/agent-protocol.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import { basic, someone, World } from './support/world.ts';

const pools = '/_apis/distributedtask/pools';
const queues = '/oracle/_apis/distributedtask/queues';
const v = 'api-version=7.1';

type Pool = { readonly id: number; readonly name: string };
type List<Item> = { readonly count: number; readonly value: readonly Item[] };

async function addPool(world: World, body: object): Promise<Pool> {
  const answer = await world.call('POST', `${pools}?${v}`, { body });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<Pool>();
}

async function addAgent(world: World, poolId: number, body: object): Promise<{ readonly id: number }> {
  const answer = await world.call('POST', `${pools}/${poolId}/agents?${v}`, { body });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<{ id: number }>();
}

async function typeKeyOf(world: World, method: string, path: string, body?: unknown): Promise<[number, string]> {
  const answer = await world.call(method, `${path}?${v}`, { body });
  return [answer.statusCode, answer.json<ErrorEnvelope>().typeKey];
}

async function openSession(world: World, name: string, poolId = 1): Promise<TaskAgentSession> {
  const body = { ownerName: 'machine', agent: { name } };
  return (await world.call('POST', `${pools}/${poolId}/sessions?${v}`, { body })).json<TaskAgentSession>();
}

test('a pool is made, renamed and deleted', async () => {
  await using world = await World.open();
  const made = await addPool(world, { name: 'linux', autoProvision: true });
  const { scope, createdBy, owner, ...rest } = made as Pool & Record<string, unknown>;
  assert.match(String(scope), /^[0-9a-f-]{36}$/);
  assert.deepEqual(owner, createdBy);
  assert.equal((createdBy as { id: string }).id, someone.id);
  assert.deepEqual(rest, {
    createdOn: '2026-08-12T08:26:45.68Z',
    autoProvision: true,
    autoUpdate: true,
    autoSize: false,
    id: 3,
    name: 'linux',
    isHosted: false,
    poolType: 'automation',
    size: 0,
    isLegacy: false,
    options: 'none',
    targetSize: null,
    agentCloudId: null,
  });
  const path = `${pools}/${made.id}`;
  const changed = await world.call('PATCH', `${path}?${v}`, { body: { name: 'Linux', autoUpdate: false } });
  assert.deepEqual(changed.json(), { ...made, name: 'Linux', autoUpdate: false });
  assert.deepEqual((await world.call('GET', path)).json(), changed.json());
  const byIds = (await world.call('GET', `${pools}?poolIds=3,1&actionFilter=manage`)).json<List<Pool>>();
  assert.deepEqual(
    byIds.value.map(({ id }) => id),
    [1, 3],
  );
  assert.equal((await world.call('DELETE', `${path}?${v}`)).statusCode, 204);
  assert.deepEqual(await typeKeyOf(world, 'GET', path), [404, 'TaskAgentPoolNotFoundException']);
});

test('what can be no pool is refused', async () => {
  await using world = await World.open();
  const { id } = await addPool(world, { name: 'linux' });
  const invalid = [400, 'InvalidTaskAgentPoolException'];
  for (const name of ['a/b', ' a', 'x'.repeat(65), '$(a)'])
    assert.deepEqual(await typeKeyOf(world, 'POST', pools, { name }), invalid, name);
  assert.deepEqual(await typeKeyOf(world, 'POST', pools, { name: 'a', poolType: 'deployment' }), invalid);
  assert.deepEqual(await typeKeyOf(world, 'POST', pools, { name: 'a', isHosted: true }), invalid);
  assert.deepEqual(await typeKeyOf(world, 'PATCH', `${pools}/1`, { name: 'other' }), invalid);
  assert.deepEqual(await typeKeyOf(world, 'DELETE', `${pools}/1`), invalid);
  assert.deepEqual(await typeKeyOf(world, 'POST', pools, { name: '' }), [400, 'ArgumentNullException']);
  const taken = [409, 'TaskAgentPoolExistsException'];
  for (const name of ['LINUX', 'default'])
    assert.deepEqual(await typeKeyOf(world, 'POST', pools, { name }), taken, name);
  assert.deepEqual(await typeKeyOf(world, 'PATCH', `${pools}/${id}`, { name: 'Default' }), taken);
});

test('a pool with a job that waits or runs, and an agent that runs one, stay', async () => {
  await using world = await World.open();
  const { id: poolId } = await addPool(world, { name: 'linux', autoProvision: true });
  world.pipelines.pool = 'linux';
  const { key } = await world.queue();
  const busy = [409, 'TaskAgentJobStillRunningException'];
  assert.deepEqual(await typeKeyOf(world, 'DELETE', `${pools}/${poolId}`), busy);
  const session = await openSession(world, 'one', poolId);
  await world.call('GET', `${pools}/${poolId}/messages?sessionId=${session.sessionId}`);
  const path = `${pools}/${poolId}/agents/${session.agent.id}`;
  assert.deepEqual(await typeKeyOf(world, 'DELETE', path), busy);
  assert.deepEqual(await typeKeyOf(world, 'DELETE', `${pools}/${poolId}`), busy);

  const running = (await world.call('GET', `${path}?includeAssignedRequest=true`)).json<{
    assignedRequest: { jobName: string };
  }>();
  assert.equal(running.assignedRequest.jobName, 'Job');
  await world.finish(key, 'succeeded');
  const idle = (await world.call('GET', `${path}?includeAssignedRequest=true&includeLastCompletedRequest=true`)).json<{
    assignedRequest?: unknown;
    lastCompletedRequest: Record<string, unknown>;
  }>();
  assert.equal(idle.assignedRequest, undefined);
  const { requestId, jobName, result, reservedAgent } = idle.lastCompletedRequest;
  assert.deepEqual(
    { requestId, jobName, result, reservedAgent },
    {
      requestId: 1,
      jobName: 'Job',
      result: 'succeeded',
      reservedAgent: { id: session.agent.id, name: 'one', version: '' },
    },
  );
  assert.equal((await world.call('DELETE', `${pools}/${poolId}?${v}`)).statusCode, 204);
  const gone = await world.call('GET', `${pools}/${poolId}/messages?sessionId=${session.sessionId}`);
  assert.equal(gone.statusCode, 404);
});

test('a disabled agent keeps its session and is given no jobs until it is enabled', async () => {
  await using world = await World.open();
  const session = await openSession(world, 'one');
  const path = `${pools}/1/agents/${session.agent.id}`;
  const disabled = await world.call('PATCH', `${path}?${v}`, { body: { id: session.agent.id, enabled: false } });
  assert.equal(disabled.json<{ enabled: boolean }>().enabled, false);
  await world.queue();
  const poll = world.call('GET', `${pools}/1/messages?sessionId=${session.sessionId}`);
  const list = async () => (await world.call('GET', `${pools}/1/jobrequests`)).json<List<{ reservedAgent?: object }>>();
  assert.equal((await list()).value[0]?.reservedAgent, undefined);
  assert.equal((await openSession(world, 'one')).agent.id, session.agent.id);
  assert.equal((await world.call('GET', path)).json<{ enabled: boolean }>().enabled, false);
  assert.equal((await poll).statusCode, 404, 'the new session ended the one that waited');

  const again = (await world.call('GET', path)).json<{ status: string }>();
  assert.equal(again.status, 'online');
  const next = await openSession(world, 'one');
  const waiting = world.call('GET', `${pools}/1/messages?sessionId=${next.sessionId}`);
  await world.call('PATCH', `${path}?${v}`, { body: { enabled: true } });
  assert.equal((await waiting).statusCode, 200);
  assert.deepEqual((await list()).value[0]?.reservedAgent, { id: session.agent.id, name: 'one', version: '' });
});

test('what people say that an agent can do meets demands, and outlives its sessions', async () => {
  await using world = await World.open();
  const { id } = await addAgent(world, 1, { name: 'one', systemCapabilities: { 'Agent.OS': 'Linux' } });
  await addAgent(world, 1, { name: 'two', systemCapabilities: { 'Agent.OS': 'Linux' } });
  const path = `${pools}/1/agents/${id}`;
  const put = await world.call('PUT', `${path}/usercapabilities?${v}`, { body: { gpu: 'large' } });
  const { userCapabilities, systemCapabilities } = put.json<Record<string, unknown>>();
  assert.deepEqual(
    { userCapabilities, systemCapabilities },
    { userCapabilities: { gpu: 'large' }, systemCapabilities: { 'Agent.OS': 'Linux' } },
  );
  await openSession(world, 'one');
  const named = async (query: string) =>
    (await world.call('GET', `${pools}/1/agents?${query}`))
      .json<List<{ name: string }>>()
      .value.map(({ name }) => name);
  assert.deepEqual(await named('demands=GPU'), ['one']);
  assert.deepEqual(await named('demands=gpu%20-equals%20LARGE,Agent.OS'), ['one']);
  assert.deepEqual(await named('demands=Agent.OS%20-equals%20Linux'), ['one', 'two']);
  assert.deepEqual(await named('demands=gpu%20-equals%20small'), []);
  const listed = (await world.call('GET', `${pools}/1/agents?agentName=ONE&propertyFilters=*`)).json<
    List<Record<string, unknown>>
  >();
  assert.deepEqual(listed.value[0]?.properties, {});
  assert.equal(listed.value[0]?.userCapabilities, undefined);
});

test('agents are renamed and deleted', async () => {
  await using world = await World.open();
  const { id } = await addAgent(world, 1, { name: 'one' });
  await addAgent(world, 1, { name: 'two', enabled: false });
  const path = `${pools}/1/agents/${id}`;
  assert.deepEqual(await typeKeyOf(world, 'PATCH', path, { name: 'TWO' }), [409, 'TaskAgentExistsException']);
  const renamed = await world.call('PATCH', `${path}?${v}`, { body: { name: 'three' } });
  assert.equal(renamed.json<{ name: string }>().name, 'three');
  assert.equal((await world.call('DELETE', `${path}?${v}`)).statusCode, 204);
  assert.deepEqual(await typeKeyOf(world, 'DELETE', path), [404, 'TaskAgentNotFoundException']);
  const { value } = (await world.call('GET', `${pools}/1/agents`)).json<List<{ name: string; enabled: boolean }>>();
  assert.deepEqual(
    value.map(({ name, enabled }) => [name, enabled]),
    [['two', false]],
  );
});

test('a project has queues for provisioned pools and for those that it asked for', async () => {
  await using world = await World.open();
  const names = async (query = '') =>
    (await world.call('GET', `${queues}?${query}`)).json<List<Pool>>().value.map(({ name }) => name);
  const everywhere = await addPool(world, { name: 'everywhere', autoProvision: true });
  const asked = await addPool(world, { name: 'asked' });
  assert.deepEqual(await names(), ['Default', 'Azure Pipelines', 'everywhere']);
  const added = await world.call('POST', `${queues}?${v}&authorizePipelines=true`, {
    body: { name: 'asked', pool: { id: asked.id } },
  });
  assert.deepEqual(added.json(), {
    id: asked.id,
    projectId: world.project.id,
    name: 'asked',
    pool: { id: asked.id, name: 'asked' },
  });
  assert.deepEqual(await names(`queueNames=ASKED,everywhere&actionFilter=use`), ['everywhere', 'asked']);
  assert.deepEqual(await names(`queueIds=${asked.id}`), ['asked']);
  assert.deepEqual(await names(`poolIds=${everywhere.id},1`), ['Default', 'everywhere']);
  assert.deepEqual(await typeKeyOf(world, 'POST', queues, { name: 'asked' }), [409, 'TaskAgentQueueExistsException']);
  assert.deepEqual(await typeKeyOf(world, 'POST', queues, { name: 'none' }), [404, 'TaskAgentPoolNotFoundException']);
  const other = { name: 'mine', pool: { id: asked.id } };
  assert.deepEqual(await typeKeyOf(world, 'POST', queues, other), [400, 'InvalidTaskAgentQueueException']);

  for (const { id } of [everywhere, asked])
    assert.equal((await world.call('DELETE', `${queues}/${id}?${v}`)).statusCode, 204);
  assert.deepEqual(await names(), ['Default', 'Azure Pipelines']);
  assert.deepEqual(await typeKeyOf(world, 'GET', `${queues}/${asked.id}`), [404, 'TaskAgentQueueNotFoundException']);
  assert.equal(
    (await world.call('POST', `${queues}?${v}`, { body: { pool: { name: 'Everywhere' } } })).statusCode,
    200,
  );
});

test('a run that names a pool without a queue in its project is refused', async () => {
  await using world = await World.open();
  const { id } = await addPool(world, { name: 'linux', autoProvision: true });
  world.pipelines.pool = 'linux';
  await world.queue();
  await world.call('DELETE', `${queues}/${id}?${v}`);
  await assert.rejects(world.queue(), ({ cause }: Error) => String(cause).includes('a pool with name linux'));
});

test('a caller learns what he may do with a pool', async () => {
  await using world = await World.open();
  await world.addToken('reader', ['vso.agentpools']);
  const may = async (permissions: number, token: string) =>
    (await world.call('GET', `${pools}/1/permissions/${permissions}`, { authorization: basic(token) })).json<boolean>();
  assert.equal(await may(1, 'reader'), true);
  assert.equal(await may(16, 'reader'), true);
  assert.equal(await may(2, 'reader'), false);
  assert.equal(await may(2, 'all'), true);
});
