import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { logUploadBytes } from '../../src/base/limits.ts';
import { httpAgentServer } from '../../src/client/agent-server.ts';
import type { AgentJobRequest, TaskAgentMessage, TaskAgentSession } from '../../src/wire/agent-protocol.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import { base, basic, organization, World } from './support/world.ts';

const pool = '/_apis/distributedtask/pools/1';
const v = 'api-version=7.1';

const identity = {
  name: 'Agent-1',
  version: '4.0.0',
  osDescription: 'Linux',
  maxParallelism: 1,
  systemCapabilities: { bash: '/bin/bash' },
};

async function openSession(world: World, ownerName = 'machine (PID: 1)'): Promise<TaskAgentSession> {
  const body = { ownerName, agent: identity, systemCapabilities: identity.systemCapabilities };
  const answer = await world.call('POST', `${pool}/sessions?${v}`, { body });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<TaskAgentSession>();
}

/** The job of a run, as its agent is given it. */
async function takeJob(world: World, session: TaskAgentSession) {
  const answer = await world.call('GET', `${pool}/messages?sessionId=${session.sessionId}&lastMessageId=0`);
  assert.equal(answer.statusCode, 200, answer.body);
  const message = answer.json<TaskAgentMessage>();
  const job = JSON.parse(message.body) as AgentJobRequest;
  const plan = `/${job.plan.scopeIdentifier}/_apis/distributedtask/hubs/build/plans/${job.plan.planId}`;
  return { message, job, plan, records: `${plan}/timelines/${job.timeline.id}/records` };
}

test('pools are found by name, in any case, and by id', async () => {
  await using world = await World.open();
  const all = (await world.call('GET', '/_apis/distributedtask/pools')).json<{ count: number }>();
  assert.equal(all.count, 2);
  const { value } = (
    await world.call('GET', '/_apis/distributedtask/pools?poolName=default&poolType=automation')
  ).json<{
    value: Record<string, unknown>[];
  }>();
  const [{ scope, createdBy, owner, ...first } = {}] = value;
  assert.deepEqual(owner, createdBy);
  assert.match(String(scope), /^[0-9a-f-]{36}$/);
  const expected = { id: 1, name: 'Default', isHosted: false, poolType: 'automation', size: 0, isLegacy: false };
  const nothing = { createdOn: '1970-01-01T00:00:00Z', targetSize: null, agentCloudId: null };
  const standard = { autoProvision: true, autoUpdate: true, autoSize: false, ...nothing };
  assert.deepEqual(first, { ...expected, ...standard, options: 'none' });
  assert.deepEqual((await world.call('GET', pool)).json(), value[0]);
  const missing = await world.call('GET', '/_apis/distributedtask/pools/99/agents');
  assert.equal(missing.statusCode, 404);
  assert.equal(missing.json<ErrorEnvelope>().typeKey, 'TaskAgentPoolNotFoundException');
});

test('an agent is added, found, replaced, and online while it has a session', async () => {
  await using world = await World.open();
  const added = await world.call('POST', `${pool}/agents?${v}`, { body: identity });
  assert.equal(added.statusCode, 200);
  const { id } = added.json<{ id: number }>();
  const expected = {
    _links: {
      self: { href: `${base}${pool}/agents/${id}` },
      web: { href: `${base}/_settings/agentpools?view=jobs&poolId=1&agentId=${id}` },
    },
    systemCapabilities: { bash: '/bin/bash' },
    maxParallelism: 1,
    id,
    name: 'Agent-1',
    version: '4.0.0',
    osDescription: 'Linux',
    enabled: true,
    status: 'offline',
    provisioningState: 'Provisioned',
    createdOn: '2026-08-12T08:26:45.68Z',
  };
  assert.deepEqual(added.json(), expected);
  const again = await world.call('POST', `${pool}/agents?${v}`, { body: { ...identity, name: 'AGENT-1' } });
  assert.equal(again.statusCode, 409);
  assert.equal(again.json<ErrorEnvelope>().typeKey, 'TaskAgentExistsException');
  const put = await world.call('PUT', `${pool}/agents/${id}?${v}`, { body: { ...identity, version: '5.0.0' } });
  assert.deepEqual(put.json(), { ...expected, version: '5.0.0' });
  const session = await openSession(world);
  assert.equal(session.agent.id, id);
  const { value } = (await world.call('GET', `${pool}/agents?agentName=agent-1`)).json<{ value: unknown[] }>();
  const { systemCapabilities: _, ...listed } = expected;
  assert.deepEqual(value, [{ ...listed, status: 'online' }]);
  const one = await world.call('GET', `${pool}/agents/${id}?includeCapabilities=true`);
  assert.deepEqual(one.json(), { ...expected, status: 'online' });
  assert.deepEqual((await world.call('GET', `${pool}/agents?agentName=b`)).json(), { count: 0, value: [] });
  assert.equal((await world.call('GET', `${pool}/agents/999`)).statusCode, 404);
});

