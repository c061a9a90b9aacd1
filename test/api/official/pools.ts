import assert from 'node:assert/strict';
import { TaskAgentPoolType } from 'azure-devops-node-api/interfaces/TaskAgentInterfaces.js';
import type { Scenario } from './place.ts';

/** The part of `TaskAgentApi` about pools, queues, agents and the jobs that they are given. */
export const poolScenarios: Readonly<Record<string, Scenario>> = {
  'pools are made, found, changed and deleted': async ({ clients: { TaskAgentApi: api } }) => {
    const { id = 0 } = await api.addAgentPool({ name: 'made', autoProvision: true });
    assert.equal((await api.getAgentPool(id)).name, 'made');
    assert.equal((await api.getAgentPools('made', undefined, TaskAgentPoolType.Automation))[0]?.id, id);
    assert.deepEqual(
      (await api.getAgentPoolsByIds([1, id])).map(pool => pool.id),
      [1, id],
    );
    assert.equal((await api.updateAgentPool({ name: 'renamed' }, id)).name, 'renamed');
    await api.deleteAgentPool(id);
    assert.equal(await api.getAgentPool(id), null);
  },

  'queues lead to pools': async ({ clients: { TaskAgentApi: api } }) => {
    const { id: poolId = 0 } = await api.addAgentPool({ name: 'built', autoProvision: false });
    const queue = await api.addAgentQueue({ name: 'built', pool: { id: poolId } }, 'oracle', true);
    const { id = 0 } = queue;
    assert.equal((await api.getAgentQueue(id, 'oracle')).pool?.id, poolId);
    assert.equal((await api.getAgentQueues('oracle', 'built'))[0]?.id, id);
    assert.equal((await api.getAgentQueuesByIds([id], 'oracle'))[0]?.name, 'built');
    assert.equal((await api.getAgentQueuesByNames(['built'], 'oracle'))[0]?.id, id);
    assert.equal((await api.getAgentQueuesForPools([poolId], 'oracle'))[0]?.id, id);
    await api.deleteAgentQueue(id, 'oracle');
    assert.equal(await api.getAgentQueue(id, 'oracle'), null);
  },

  'agents are registered, found, changed and deleted': async ({ clients: { TaskAgentApi: api } }) => {
    const agent = await api.addAgent({ name: 'a', version: '4.0.0', systemCapabilities: { x: 'y' } }, 1);
    const { id = 0 } = agent;
    assert.deepEqual((await api.getAgent(1, id, true)).systemCapabilities, { x: 'y' });
    assert.equal((await api.getAgents(1, 'a', true, true, true))[0]?.id, id);
    assert.equal((await api.replaceAgent({ name: 'a', version: '4.1.0', id }, 1, id)).version, '4.1.0');
    assert.equal((await api.updateAgent({ id, enabled: false }, 1, id)).enabled, false);
    const changed = await api.updateAgentUserCapabilities({ colour: 'red' }, 1, id);
    assert.deepEqual(changed.userCapabilities, { colour: 'red' });
    await api.deleteAgent(1, id);
    assert.equal(await api.getAgent(1, id), null);
  },

  'an agent takes a job and keeps it': async ({ world, clients: { TaskAgentApi: api } }) => {
    world.pipelines.pool = 'Default';
    const { key } = await world.queue();
    const agent = await api.addAgent({ name: 'worker', version: '4.0.0' }, 1);
    const session = await api.createAgentSession({ ownerName: 'o', agent }, 1);
    const sessionId = session.sessionId ?? '';
    const message = await api.getMessage(1, sessionId);
    assert.equal(message.messageType, 'PipelineAgentJobRequest');
    await api.deleteMessage(1, message.messageId ?? 0, sessionId);
    const [request] = await api.getAgentRequests(1, 10);
    const requestId = request?.requestId ?? 0;
    assert.equal(request?.reservedAgent?.name, 'worker');
    const ids = (requests: readonly { requestId?: number }[]) => requests.map(each => each.requestId);
    const agentId = agent.id ?? 0;
    assert.deepEqual(ids(await api.getAgentRequestsForAgent(1, agentId)), [requestId]);
    assert.deepEqual(ids(await api.getAgentRequestsForAgents(1, [agentId + 1])), []);
    const planId = (await world.orchestrator.state(key))?.queued.planId ?? '';
    assert.deepEqual(ids(await api.getAgentRequestsForPlan(1, planId)), [requestId]);
    const renewed = await api.updateAgentRequest({ requestId }, 1, requestId, sessionId);
    assert.ok(renewed.lockedUntil instanceof Date);
    await api.deleteAgentSession(1, sessionId);
  },

  'files of tasks are uploaded, described, read and deleted': async ({ clients: { TaskAgentApi: api } }) => {
    const { zip, id } = await taskPackage();
    await api.uploadTaskDefinition({}, zip, id, true);
    assert.equal((await api.getTaskDefinitions(id, [], false))[0]?.name, 'Greet');
    assert.equal((await api.getTaskDefinition(id, '1.0.0', [], false)).id, id);
    const pieces: Buffer[] = [];
    for await (const piece of await api.getTaskContentZip(id, '1.0.0', [], false)) pieces.push(piece as Buffer);
    assert.equal(Buffer.concat(pieces).subarray(0, 2).toString(), 'PK');
    await api.deleteTaskDefinition(id);
    assert.deepEqual((await api.getTaskDefinitions(id, [], false)) ?? [], []);
  },

  'task groups are kept, and there are no clouds of agents': async ({ clients: { TaskAgentApi: api } }) => {
    const { id = '', revision = 0 } = await api.addTaskGroup({ name: 'g', tasks: [] } as never, 'oracle');
    assert.equal((await api.getTaskGroups('oracle'))[0]?.id, id);
    assert.equal((await api.getTaskGroup('oracle', id, '1.*')).name, 'g');
    const changed = await api.updateTaskGroup({ name: 'h', tasks: [], revision } as never, 'oracle', id);
    assert.equal(changed.revision, 2);
    await api.deleteTaskGroup('oracle', id);
    assert.deepEqual(await api.getTaskGroups('oracle'), []);
    assert.deepEqual(await api.getAgentClouds(), []);
    assert.deepEqual(await api.getAgentCloudTypes(), []);
  },
};

async function taskPackage(): Promise<{ zip: NodeJS.ReadableStream; id: string }> {
  const { ZipFile } = await import('yazl');
  const id = '0f1e2d3c-0000-4000-8000-000000000004';
  const version = { Major: 1, Minor: 0, Patch: 0 };
  const zip = new ZipFile();
  const definition = { id, name: 'Greet', version, execution: { Node: { target: 'a.js' } } };
  zip.addBuffer(Buffer.from(JSON.stringify(definition)), 'task.json');
  zip.addBuffer(Buffer.from(''), 'a.js');
  zip.end();
  return { zip: zip.outputStream, id };
}
