import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jobTokenMs } from '../../src/base/limits.ts';
import type { AgentJobRequest, TaskAgentMessage, TaskAgentSession } from '../../src/wire/agent-protocol.ts';
import { basic, World } from './support/world.ts';

const v = 'api-version=7.1';
const pool = '/_apis/distributedtask/pools/1';
const runs = '/oracle/_apis/pipelines/21/runs';

/** A job that an agent has taken, with its token as it came in the job's message. */
async function takenJob(world: World): Promise<{ readonly job: AgentJobRequest; readonly token: string }> {
  await world.queue();
  const body = { ownerName: 'o', agent: { name: 'a' } };
  await world.call('POST', `${pool}/agents?${v}`, { body: { name: 'a', version: '4.0.0', systemCapabilities: {} } });
  const session = (await world.call('POST', `${pool}/sessions?${v}`, { body })).json<TaskAgentSession>();
  const message = await world.call('GET', `${pool}/messages?sessionId=${session.sessionId}`);
  const job = JSON.parse(message.json<TaskAgentMessage>().body) as AgentJobRequest;
  const variable = job.variables['system.accessToken'];
  assert.equal(variable?.isSecret, true);
  return { job, token: variable?.value ?? '' };
}

async function status(world: World, token: string, path: string, method = 'GET', body?: object): Promise<number> {
  return (await world.call(method, path, { authorization: basic(token), body })).statusCode;
}

async function finish(world: World, { plan, jobId, requestId }: AgentJobRequest): Promise<void> {
  const path = `/${plan.scopeIdentifier}/_apis/distributedtask/hubs/build/plans/${plan.planId}/events?${v}`;
  await world.call('POST', path, { body: { name: 'JobCompleted', jobId, requestId, result: 'succeeded' } });
}

test('a job is given a token as a secret variable and as the connection to its server', async () => {
  await using world = await World.open();
  const { job, token } = await takenJob(world);
  const connection = job.resources.endpoints.find(({ name }) => name === 'SystemVssConnection');
  assert.deepEqual(connection?.authorization, { scheme: 'OAuth', parameters: { AccessToken: token } });
  assert.ok(job.mask.some(({ value }) => value === 'system.accessToken'));
  const who = await world.call('GET', '/_apis/connectionData?api-version=7.1-preview', { authorization: basic(token) });
  const { authenticatedUser } = who.json<{ authenticatedUser: { providerDisplayName: string } }>();
  assert.equal(authenticatedUser.providerDisplayName, 'oracle Build Service (fabrikam)');
});

test('a token of a job allows what a job does, and nothing beyond', async () => {
  await using world = await World.open();
  const { token } = await takenJob(world);
  assert.equal(await status(world, token, runs), 200);
  assert.equal(await status(world, token, '/_apis/projects'), 200);
  assert.equal(await status(world, token, '/oracle/_apis/distributedtask/variablegroups'), 401);
  assert.equal(await status(world, token, '/_apis/distributedtask/pools'), 401);
  assert.equal(await status(world, token, '/_apis/tokens/pats?api-version=7.1-preview'), 401);
});

test('a token of a job is good in its own project alone', async () => {
  await using world = await World.open();
  const { token } = await takenJob(world);
  const other = { id: '6a3e4b1c-0000-4000-8000-00000000000b', name: 'other', description: '', createdAt: 0 };
  await world.stores.catalogue.addProject('fabrikam', other as never);
  assert.equal(await status(world, token, '/other/_apis/pipelines'), 401);
  assert.equal(await status(world, token, `/${other.id}/_apis/pipelines`), 401);
  for (const own of ['oracle', 'ORACLE', world.project.id.toUpperCase()])
    assert.equal(await status(world, token, `/${own}/_apis/pipelines`), 200, own);
  assert.equal(await status(world, token, '/_apis/build/builds/1'), 200);
});

test('a token of a job ends with the job', async () => {
  await using world = await World.open();
  const { job, token } = await takenJob(world);
  assert.equal(await status(world, token, runs), 200);
  await finish(world, job);
  assert.equal(await status(world, token, runs), 401);
});