test('a session of another owner is refused, one of the same owner replaces the former', async () => {
  await using world = await World.open();
  const first = await openSession(world, 'a');
  const other = await world.call('POST', `${pool}/sessions?${v}`, { body: { ownerName: 'b', agent: identity } });
  assert.equal(other.statusCode, 409);
  assert.equal(other.json<ErrorEnvelope>().typeKey, 'TaskAgentSessionConflictException');
  const second = await openSession(world, 'a');
  assert.notEqual(second.sessionId, first.sessionId);
  const old = await world.call('GET', `${pool}/messages?sessionId=${first.sessionId}`);
  assert.equal(old.statusCode, 404);
  assert.equal(old.json<ErrorEnvelope>().typeKey, 'TaskAgentSessionExpiredException');
  const closed = await world.call('DELETE', `${pool}/sessions/${second.sessionId}?${v}`);
  assert.equal(closed.statusCode, 204);
  assert.equal(closed.headers['content-type'], undefined);
  assert.equal((await world.call('DELETE', `${pool}/sessions/${second.sessionId}?${v}`)).statusCode, 204);
});

test('an agent takes a job, tells of it, and ends it', async () => {
  await using world = await World.open();
  const { key } = await world.queue();
  const session = await openSession(world);
  const { message, job, plan, records } = await takeJob(world, session);
  assert.equal(message.messageType, 'PipelineAgentJobRequest');
  const acknowledged = await world.call(
    'DELETE',
    `${pool}/messages/${message.messageId}?sessionId=${session.sessionId}&${v}`,
  );
  assert.equal(acknowledged.statusCode, 204);

  const renewal = `${pool}/jobrequests/${job.requestId}?lockToken=${session.sessionId}&${v}`;
  const renewed = await world.call('PATCH', renewal, { body: { requestId: job.requestId } });
  assert.deepEqual(renewed.json(), { requestId: job.requestId, lockedUntil: '2026-08-12T08:31:45.680Z' });

  const log = await world.call('POST', `${plan}/logs?${v}`, { body: { path: 'logs\\x', createdOn: null, id: 0 } });
  const { id: logId } = log.json<{ id: number }>();
  assert.deepEqual(log.json(), { path: 'logs\\x', id: logId, location: null });
  const headers = { 'content-type': 'application/octet-stream' };
  const body = Buffer.from('one\nzwei ä\n');
  const appended = await world.call('POST', `${plan}/logs/${logId}?${v}`, { body, headers });
  assert.deepEqual(appended.json(), { id: logId, location: null });
  assert.equal((await world.call('GET', `/_apis/build/builds/${key.runId}/logs/${logId}`)).body, 'one\nzwei ä\n');

  const step = job.steps[0]?.id;
  const changes = [
    {
      id: job.jobId,
      state: 1,
      startTime: '2026-08-12T08:26:46.0000000Z',
      workerName: 'Agent-1',
      name: null,
      log: { id: 0 },
    },
    {
      id: step,
      parentId: job.jobId,
      type: 'Task',
      name: 'CmdLine',
      state: 'Completed',
      result: 'Succeeded',
      log: { id: logId },
    },
  ];
  const updated = await world.call('PATCH', `${records}?${v}`, { body: { value: changes, count: 2 } });
  assert.equal(updated.json<{ count: number }>().count, 2);
  const feed = { value: ['one', 'zwei ä'], count: 2, stepId: step, startLine: 1 };
  const fed = await world.call('POST', `${records}/${job.jobId}/feed?${v}`, { body: feed });
  assert.equal(fed.statusCode, 204);

  const event = { name: 'JobCompleted', jobId: job.jobId, requestId: job.requestId, result: 0, outputs: {} };
  assert.equal((await world.call('POST', `${plan}/events?${v}`, { body: event })).statusCode, 204);
  const run = (await world.call('GET', `/oracle/_apis/pipelines/21/runs/${key.runId}`)).json<{ result: string }>();
  assert.equal(run.result, 'succeeded');
  const timeline = await world.orchestrator.timeline(key);
  const of = (id: string | undefined) => timeline.find(record => record.id === id);
  assert.deepEqual([of(job.jobId)?.name, of(job.jobId)?.logId, of(job.jobId)?.workerName], ['Job', null, 'Agent-1']);
  assert.deepEqual([of(step)?.state, of(step)?.result, of(step)?.logId], ['completed', 'succeeded', logId]);
  const late = await world.call('PATCH', renewal, { body: {} });
  assert.equal(late.statusCode, 404);
  assert.equal(late.json<ErrorEnvelope>().typeKey, 'TaskAgentJobNotFoundException');
});

test('what is no agent’s to say is refused', async () => {
  await using world = await World.open();
  await world.queue();
  const session = await openSession(world);
  const { job, plan } = await takeJob(world, session);
  const unknown = plan.replace(job.plan.planId, world.project.id);
  assert.equal((await world.call('POST', `${unknown}/logs?${v}`, { body: { path: 'x' } })).statusCode, 404);
  const other = { name: 'TaskCompleted', jobId: job.jobId, requestId: 1, result: 'succeeded' };
  assert.equal((await world.call('POST', `${plan}/events?${v}`, { body: other })).statusCode, 400);
  const renewal = `${pool}/jobrequests/${job.requestId}`;
  const stranger = `${renewal}?lockToken=00000000-0000-0000-0000-000000000000&${v}`;
  assert.equal((await world.call('PATCH', stranger, { body: {} })).statusCode, 404);
  const elsewhere = `/_apis/distributedtask/pools/2/messages?sessionId=${session.sessionId}`;
  assert.equal((await world.call('GET', elsewhere)).statusCode, 404);
  const release = plan.replace('/hubs/build/', '/hubs/release/');
  assert.equal((await world.call('POST', `${release}/logs?${v}`, { body: { path: 'x' } })).statusCode, 404);
});

