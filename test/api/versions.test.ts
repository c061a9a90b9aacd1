import assert from 'node:assert/strict';
import { test } from 'node:test';
import { World } from './support/world.ts';

const outOfRange = (version: string): string =>
  `The requested REST API version of ${version} is out of range for this server. The latest REST API version this server supports is 7.2.`;
const underPreview = (version: string): string =>
  `The requested version "${version}" of the resource is under preview. The -preview flag must be supplied in the api-version for such requests. For example: "${version}-preview"`;

/** Version as asked, and what the answer echoes; released in 7.1, served up to 7.2, from 5.1, its preview number 2. */
const accepted = [
  ['', '7.1'],
  ['7.1', '7.1'],
  ['6.0', '6.0'],
  ['5.1', '5.1'],
  ['7.1-preview', '7.1-preview'],
  ['7.1-PREVIEW.1', '7.1-preview.1'],
  ['7.2-preview.1', '7.2-preview.1'],
  ['7.2-preview.2', '7.2-preview.2'],
  ['6.0-preview.1', '6.0-preview.1'],
] as const;

const refused = [
  ['99.0', 'VssVersionOutOfRangeException', outOfRange('99.0')],
  ['7.2-preview.4', 'VssVersionOutOfRangeException', outOfRange('7.2-preview.4')],
  ['7.3-preview', 'VssVersionOutOfRangeException', outOfRange('7.3-preview')],
  ['5.0', 'VssVersionOutOfRangeException', outOfRange('5.0')],
  ['seven', 'VssVersionOutOfRangeException', outOfRange('seven')],
  ['7', 'VssVersionOutOfRangeException', outOfRange('7')],
  ['7.2', 'VssInvalidPreviewVersionException', underPreview('7.2')],
] as const;

const places = {
  'the query': (version: string) => ({ path: `?api-version=${version}`, headers: {} }),
  'the query, in capitals': (version: string) => ({ path: `?API-Version=${version}`, headers: {} }),
  Accept: (version: string) => ({ path: '', headers: { accept: `application/json;api-version=${version}` } }),
  'Accept, written wide': (version: string) => ({
    path: '',
    headers: { accept: `application/json; API-Version="${version}"` },
  }),
};

for (const [place, put] of Object.entries(places)) {
  test(`versions in ${place} are chosen, echoed or refused`, async () => {
    await using world = await World.open();
    for (const [version, echoed] of accepted) {
      const { path, headers } = version === '' ? { path: '', headers: {} } : put(version);
      const answer = await world.call('GET', `/oracle/_apis/pipelines/21/runs${path}`, { headers });
      assert.equal(answer.statusCode, 200, version);
      assert.equal(answer.headers['content-type'], `application/json; charset=utf-8; api-version=${echoed}`);
    }
    for (const [version, typeKey, message] of refused) {
      const { path, headers } = put(version);
      const answer = await world.call('GET', `/oracle/_apis/pipelines/21/runs${path}`, { headers });
      assert.equal(answer.statusCode, 400, version);
      assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8');
      assert.deepEqual(answer.json(), {
        $id: '1',
        innerException: null,
        message,
        typeName: `Microsoft.VisualStudio.Services.WebApi.${typeKey}, Microsoft.VisualStudio.Services.WebApi`,
        typeKey,
        errorCode: 0,
        eventId: 3000,
      });
    }
  });
}

test('the query wins over Accept', async () => {
  await using world = await World.open();
  const headers = { accept: 'application/json;api-version=99.0' };
  const answer = await world.call('GET', '/_apis/projects?api-version=7.0', { headers });
  assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8; api-version=7.0');
});

test('what writes must say its version', async () => {
  await using world = await World.open();
  for (const [method, path] of [
    ['POST', '/oracle/_apis/pipelines/21/runs'],
    ['PATCH', '/oracle/_apis/build/builds/1'],
    ['PUT', '/_apis/distributedtask/pools/1/agents/1'],
    ['DELETE', '/_apis/distributedtask/pools/1/sessions/1'],
  ] as const) {
    const answer = await world.call(method, path, { body: {} });
    assert.equal(answer.statusCode, 400);
    const { typeKey, message } = answer.json<{ typeKey: string; message: string }>();
    assert.equal(typeKey, 'VssVersionNotSpecifiedException');
    assert.equal(
      message,
      `No api-version was supplied for the "${method}" request. The version must be supplied either as part of the Accept header (e.g. "application/json; api-version=1.0") or as a query parameter (e.g. "?api-version=1.0").`,
    );
  }
});

test('a resource that is only a preview is served as one', async () => {
  await using world = await World.open();
  const cases = [
    ['', 200, 'application/json; charset=utf-8; api-version=7.2-preview.1'],
    ['?api-version=5.0-preview.1', 200, 'application/json; charset=utf-8; api-version=5.0-preview.1'],
    ['?api-version=7.1-preview', 200, 'application/json; charset=utf-8; api-version=7.1-preview'],
    ['?api-version=7.1', 400, 'application/json; charset=utf-8'],
  ] as const;
  for (const [query, status, contentType] of cases) {
    const answer = await world.call('GET', `/_apis/connectionData${query}`);
    assert.equal(answer.statusCode, status, query);
    assert.equal(answer.headers['content-type'], contentType);
  }
});
