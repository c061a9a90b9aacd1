import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type RequestOptions, request } from 'node:https';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { LiveConnection } from '../../src/api/http/live-connection.ts';
import { LiveConnections } from '../../src/api/http/live-connections.ts';
import type { AnsweredRequest } from '../../src/api/request-observer.ts';
import type { RecordId } from '../../src/base/id.ts';
import { liveBacklogBytes, liveBeatMs, liveConnectionMs, liveStallMs } from '../../src/base/limits.ts';
import type { Follower } from '../../src/run/live-event.ts';
import { certificate } from './support/certificate.ts';
import { basic, organization, World } from './support/world.ts';

/** A connection whose other end takes nothing until it is told to. */
class Standing extends Writable {
  readonly written: string[] = [];
  #waiting: (() => void) | undefined;
  isOpen = false;

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.written.push(bytes.toString());
    if (this.isOpen) done();
    else this.#waiting = done;
  }

  open(): void {
    this.isOpen = true;
    this.#waiting?.();
  }
}

function beats(connection: LiveConnection, count: number): void {
  for (let beat = 0; beat < count; beat += 1) connection.beat();
}

test('a connection that says nothing is kept alive, one that is stuck is cut off, and none is for ever', async () => {
  const quiet = Object.assign(new Standing(), { isOpen: true });
  const connection = new LiveConnection(quiet, () => {});
  connection.take(Buffer.from('line'));
  connection.beat();
  assert.deepEqual(quiet.written, ['line']);
  connection.beat();
  assert.deepEqual(quiet.written, ['line', ':\n\n']);
  beats(connection, liveConnectionMs / liveBeatMs);
  assert.equal(quiet.writableEnded, true);

  const stuck = new Standing();
  const stalled = new LiveConnection(stuck, () => {});
  assert.equal(stalled.take(Buffer.alloc(10)), true);
  assert.equal(stalled.take(Buffer.alloc(liveBacklogBytes)), false);
  beats(stalled, liveStallMs / liveBeatMs);
  assert.equal(stuck.destroyed, false);
  stalled.beat();
  assert.equal(stuck.destroyed, true);
  assert.equal(stalled.isGone, true);
  await stalled.drained();

  const slow = new Standing();
  const late = new LiveConnection(slow, () => {});
  late.take(Buffer.alloc(10));
  beats(late, liveStallMs / liveBeatMs);
  const drained = late.drained();
  slow.open();
  await drained;
  beats(late, 2 + liveStallMs / liveBeatMs);
  assert.equal(slow.destroyed, false);
});

test('a server follows runs for so many and no more, until one leaves', async () => {
  const connections = new LiveConnections(2);
  const left: Follower[] = [];
  const outs = [new Standing(), new Standing()];
  for (const out of outs) connections.add(out, follower => () => left.push(follower));
  assert.equal(connections.isFull, true);
  outs[0]?.destroy();
  await once(outs[0] as Writable, 'close');
  assert.deepEqual([connections.isFull, left.length], [false, 1]);
  connections.close();
  assert.equal(outs[1]?.destroyed, true);
});

/** A run that is over, with one line in the log of its one step. */
async function completedRun(world: World): Promise<number> {
  const { key } = await world.queue();
  const { id: logId } = await world.logs.create(key);
  await world.logs.append(key, logId, Buffer.from('2026-08-12T08:26:45.6800000Z hello\n'));
  const id = '6a3e4b1c-0000-4000-8000-000000000001' as RecordId;
  const record = { id, type: 'Task', name: 'One', state: 'completed', result: 'succeeded', logId } as const;
  await world.orchestrator.handle(key, [{ type: 'changeRecords', at: world.clock.now(), records: [record] }]);
  await world.finish(key, 'succeeded');
  return key.runId;
}

test('a run is followed over TLS, and whoever observes requests hears of it once it is answered', async () => {
  const answered: AnsweredRequest[] = [];
  const observers = [() => (request: AnsweredRequest) => void answered.push(request)];
  await using world = await World.open({ tls: certificate, observers });
  const id = await completedRun(world);
  const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
  const path = `/${organization}/oracle/_apis/build/builds/${id}/live`;
  const options: RequestOptions = { host: 'localhost', port, path, ca: certificate.cert, agent: false };
  const asked = request({ ...options, headers: { authorization: basic('all') } }).end();
  const [answer] = await once(asked, 'response');
  let text = '';
  for await (const piece of answer) text += piece;
  assert.match(
    text,
    /^event: state\n.*\n\nevent: records\n.*\n\nid: \S+\nevent: lines\n.*hello"\]\}\n\nid: \S+\nevent: end\n/s,
  );
  const followed = answered.filter(({ operation }) => operation === 'builds.follow');
  assert.deepEqual(
    followed.map(({ status, user }) => [status, user]),
    [[200, 'some.one@example.com']],
  );
});

test('an answer without a connection of its own is the same', async () => {
  await using world = await World.open();
  const id = await completedRun(world);
  const answer = await world.call('GET', `/oracle/_apis/build/builds/${id}/live`);
  assert.equal(answer.statusCode, 200);
  assert.match(answer.body, /hello"\]\}\n\nid: \S+\nevent: end\n/);
});

test('a token that may not read builds follows none, and discovery lists no such resource', async () => {
  await using world = await World.open();
  const id = await completedRun(world);
  await world.addToken('code', ['vso.code']);
  const path = `/oracle/_apis/build/builds/${id}/live`;
  assert.equal((await world.call('GET', path, { authorization: basic('code') })).statusCode, 401);
  const locations = await world.call('OPTIONS', '/_apis');
  const { value } = locations.json<{ value: { area: string; resourceName: string }[] }>();
  assert.ok(!value.some(({ resourceName }) => /^(live|signalr)$/i.test(resourceName)));
});