test('a piece of a log has a limit of its own, and other routes read no bytes', async () => {
  await using world = await World.open();
  await world.queue();
  const { plan } = await takeJob(world, await openSession(world));
  const { id } = (await world.call('POST', `${plan}/logs?${v}`, { body: { path: 'x' } })).json<{ id: number }>();
  const headers = { 'content-type': 'application/octet-stream' };
  const fits = await world.call('POST', `${plan}/logs/${id}?${v}`, {
    body: Buffer.alloc(logUploadBytes, '\n'),
    headers,
  });
  assert.equal(fits.statusCode, 200);
  const body = Buffer.alloc(logUploadBytes + 1, '\n');
  assert.equal((await world.call('POST', `${plan}/logs/${id}?${v}`, { body, headers })).statusCode, 413);
  assert.equal((await world.call('POST', `${plan}/logs?${v}`, { body: Buffer.from('{}'), headers })).statusCode, 415);
});

test('our own client speaks to these routes', async () => {
  await using world = await World.open();
  const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
  const server = httpAgentServer({ url: `http://127.0.0.1:${port}/${organization}`, token: 'all' });
  const { key } = await world.queue();
  const { name, version, osDescription, systemCapabilities } = identity;
  const agent = { poolName: 'default', ownerName: 'o', name, version, osDescription, systemCapabilities };
  const session = await server.connect(agent);
  const message = await server.nextMessage(session, 0, new AbortController().signal);
  assert.ok(message);
  const job = JSON.parse(message.body) as AgentJobRequest;
  await server.deleteMessage(session, message.messageId);
  assert.equal((await server.renew(session, job.requestId)).lockedUntil, '2026-08-12T08:31:45.680Z');
  const { id } = await server.createLog(job.plan, 'x');
  await server.appendLog(job.plan, id, Buffer.from('a\n'), 1);
  await server.updateRecords(job.plan, job.timeline.id, [{ id: job.jobId, state: 'inProgress', log: { id } }]);
  const feed = { recordId: job.jobId, stepId: job.jobId, startLine: 1, value: ['a'] };
  await server.appendFeed(job.plan, job.timeline.id, feed);
  const { jobId, requestId } = job;
  await server.completeJob(job.plan, { name: 'JobCompleted', jobId, requestId, result: 'failed', outputs: {} });
  await server.disconnect(session);
  assert.equal((await world.orchestrator.state(key))?.result, 'failed');
  await assert.rejects(server.renew(session, requestId), { name: 'AgentServerError', status: 404 });
});

test('a wait for a message ends with a job', async () => {
  await using world = await World.open();
  const session = await openSession(world);
  const waiting = takeJob(world, session);
  const { key } = await world.queue();
  const { job } = await waiting;
  const run = await world.orchestrator.state(key);
  assert.equal(job.plan.planId, run?.queued.planId);
});

test('a wait ends when the client goes, and no job is handed to it', async () => {
  await using world = await World.open();
  const session = await openSession(world);
  const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
  const gone = new AbortController();
  const url = `http://127.0.0.1:${port}/${organization}${pool}/messages?sessionId=${session.sessionId}`;
  const request = fetch(url, { headers: { authorization: basic('all') }, signal: gone.signal });
  const polls = spyOnPolls(world);
  await polls.begun;
  gone.abort();
  await assert.rejects(request);
  await polls.ended;
  await world.queue();
  const { message } = await takeJob(world, session);
  assert.ok(message.messageId > 0);
});

test('closing the server ends every wait with nothing', async () => {
  await using world = await World.open();
  const session = await openSession(world);
  const polls = spyOnPolls(world);
  const answer = world.call('GET', `${pool}/messages?sessionId=${session.sessionId}`);
  await polls.begun;
  await world.server.close();
  assert.equal((await answer).statusCode, 202);
  assert.equal((await answer).body, '');
});

/** Tells when a wait for a message has begun and when it is over, by the session being looked at and the server's own promise. */
function spyOnPolls(world: World): { begun: Promise<void>; ended: Promise<void> } {
  const begun = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const { wakeups } = world.stores;
  const listen = wakeups.listen.bind(wakeups);
  wakeups.listen = topic => {
    const listening = listen(topic);
    const woken: typeof listening.woken = async (timeoutMs, signal) => {
      begun.resolve();
      await listening.woken(timeoutMs, signal);
      await sleep(0);
      ended.resolve();
    };
    return { woken, [Symbol.dispose]: () => listening[Symbol.dispose]() };
  };
  return { begun: begun.promise, ended: ended.promise };
}
