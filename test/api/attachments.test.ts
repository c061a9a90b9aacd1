import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { attachmentBytes } from '../../src/base/limits.ts';
import { World } from './support/world.ts';

const octets = { 'content-type': 'application/octet-stream' };

/** A run with a plan, and the address of one of its records. */
async function worldWithRun() {
  const world = await World.open();
  const { key } = await world.queue();
  const planId = (await world.orchestrator.state(key))?.queued.planId;
  const [timelineId, recordId] = [randomUUID(), randomUUID()];
  const plan = `/${world.project.id}/_apis/distributedtask/hubs/build/plans/${planId}`;
  const record = `${plan}/timelines/${timelineId}/records/${recordId}`;
  return { world, record, timelineId, recordId, build: `/oracle/_apis/build/builds/${key.runId}` };
}

test('an attachment is listed by its type, in any case, and read as it was put', async () => {
  const { world, record, timelineId, recordId, build } = await worldWithRun();
  await using _ = world;
  const name = 'a b.md';
  const put = await world.call('PUT', `${record}/attachments/My.Type/${encodeURIComponent(name)}?api-version=7.1`, {
    body: Buffer.from('first'),
    headers: octets,
  });
  assert.equal(put.statusCode, 200, put.body);
  assert.deepEqual(put.json(), { timelineId, recordId, type: 'My.Type', name });
  await world.call('PUT', `${record}/attachments/My.Type/${encodeURIComponent(name)}?api-version=7.1`, {
    body: Buffer.from('# second\n'),
    headers: octets,
  });
  await world.call('PUT', `${record}/attachments/other/x?api-version=7.1`, { body: Buffer.from('x'), headers: octets });
  const list = (await world.call('GET', `${build}/attachments/my.type`)).json<{
    count: number;
    value: { name: string; _links: { self: { href: string } } }[];
  }>();
  assert.deepEqual([list.count, list.value[0]?.name], [1, name]);
  const { pathname } = new URL(list.value[0]?._links.self.href ?? '');
  const read = await world.call('GET', pathname.replace(/^\/[^/]+/, ''));
  assert.equal(read.body, '# second\n');
  assert.equal(read.headers['content-disposition'], 'attachment');
});

test('what is not attached is not found, and what is too large is refused', async () => {
  const { world, record, timelineId, recordId, build } = await worldWithRun();
  await using _ = world;
  const missing = await world.call('GET', `${build}/${timelineId}/${recordId}/attachments/a/b`);
  assert.equal(missing.statusCode, 404);
  const large = { body: Buffer.alloc(attachmentBytes + 1), headers: octets };
  assert.equal((await world.call('PUT', `${record}/attachments/a/b?api-version=7.1`, large)).statusCode, 413);
  assert.deepEqual((await world.call('GET', `${build}/attachments/a`)).json(), { count: 0, value: [] });
});