test('a token of a job does not administer pipelines, nor what is beyond its project', async () => {
  await using world = await World.open();
  const { token } = await takenJob(world);
  const hooks = '/_apis/hooks/subscriptions';
  const subscription = {
    ...{ publisherId: 'tfs', eventType: 'build.complete', consumerId: 'webHooks', consumerActionId: 'httpRequest' },
    publisherInputs: {},
    consumerInputs: { url: 'https://example.com/' },
  };
  const made = await world.call('POST', `${hooks}?${v}`, { body: subscription });
  const one = `${hooks}/${made.json<{ id: string }>().id}`;
  const definition = '/oracle/_apis/build/definitions/21';
  for (const [method, path, body] of [
    ['GET', hooks],
    ['GET', `${one}/notifications`],
    ['POST', hooks, subscription],
    ['POST', '/_apis/hooks/testnotifications', { details: subscription }],
    ['DELETE', one],
    ['PUT', `${definition}/tags/a`],
    ['DELETE', definition],
    ['DELETE', '/oracle/_apis/build/builds/1'],
    ['PATCH', '/oracle/_apis/build/retention', { runRetention: { value: 31 } }],
    ['PUT', '/oracle/_apis/build/folders?path=f', { path: 'f' }],
  ] as const)
    assert.equal(await status(world, token, withVersion(path), method, body), 401, `${method} ${path}`);
  assert.equal((await world.call('GET', one)).statusCode, 200);
  for (const [method, path, body] of [
    ['PUT', '/oracle/_apis/build/builds/1/tags/a'],
    ['POST', runs, {}],
  ] as const)
    assert.equal(await status(world, token, withVersion(path), method, body), 200, `${method} ${path}`);
});

test('a token of a job sees its own project alone where all are listed', async () => {
  await using world = await World.open();
  const { token } = await takenJob(world);
  const other = { id: '6a3e4b1c-0000-4000-8000-00000000000b', name: 'other', description: '', createdAt: 0 };
  await world.stores.catalogue.addProject('fabrikam', other as never);
  for (const path of ['/_apis/projects', '/_apis/teams']) {
    const count = async (authorization: string) =>
      (await world.call('GET', withVersion(path, '7.1-preview'), { authorization })).json<{ count: number }>().count;
    assert.deepEqual([await count(basic(token)), await count(basic('all'))], [1, 2], path);
  }
});

test('a token of a job adds artifacts to its own run alone', async () => {
  await using world = await World.open();
  const { token } = await takenJob(world);
  const { key: another } = await world.queue();
  const body = { name: 'a', resource: { type: 'FilePath', data: '/srv' } };
  const add = (build: number) =>
    status(world, token, `/oracle/_apis/build/builds/${build}/artifacts?${v}`, 'POST', body);
  assert.deepEqual([await add(1), await add(another.runId)], [200, 401]);
});

function withVersion(path: string, version = '7.2-preview'): string {
  return `${path}${path.includes('?') ? '&' : '?'}api-version=${version}`;
}

test('a token of a job ends when its agent is lost, and after a week', async () => {
  await using world = await World.open();
  const { job, token } = await takenJob(world);
  const held = await world.stores.queue.get('fabrikam', job.requestId);
  assert.ok(held);
  await world.orchestrator.loseJob(held, 'a');
  assert.equal(await status(world, token, runs), 401);
  const { token: second } = await takenJob(world);
  assert.equal(await status(world, second, runs), 200);
  world.clock.at += jobTokenMs;
  assert.equal(await status(world, second, runs), 401);
});

test('a token of a job that was altered, or signed by another server, is none', async () => {
  await using world = await World.open();
  const { token } = await takenJob(world);
  const [head = '', claims = '', signature = ''] = token.split('.');
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as object;
  const wider = Buffer.from(JSON.stringify({ ...said, exp: 9_999_999_999 })).toString('base64url');
  const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  for (const altered of [
    `${head}.${wider}.${signature}`,
    `${unsigned}.${claims}.`,
    `${unsigned}.${claims}.${signature}`,
    `${head}.${claims}.${signature.slice(1)}`,
  ]) {
    assert.equal(await status(world, altered, runs), 401, altered);
  }
});

test('a token of a job gets no ticket to a secure file', async () => {
  await using world = await World.open();
  const { token } = await takenJob(world);
  const file = await world.services.resources.secureFiles.add(world.project.id, 'k', Buffer.from('k'), {
    id: 'i',
    displayName: 'd',
    uniqueName: 'u',
  });
  const path = `/oracle/_apis/distributedtask/securefiles/${file.id}?includeDownloadTicket=true&api-version=7.1-preview`;
  const asJob = await world.call('GET', path, { authorization: basic(token) });
  assert.deepEqual([asJob.statusCode, 'ticket' in asJob.json<object>()], [200, false]);
  assert.ok('ticket' in (await world.call('GET', path)).json<object>());
});
