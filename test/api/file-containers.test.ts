import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import * as azdev from 'azure-devops-node-api';
import { FileContainers } from '../../src/artifacts/file-containers.ts';
import { contentChunkBytes, unnamedContentMs } from '../../src/base/limits.ts';
import { collectContent } from '../../src/main/retention.ts';
import type { AgentJobRequest, TaskAgentMessage, TaskAgentSession } from '../../src/wire/agent-protocol.ts';
import type { FileContainer } from '../../src/wire/artifacts.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import { associate, digest, listed, put, v, zipOf } from './support/containers.ts';
import { basic, organization, World } from './support/world.ts';

test('the container of a build is found by its address, and is of its project alone', async () => {
  await using world = await World.open();
  const row = await world.queue();
  const uri = `vstfs:///Build/Build/${row.key.runId}`;
  const list = await world.call('GET', `/_apis/resources/Containers?artifactUris=${encodeURIComponent(uri)}&${v}`);
  const [container] = list.json<{ value: FileContainer[] }>().value;
  assert.deepEqual([container?.id, container?.artifactUri], [row.key.runId, uri]);
  const path = `/_apis/resources/Containers/${row.key.runId}`;
  const other = '6a3e4b1c-0000-4000-8000-00000000000b';
  const foreign = await world.call('PUT', `${path}?itemPath=drop/a&scope=${other}&${v}`, { body: Buffer.from('x') });
  assert.deepEqual([foreign.statusCode, foreign.json<ErrorEnvelope>().typeKey], [404, 'ContainerNotFoundException']);
  assert.equal(
    (await put(world, { key: { organization, runId: 99_999 } }, 'drop/a', Buffer.from('x'))).statusCode,
    404,
  );
  assert.equal((await world.call('DELETE', `${path}?itemPath=drop/a&${v}`)).statusCode, 404);
});

/** A job that an agent has taken, and its token. */
async function takenJob(world: World, name: string) {
  const pool = '/_apis/distributedtask/pools/1';
  await world.call('POST', `${pool}/agents?api-version=7.1`, {
    body: { name, version: '4.0.0', systemCapabilities: {} },
  });
  const body = { ownerName: 'o', agent: { name } };
  const session = (await world.call('POST', `${pool}/sessions?api-version=7.1`, { body })).json<TaskAgentSession>();
  const message = await world.call('GET', `${pool}/messages?sessionId=${session.sessionId}`);
  const job = JSON.parse(message.json<TaskAgentMessage>().body) as AgentJobRequest;
  assert.equal(job.variables['build.containerId']?.value, job.variables['build.buildId']?.value);
  return { job, token: job.variables['system.accessToken']?.value ?? '' };
}

test('a job puts files with its own token into the container of its run, and of no other', async () => {
  await using world = await World.open();
  const [own, other] = [await world.queue(), await world.queue()];
  const { token } = await takenJob(world, 'a');
  assert.equal((await put(world, own, 'drop/a', Buffer.from('x'), { token })).statusCode, 201);
  assert.equal((await put(world, other, 'drop/a', Buffer.from('x'), { token })).statusCode, 401);
  const remove = `/_apis/resources/Containers/${other.key.runId}?itemPath=drop/a&${v}`;
  assert.equal((await world.call('DELETE', remove, { authorization: basic(token) })).statusCode, 401);
  await world.addToken('reader', ['vso.build']);
  assert.equal((await put(world, own, 'drop/b', Buffer.from('x'), { token: 'reader' })).statusCode, 401);
  await world.addToken('builder', ['vso.build_execute']);
  assert.equal((await put(world, other, 'drop/b', Buffer.from('x'), { token: 'builder' })).statusCode, 201);
});

test('a job makes the timelines of its own plan with its own token, and of no other', async () => {
  await using world = await World.open();
  const [own, other] = [await world.queue(), await world.queue()];
  const { job, token } = await takenJob(world, 'a');
  assert.equal(job.plan.planId, own.planId);
  const id = crypto.randomUUID();
  const make = (planId: string) => {
    const path = `/${own.projectId}/_apis/distributedtask/hubs/build/plans/${planId}/timelines?api-version=7.1`;
    return world.call('POST', path, { body: { id }, authorization: basic(token) });
  };
  assert.deepEqual((await make(own.planId)).json(), { id, changeId: 1, location: null });
  assert.equal((await make(other.planId)).statusCode, 404);
  assert.equal((await make(crypto.randomUUID())).statusCode, 404);
});

test('a server that starts anew goes on with what another had begun', async () => {
  await using world = await World.open();
  const row = await world.queue();
  assert.equal((await put(world, row, 'drop/a', Buffer.from('begun '), { range: '0-5/13' })).statusCode, 202);
  const { stores, clock } = world;
  const containers = new FileContainers({ ...stores, artifacts: world.kept.artifacts, clock });
  const upload = { path: 'drop/a', part: { start: 6, end: 12, total: 13 }, isGzip: false };
  const item = await containers.put(row.key, upload, Readable.from([Buffer.from('and'), Buffer.from(' end')]));
  assert.equal(item.content?.sizeBytes, 13);
  await associate(world, row, 'drop');
  assert.deepEqual(await zipOf(world, row, 'drop'), { 'drop/a': digest(Buffer.from('begun and end')) });
});

