import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { restCallAnswerBytes } from '../../src/base/limits.ts';
import { restCalls } from '../../src/main/rest-calls.ts';
import { organization, someone, World } from '../api/support/world.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Calls a server of the test's own over an endpoint. */
async function called(
  answer: Answer,
  { host = '127.0.0.1', allow = true, scheme = 'None', parameters = {} as Record<string, string> } = {},
) {
  await using world = await World.open();
  const server = createServer(answer);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const projects = [{ projectId: world.project.id, name: 'hook', description: '' }];
    const draft = { type: 'generic', url: `http://${host}:${port}/base`, data: {}, scheme, parameters, projects };
    const { id } = await world.services.resources.endpoints.add(draft, someone);
    const calls = restCalls(world.services.resources, world.secrets, { allowPrivateAddresses: allow });
    assert.equal(await calls.isKnown(organization, world.project.id, 'HOOK'), true);
    assert.equal(await calls.isKnown(organization, world.project.id, 'other'), false);
    const job = { jobId: 'j', pipeline: { id: 21, name: 'p' }, run: { id: 1, name: '1' } };
    const place = { organization, projectId: world.project.id, job };
    const call = { ...place, connection: 'hook', method: 'POST', urlSuffix: '/x?y=z' };
    const headers = { 'content-type': 'application/json' };
    const answered = await calls.call({ ...call, headers, body: '{"ä":1}' }, AbortSignal.timeout(30_000));
    assert.deepEqual(
      (await world.services.resources.endpointUses.list(id, 9)).map(use => use.run),
      [job.run],
    );
    return answered;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const schemes: readonly (readonly [scheme: string, parameters: Record<string, string>, expected: string])[] = [
  ['UsernamePassword', { username: 'u', password: 'p' }, `Basic ${Buffer.from('u:p').toString('base64')}`],
  ['Token', { apitoken: 't' }, 'Bearer t'],
  ['None', {}, ''],
];

for (const [scheme, parameters, expected] of schemes) {
  test(`a call over an endpoint of the scheme ${scheme} is signed in as it says`, async () => {
    const echo: Answer = (request, response) => {
      const { url = '', method = '', headers } = request;
      request.on('data', body => response.end(`${method} ${url} ${headers.authorization ?? ''} ${body}`));
    };
    const { status, body } = await called(echo, { scheme, parameters });
    assert.equal(status, 200);
    assert.equal(body, `POST /base/x?y=z ${expected} {"ä":1}`);
  });
}

test('a redirect is an answer, and is not followed', async () => {
  const elsewhere: Answer = (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end();
  assert.equal((await called(elsewhere)).status, 302);
});

test('an answer that is too long is refused', async () => {
  const long: Answer = (_request, response) => response.end(Buffer.alloc(restCallAnswerBytes + 1));
  await assert.rejects(called(long), /longer than/);
});

for (const host of ['127.0.0.1', 'localhost']) {
  test(`a call to ${host} is refused unless private addresses are allowed`, async () => {
    let wasReached = false;
    const reached: Answer = (_request, response) => {
      wasReached = true;
      response.end();
    };
    await assert.rejects(called(reached, { host, allow: false }), /is at a private address/);
    assert.equal(wasReached, false);
  });
}
