import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { type Millrace, startMillrace } from '../../src/main/library.ts';
import { hasStored, LiveClient, type LivePlace } from '../api/support/live-client.ts';
import { eventually } from '../e2e/millrace-process.ts';
import { Random } from '../simulation/random.ts';

const yaml = `trigger: none
jobs:
- job: one
  steps:
  - checkout: none
  - bash: a
    displayName: First
  - bash: b
    displayName: Second
- job: two
  steps:
  - checkout: none
  - bash: c
    displayName: Third
`;

/** A run with two jobs under way; more lines are logged into their last steps. */
async function runningRun(millrace: Millrace): Promise<LivePlace & { readonly runId: number }> {
  await millrace.fixtures.pipeline({ project: 'Fiber', name: 'ci', yaml });
  const { key } = await millrace.fixtures.run({
    project: 'Fiber',
    pipeline: 'ci',
    jobs: {
      one: { state: 'inProgress', logs: { First: ['first 1', 'first 2'], Second: ['second 1'] } },
      two: { state: 'inProgress', logs: { Third: ['third 1'] } },
    },
  });
  return { url: millrace.url, token: millrace.token, build: String(key.runId), runId: key.runId };
}

async function cancel(millrace: Millrace, { url, token, build }: LivePlace): Promise<void> {
  const answer = await fetch(`${url}/Fiber/_apis/build/builds/${build}?api-version=7.1`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ status: 'cancelling' }),
  });
  assert.equal(answer.status, 200);
  await millrace.clock.advance(3_600_000);
}

test('whoever follows a run gets every line once: from the beginning, from the middle, over and over again', async () => {
  await using millrace = await startMillrace();
  const place = await runningRun(millrace);
  const log = (step: string, ...lines: string[]) => millrace.fixtures.lines({ runId: place.runId, step, lines });
  const early = new LiveClient(place);
  const followed = early.follow();
  await eventually(
    async () => early.lineCount,
    count => count === 4,
  );
  const restless = new LiveClient(place);
  for (let round = 1; round <= 20; round += 1) {
    const before = restless.lineCount;
    await log('Second', `second ${round} — ünïcode`, 'with\ttabs', '');
    await log('Third', `third ${round}`);
    if (round % 4 === 0) await restless.read(await restless.open(), () => restless.lineCount > before);
  }
  const late = new LiveClient(place);
  const lateFollowed = late.follow();
  const last = restless.follow();
  await eventually(
    async () => late.lineCount,
    count => count === 84,
  );
  await log('Third', 'the last line');
  await cancel(millrace, place);
  await Promise.all([followed, lateFollowed, last]);
  for (const client of [early, late, restless]) {
    await hasStored(client, place);
    assert.deepEqual([client.end?.status, client.end?.result], ['completed', 'canceled']);
    assert.equal(client.states.at(-1)?.result, 'canceled');
    assert.ok([...client.records.values()].every(({ type, state }) => type !== 'Job' || state === 'completed'));
  }
  const again = await early.open();
  assert.equal(again.statusCode, 204, 'who has everything is told that there is nothing');
  again.resume();
  const afterwards = new LiveClient(place);
  await afterwards.follow();
  await hasStored(afterwards, place);
});

test('a connection that is cut at any byte goes on behind the last whole event', async () => {
  await using millrace = await startMillrace();
  const place = await runningRun(millrace);
  const random = new Random(145);
  const clients = Array.from({ length: 5 }, () => new LiveClient(place));
  let isOver = false;
  const follow = async (client: LiveClient): Promise<void> => {
    while (client.end === undefined) {
      const answer = await client.open();
      if (answer.statusCode === 204) return void answer.resume();
      await client.read(answer, undefined, isOver ? undefined : 1 + random.below(12_000));
    }
  };
  const following = clients.map(follow);
  for (let round = 0; round < 300; round += 1) {
    const lines = Array.from(
      { length: random.below(20) },
      (_, index) => `${round}.${index} ${'ß'.repeat(random.below(99))}`,
    );
    await millrace.fixtures.lines({ runId: place.runId, step: round % 3 === 0 ? 'Third' : 'Second', lines });
  }
  isOver = true;
  await cancel(millrace, place);
  await Promise.all(following);
  for (const client of clients) await hasStored(client, place);
});