test('of two who put one file at the same time, one is refused, and one file is kept whole', async () => {
  await using world = await World.open();
  const row = await world.queue();
  const texts = Array.from({ length: 8 }, (_, index) => Buffer.from(`text ${index}`));
  const answers = await Promise.all(texts.map(text => put(world, row, 'drop/a', text)));
  const statuses = answers.map(({ statusCode }) => statusCode);
  assert.ok(statuses.includes(201), `${statuses}`);
  assert.ok(
    statuses.every(status => status === 201 || status === 409),
    `${statuses}`,
  );
  const names = Array.from({ length: 12 }, (_, index) => `drop/of-${index}`);
  for (const { statusCode } of await Promise.all(names.map(name => put(world, row, name, Buffer.from(name)))))
    assert.equal(statusCode, 201, 'different files do not hinder each other');
});

test('what no artifact names goes after a day, with its content; what one names stays', async () => {
  await using world = await World.open();
  // Blobs have times of the machine's clock.
  world.clock.at = Date.now();
  const row = await world.queue();
  const named = Buffer.from('named');
  await put(world, row, 'drop/a', named);
  await put(world, row, 'lost/b', Buffer.from('lost'));
  await put(world, row, 'lost/c', Buffer.from('pending'), { range: '0-6/9' });
  await associate(world, row, 'drop');
  assert.equal(await collectContent(world.services, world.clock), 0, 'it is too early');
  assert.equal((await listed(world, row, '')).length, 5);
  world.clock.at += unnamedContentMs + 60_000;
  const removed = await collectContent(world.services, world.clock);
  assert.equal(removed, 2);
  assert.deepEqual(await listed(world, row, ''), ['folder drop created', 'file drop/a created']);
  assert.deepEqual(await zipOf(world, row, 'drop'), { 'drop/a': digest(named) });
});

test('a container goes with its run', async () => {
  await using world = await World.open();
  const row = await world.queue();
  await put(world, row, 'drop/a', Buffer.from('x'));
  await world.finish(row.key, 'succeeded');
  assert.equal(
    (await world.call('DELETE', `/oracle/_apis/build/builds/${row.key.runId}?api-version=7.1`)).statusCode,
    204,
  );
  assert.deepEqual(await Array.fromAsync(world.kept.containers.items(row.key)), []);
  assert.equal((await put(world, row, 'drop/a', Buffer.from('x'))).statusCode, 404);
});

test('an upload that breaks off is no fault of the server, and leaves nothing', async () => {
  await using world = await World.open();
  const row = await world.queue();
  const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
  const path = `/${organization}/_apis/resources/Containers/${row.key.runId}?itemPath=drop/a&${v}`;
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`PUT ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${basic('all')}\r\nContent-Length: 100\r\n\r\nhalf`);
  // The next request says that the first one is being read.
  await world.call('GET', '/_apis/projects');
  socket.destroy();
  await once(socket, 'close');
  assert.deepEqual(await listed(world, row, ''), []);
  assert.deepEqual(world.faults, []);
});

test('the official client puts files, lists and reads them, and removes them', async () => {
  await using world = await World.open();
  const row = await world.queue();
  const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
  const handler = azdev.getPersonalAccessTokenHandler('all');
  const client = new azdev.WebApi(`http://127.0.0.1:${port}/${organization}`, handler);
  const containers = await client.getFileContainerApi();
  const { runId } = row.key;
  const scope = row.projectId;
  const [container] = await containers.getContainers(scope, `vstfs:///Build/Build/${runId}`);
  assert.equal(container?.id, runId);
  // Longer than the parts in which the client sends it; where a piece goes beyond a part the client forgets the rest.
  const bytes = randomBytes(17 * contentChunkBytes);
  const pieces = Array.from({ length: 17 }, (_, at) =>
    bytes.subarray(at * contentChunkBytes, (at + 1) * contentChunkBytes),
  );
  const item = await containers.createItem(Readable.from(pieces), bytes.length, runId, 'drop/big', scope, {});
  assert.equal(item.fileLength, bytes.length);
  const packed = gzipSync(Buffer.from('hello'.repeat(1000)));
  const options = { isGzipped: true, compressedLength: packed.length };
  await containers.createItem(Readable.from([packed]), 5_000, runId, 'drop/a.txt', scope, options);
  const items = await containers.getItems(runId, scope, 'drop');
  assert.deepEqual(
    items.map(({ path, fileLength }) => [path, fileLength]),
    [
      ['drop', undefined],
      ['drop/a.txt', 5_000],
      ['drop/big', bytes.length],
    ],
  );
  const read = await containers.getItem(runId, scope, 'drop/a.txt', 'a.txt');
  assert.ok(read.result);
  assert.equal((await buffer(read.result)).length, 5_000);
  await containers.deleteItem(runId, 'drop/a.txt', scope);
  const build = await client.getBuildApi();
  const resource = { type: 'Container', data: `#/${runId}/drop` };
  await build.createArtifact({ name: 'drop', resource }, 'oracle', runId);
  assert.deepEqual(await zipOf(world, row, 'drop'), { 'drop/big': digest(bytes) });
});
