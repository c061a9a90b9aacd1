import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { hookAnswerBytes } from '../../src/base/limits.ts';
import { hookSender } from '../../src/main/hook-sender.ts';

const request = { headers: { 'x-key': 'v' }, body: '{"a":"ä"}', acceptUntrustedCerts: false };

async function receiver(listener: RequestListener): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer(listener);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

for (const host of ['127.0.0.1', '[::1]', 'localhost', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '0']) {
  test(`nothing is sent to ${host} unless it is allowed`, async () => {
    let came = 0;
    await using server = await receiver((_, response) => {
      came += 1;
      response.end();
    });
    const answer = await hookSender().send({ ...request, url: `http://${host}:${server.port}/` });
    assert.equal(answer.kind, 'refused');
    assert.equal(came, 0);
  });
}

test('a request arrives whole, and its answer comes back', async () => {
  let heard = '';
  await using server = await receiver(async (message, response) => {
    for await (const piece of message) heard += String(piece);
    response.writeHead(202, { 'x-answer': 'yes' }).end(`${message.method} ${message.headers['x-key']}`);
  });
  const answer = await hookSender({ allowPrivate: true }).send({ ...request, url: `http://127.0.0.1:${server.port}/` });
  assert.equal(heard, request.body);
  assert.ok(answer.kind === 'answered');
  assert.deepEqual([answer.status, answer.body], [202, 'POST v']);
  assert.match(answer.headers, /x-answer: yes/);
});

test('a redirect is not followed', async () => {
  let came = 0;
  await using server = await receiver((_, response) => {
    came += 1;
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  const answer = await hookSender({ allowPrivate: true }).send({ ...request, url: `http://127.0.0.1:${server.port}/` });
  assert.ok(answer.kind === 'answered');
  assert.deepEqual([answer.status, came], [307, 1]);
});

test('a receiver that never answers, or never ends its answer, is given up on', async () => {
  for (const listener of [() => {}, (_: unknown, response: { write(text: string): void }) => response.write('x')]) {
    await using server = await receiver(listener as RequestListener);
    const sender = hookSender({ allowPrivate: true, timeoutMs: 100 });
    const answer = await sender.send({ ...request, url: `http://127.0.0.1:${server.port}/` });
    assert.deepEqual(answer, { kind: 'unreachable', message: 'No answer within 0.1 seconds.' });
  }
});

test('of a long answer only the beginning is read', async () => {
  await using server = await receiver((_, response) => response.end('y'.repeat(hookAnswerBytes * 20)));
  const answer = await hookSender({ allowPrivate: true }).send({ ...request, url: `http://127.0.0.1:${server.port}/` });
  assert.ok(answer.kind === 'answered');
  assert.equal(answer.body.length, hookAnswerBytes);
});