test('who stops reading holds up nobody, takes no memory, and gets every line when he goes on', async () => {
  await using millrace = await startMillrace();
  const place = await runningRun(millrace);
  const slow = new LiveClient(place);
  const standing = await slow.open();
  standing.pause();
  const quick = [new LiveClient(place), new LiveClient(place)];
  const followed = quick.map(client => client.follow());
  await eventually(
    async () => Math.min(...quick.map(({ lineCount }) => lineCount)),
    count => count === 4,
  );
  const line = 'x'.repeat(100);
  for (let round = 0; round < 100; round += 1) {
    const lines = Array.from({ length: 1000 }, (_, index) => `${round * 1000 + index} ${line}`);
    await millrace.fixtures.lines({ runId: place.runId, step: 'Second', lines });
  }
  await eventually(
    async () => Math.min(...quick.map(({ lineCount }) => lineCount)),
    count => count === 100_004,
  );
  assert.equal(slow.lineCount, 0);
  const read = slow.read(standing);
  await cancel(millrace, place);
  await Promise.all([...followed, read]);
  for (const client of [...quick, slow]) await hasStored(client, place);
});

test('what is no request to follow a run is refused in the service’s envelope', async () => {
  await using millrace = await startMillrace();
  const { url, token, build } = await runningRun(millrace);
  const ask = (path: string, headers: Record<string, string> = { authorization: `Bearer ${token}` }, method = 'GET') =>
    fetch(`${url}/${path}`, { headers, method, redirect: 'manual' });
  const path = `Fiber/_apis/build/builds/${build}/live`;
  assert.equal((await ask(path, {})).status, 401);
  assert.equal((await ask(path.replace(build, '99'))).status, 404);
  assert.equal((await ask(path.replace('Fiber', 'None'))).status, 404);
  for (const from of ['x', '1:%0A', '0:', `1:${'1.'.repeat(5000)}`]) {
    const answer = await ask(`${path}?from=${from}`);
    assert.equal(answer.status, 400, from);
    assert.equal(((await answer.json()) as { typeKey: string }).typeKey, 'ArgumentException');
  }
  assert.equal((await ask(path, undefined, 'POST')).status, 405);
  const head = await ask(path, undefined, 'HEAD');
  assert.deepEqual([head.status, head.headers.get('content-type')], [200, 'text/event-stream; charset=utf-8']);
  const without = await ask(`_apis/build/builds/${build}/live?from=3:`);
  assert.equal(without.status, 200);
  await without.body?.cancel();
});

test('a server that ends lets go of those who follow, and those who send more than their request do no harm', async () => {
  const millrace = await startMillrace();
  const place = await runningRun(millrace);
  const client = new LiveClient(place);
  const followed = client.follow();
  const { hostname, port, pathname } = new URL(place.url);
  const socket = connect(Number(port), hostname);
  const head = `GET ${pathname}/Fiber/_apis/build/builds/${place.build}/live HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${place.token}\r\n\r\n`;
  socket.write(head);
  let answered = '';
  socket.setEncoding('utf8').on('data', piece => {
    answered += piece;
  });
  await eventually(
    async () => answered,
    text => text.includes('third 1'),
  );
  socket.write(`${head}garbage\r\n\r\n\0\0`.repeat(100));
  await millrace.fixtures.lines({ runId: place.runId, step: 'Third', lines: ['after the garbage'] });
  await eventually(
    async () => answered,
    text => text.includes('after the garbage'),
  );
  assert.equal(answered.match(/HTTP\/1\.1/g)?.length, 1);
  await eventually(
    async () => client.lineCount,
    count => count === 5,
  );
  await millrace[Symbol.asyncDispose]();
  await followed.catch(() => undefined);
  assert.equal(client.end, undefined);
});
