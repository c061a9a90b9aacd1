import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import type { EndpointExecution, EndpointProxyResult } from '../../src/wire/endpoint-proxy.ts';
import { basic, someone, World } from './support/world.ts';

const proxy = '/oracle/_apis/serviceendpoint/endpointproxy';
const v = 'api-version=7.1';

type Place = { readonly world: World; readonly id: string; readonly url: string; readonly asked: string[] };

/** A service connection to a real server, whose answers are a list of two. */
async function withConnection(use: (place: Place) => Promise<void>, answer?: RequestListener): Promise<void> {
  const asked: string[] = [];
  const listed: RequestListener = (request, response) => {
    let body = '';
    request.on('data', piece => {
      body += piece;
    });
    request.on('end', () => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization} ${body}`.trim());
      response.end(
        JSON.stringify({
          value: [
            { id: 1, name: 'one' },
            { id: 2, name: 'two' },
          ],
        }),
      );
    });
  };
  const server = createServer(answer ?? listed);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    await using world = await World.open();
    world.reach.allowPrivateAddresses = true;
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`;
    const projects = [{ projectId: world.project.id, name: 'hub', description: '' }];
    const parameters = { username: 'u', password: 'p' };
    const draft = { type: 'generic', url, data: {}, scheme: 'UsernamePassword', parameters, projects };
    const { id } = await world.services.resources.endpoints.add(draft, someone);
    await use({ world, id, url, asked });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function execute({ world, id }: Place, details: object): Promise<EndpointProxyResult> {
  const answer = await world.call('POST', `${proxy}?endpointId=${id}&${v}`, { body: details });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<EndpointProxyResult>();
}

const signedIn = `Basic ${Buffer.from('u:p').toString('base64')}`;

test('a request is made with the credentials of the connection, and what was selected comes back', () =>
  withConnection(async place => {
    const dataSourceDetails = {
      dataSourceUrl: '{{{endpoint.url}}}/list?of={{kind}}',
      parameters: { kind: 'x' },
      requestVerb: 'POST',
      requestContent: '{"kind":"$(kind)"}',
      resultSelector: 'jsonpath:$.value[*]',
    };
    const resultTransformationDetails = { resultTemplate: '{"Value":"{{id}}","DisplayValue":"{{name}}"}' };
    const result = await execute(place, { dataSourceDetails, resultTransformationDetails });
    assert.deepEqual(result, {
      statusCode: 'ok',
      errorMessage: '',
      result: ['{"Value":"1","DisplayValue":"one"}', '{"Value":"2","DisplayValue":"two"}'],
      callbackContextParameters: {},
      callbackRequired: false,
    });
    assert.deepEqual(place.asked, [`POST /base/list?of=x ${signedIn} {"kind":"x"}`]);
    const whole = await execute(place, { dataSourceDetails: { dataSourceName: 'TestConnection' } });
    assert.equal((whole.result as { value: unknown[] }).value.length, 2);
    assert.equal(place.asked[1], `GET /base ${signedIn}`);
  }));

test('a query is answered with texts', () =>
  withConnection(async ({ world, id, url }) => {
    const binding = { endpointId: id, endpointUrl: `${url}/x`, resultSelector: '$.value[*].name' };
    const answer = await world.call('POST', `${proxy}?${v}`, { body: binding });
    assert.deepEqual(answer.json(), { count: 2, value: ['one', 'two'] });
  }));

test('credentials leave for the address of the connection alone', () =>
  withConnection(async place => {
    const { world, id, url, asked } = place;
    for (const dataSourceUrl of [
      'http://example.com/',
      `${url}@example.com/`,
      `${url}x`,
      `${url}/../other`,
      `${url}/%2e%2e/other`,
      '{{other}}',
    ]) {
      const answer = await world.call('POST', `${proxy}?endpointId=${id}&${v}`, {
        body: { dataSourceDetails: { dataSourceUrl } },
      });
      assert.equal(answer.statusCode, 400, dataSourceUrl);
    }
    const elsewhere = { serviceEndpointDetails: { url: 'http://example.com' } };
    assert.equal((await world.call('POST', `${proxy}?endpointId=${id}&${v}`, { body: elsewhere })).statusCode, 400);
    assert.deepEqual(asked, []);
  }));

test('a private address is not called, and no secret is told', () =>
  withConnection(async place => {
    place.world.reach.allowPrivateAddresses = false;
    const dataSourceDetails = { dataSourceName: 'TestConnection' };
    const { statusCode, errorMessage, result } = await execute(place, { dataSourceDetails });
    assert.deepEqual([statusCode, result], ['badGateway', null]);
    assert.match(errorMessage, /private address/);
    const answer = await place.world.call('POST', `${proxy}?${v}`, {
      body: { endpointId: place.id, ...dataSourceDetails },
    });
    assert.equal(answer.json<ErrorEnvelope>().typeKey, 'ServiceEndpointQueryFailedException');
    assert.deepEqual(place.asked, []);
  }));

test('what is answered with an error, or is no JSON, is said', () =>
  withConnection(
    async place => {
      const dataSourceDetails = { dataSourceName: 'TestConnection', resultSelector: '$.x' };
      const { statusCode, errorMessage } = await execute(place, { dataSourceDetails });
      assert.equal(statusCode, 'unauthorized');
      assert.match(errorMessage, /status 401/);
      for (const [details, message] of [
        [{ dataSourceUrl: '{{endpoint.url}}/text', resultSelector: '$.x' }, /no JSON/],
        [{ dataSourceUrl: '{{endpoint.url}}/text', resultSelector: 'xpath://a' }, /begins with jsonpath/],
        [{ dataSourceName: 'Projects' }, /no data source 'Projects'/],
      ] as const) {
        const body = { dataSourceDetails: details };
        const answer = await place.world.call('POST', `${proxy}?endpointId=${place.id}&${v}`, { body });
        assert.equal(answer.statusCode, 400);
        assert.match(answer.json<ErrorEnvelope>().message, message);
      }
      const missing = await place.world.call('POST', `${proxy}?endpointId=${crypto.randomUUID()}&${v}`, { body: {} });
      assert.equal(missing.statusCode, 404);
    },
    (request, response) => {
      response.statusCode = request.url === '/base/text' ? 200 : 401;
      response.end(request.url === '/base/text' ? '"plain' : '{}');
    },
  ));

test('the history of a connection has the jobs that used it, newest first and in pages', async () => {
  await using world = await World.open();
  const projects = [{ projectId: world.project.id, name: 'hub', description: '' }];
  const draft = { type: 'generic', url: 'https://example.com', data: {}, scheme: 'None', parameters: {}, projects };
  const { id } = await world.services.resources.endpoints.add(draft, someone);
  const pipeline = { id: 21, name: 'dependencies' };
  const jobs: string[] = [];
  for (const result of ['succeeded', 'failed'] as const) {
    const { key, name } = await world.queue();
    const job = (await world.orchestrator.timeline(key)).find(({ type }) => type === 'Job');
    jobs.push(job?.id ?? '');
    const use = { endpointId: id, projectId: world.project.id, jobId: jobs.at(-1) ?? '', pipeline };
    for (let times = 0; times < 2; times += 1)
      await world.services.resources.endpointUses.record({ ...use, run: { id: key.runId, name } });
    await world.finish(key, result);
  }
  const path = `/oracle/_apis/serviceendpoint/${id}/executionhistory`;
  const first = await world.call('GET', `${path}?top=1`);
  const read = (answer: typeof first) => answer.json<{ value: EndpointExecution[] }>().value;
  assert.deepEqual(
    read(first).map(({ data }) => [data.result, data.definition.name]),
    [['failed', 'dependencies']],
  );
  const next = await world.call('GET', `${path}?continuationToken=${first.headers['x-ms-continuationtoken']}`);
  assert.deepEqual(
    read(next).map(({ data }) => data.result),
    ['succeeded'],
  );
  await world.addToken('reader', ['vso.serviceendpoint']);
  assert.equal((await world.call('GET', path, { authorization: basic('reader') })).statusCode, 200);
});
