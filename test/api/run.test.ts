import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finalYaml } from './support/scripted-pipelines.ts';
import { base, World } from './support/world.ts';

const runsPath = '/oracle/_apis/pipelines/21/runs';

function links(world: World, runId: number): Record<string, { href: string }> {
  const project = `${base}/${world.project.id}`;
  return {
    self: { href: `${project}/_apis/pipelines/21/runs/${runId}` },
    web: { href: `${project}/_build/results?buildId=${runId}` },
    'pipeline.web': { href: `${project}/_build/definition?definitionId=21` },
    pipeline: { href: `${project}/_apis/pipelines/21?revision=1` },
  };
}

function pipelineOf(world: World): unknown {
  const url = `${base}/${world.project.id}/_apis/pipelines/21?revision=1`;
  return { url, id: 21, revision: 1, name: 'dependencies', folder: '\\team\\sub' };
}

function selfOf(world: World): unknown {
  const repository = { id: world.repository.id, fullName: 'oracle/probe', type: 'azureReposGit' };
  return { repository, refName: 'refs/heads/main', version: '69d359c409b84e19d3ebdea1309fbb47b0935f54' };
}

test('a completed run has every member, in the order of the service', async () => {
  await using world = await World.open();
  const { key, name } = await world.queue({ templateParameters: { depth: 3 } });
  await world.finish(key, 'succeeded');
  const answer = await world.call('GET', `${runsPath}/${key.runId}?api-version=7.1-preview.1`);
  assert.equal(answer.statusCode, 200);
  const expected = {
    yamlDetails: {
      rootYamlFile: { ref: 'refs/heads/main', yamlFile: 'ci/azure-pipelines.yml', repoAlias: 'self' },
      expandedYamlUrl: `${base}/${world.project.id}/_apis/build/builds/${key.runId}/logs/1`,
    },
    _links: links(world, key.runId),
    templateParameters: { depth: '3' },
    pipeline: pipelineOf(world),
    state: 'completed',
    result: 'succeeded',
    createdDate: '2026-08-12T08:26:45.68Z',
    finishedDate: '2026-08-12T08:27:17.38Z',
    url: links(world, key.runId).self?.href,
    resources: { repositories: { self: selfOf(world) } },
    finalYaml,
    tags: [],
    id: key.runId,
    name,
  };
  assert.equal(JSON.stringify(answer.json(), null, 1), JSON.stringify(expected, null, 1));
});

test('a run in progress has no result, no end and no tag of its bytes', async () => {
  await using world = await World.open();
  const { key } = await world.queue();
  const answer = await world.call('GET', `${runsPath}/${key.runId}`);
  const run = answer.json<Record<string, unknown>>();
  assert.equal(run.state, 'inProgress');
  assert.deepEqual(Object.keys(run), [
    'yamlDetails',
    '_links',
    'templateParameters',
    'pipeline',
    'state',
    'createdDate',
    'url',
    'resources',
    'finalYaml',
    'tags',
    'id',
    'name',
  ]);
  assert.equal(answer.headers.etag, undefined);
});

test('a started run is answered without what only one run read by its id has', async () => {
  await using world = await World.open();
  const answer = await world.call('POST', `${runsPath}?api-version=7.1`, { body: {} });
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(Object.keys(answer.json()), [
    '_links',
    'templateParameters',
    'pipeline',
    'state',
    'createdDate',
    'url',
    'resources',
    'id',
    'name',
  ]);
});

test('runs are listed newest first, without resources', async () => {
  await using world = await World.open();
  const first = await world.queue();
  const second = await world.queue();
  await world.finish(first.key, 'failed');
  const answer = await world.call('GET', runsPath);
  const { count, value } = answer.json<{ count: number; value: Record<string, unknown>[] }>();
  assert.equal(count, 2);
  assert.deepEqual(
    value.map(run => run.id),
    [second.key.runId, first.key.runId],
  );
  assert.deepEqual(Object.keys(value[1] ?? {}), [
    '_links',
    'templateParameters',
    'pipeline',
    'state',
    'result',
    'createdDate',
    'finishedDate',
    'url',
    'id',
    'name',
  ]);
  assert.deepEqual((await world.call('GET', `${runsPath}?$top=1`)).json<{ count: number }>().count, 1);
});

test('variables of queue time are answered, a secret without its value', async () => {
  await using world = await World.open();
  const variables = { plain: { value: 'x' }, hidden: { value: 's3cret', isSecret: true } };
  const { key } = await world.queue({ variables });
  const answer = await world.call('GET', `${runsPath}/${key.runId}`);
  assert.deepEqual(answer.json<{ variables: unknown }>().variables, {
    plain: { value: 'x' },
    hidden: { isSecret: true },
  });
  assert.ok(!answer.body.includes('s3cret'));
});

test('a container resource is answered as the run took it', async () => {
  await using world = await World.open();
  world.pipelines.withContainer = true;
  const { key } = await world.queue();
  const { resources } = (await world.call('GET', `${runsPath}/${key.runId}`)).json<{
    resources: { containers: unknown };
  }>();
  assert.deepEqual(resources.containers, {
    linux: {
      container: {
        environment: { CI: '1' },
        image: 'node:26',
        mapDockerSocket: false,
        options: '--init',
        ports: ['8080:80'],
        volumes: ['/tmp:/tmp'],
      },
    },
  });
});

test('a pipeline resource is answered as the run took it', async () => {
  await using world = await World.open();
  const { id: projectId, name: projectName } = world.project;
  const pipeline = { id: 7, revision: 2, name: 'upstream', folder: '\\' };
  const commit = { sourceBranch: 'refs/heads/main', sourceCommit: '0'.repeat(40) };
  world.pipelines.taken = { up: { pipeline, projectId, projectName, runId: 3, version: '20260811.1', ...commit } };
  const { key } = await world.queue();
  const { resources } = (await world.call('GET', `${runsPath}/${key.runId}`)).json<{
    resources: { pipelines: unknown };
  }>();
  const url = `${base}/${projectId}/_apis/pipelines/7?revision=2`;
  assert.deepEqual(resources.pipelines, { up: { pipeline: { url, ...pipeline }, version: '20260811.1' } });
});

for (const [result, shown] of [
  ['succeeded', 'succeeded'],
  ['succeededWithIssues', 'succeeded'],
  ['failed', 'failed'],
  ['canceled', 'canceled'],
] as const) {
  test(`a run whose job ended ${result} is ${shown}`, async () => {
    await using world = await World.open();
    const { key } = await world.queue();
    if (result === 'canceled') await world.orchestrator.cancel(key, { id: '', displayName: '', uniqueName: '' });
    await world.finish(key, result);
    assert.equal((await world.call('GET', `${runsPath}/${key.runId}`)).json<{ result: string }>().result, shown);
  });
}

test('a completed run keeps its bytes and its tag, and is not sent twice', async () => {
  await using world = await World.open();
  const { key } = await world.queue();
  await world.finish(key, 'succeeded');
  const path = `/Oracle/_apis/Pipelines/21/Runs/${key.runId}`;
  const first = await world.call('GET', path);
  const { etag } = first.headers;
  assert.match(String(etag), /^"[\w-]{22}"$/);
  const again = await world.call('GET', path);
  assert.equal(again.body, first.body);
  assert.equal(again.headers.etag, etag);
  for (const tag of [String(etag), `W/${etag}`, `"other", ${etag}`, '*']) {
    const same = await world.call('GET', path, { headers: { 'if-none-match': tag } });
    assert.equal(same.statusCode, 304);
    assert.equal(same.body, '');
  }
  assert.equal((await world.call('GET', path, { headers: { 'if-none-match': '"other"' } })).statusCode, 200);
});

test('kept bytes name the address by which the client came', async () => {
  await using world = await World.open();
  const { key } = await world.queue();
  await world.finish(key, 'succeeded');
  const path = `${runsPath}/${key.runId}`;
  await world.call('GET', path);
  const other = await world.call('GET', path, { headers: { host: 'ci.example.com' } });
  assert.equal(other.json<{ url: string }>().url.startsWith('http://ci.example.com/fabrikam/'), true);
});

test('kept bytes are no way around a token', async () => {
  await using world = await World.open();
  const { key } = await world.queue();
  await world.finish(key, 'succeeded');
  const path = `${runsPath}/${key.runId}`;
  await world.call('GET', path);
  assert.equal((await world.call('GET', path, { authorization: null })).statusCode, 401);
});

test('all that a run can be asked for reaches the pipeline service', async () => {
  await using world = await World.open();
  await world.queue({
    resources: {
      repositories: { self: { refName: 'refs/heads/topic', version: null }, tools: { version: 'abc' } },
      pipelines: { up: { version: '1.2' } },
      builds: { old: { version: '5' } },
      containers: { linux: { version: 'latest' } },
      packages: { npm: { version: '2' } },
    },
    stagesToSkip: ['Deploy'],
    templateParameters: { text: 'a', number: 5, flag: true },
    variables: { v: { value: 'x', isSecret: 'false' } },
    yamlOverride: '',
  });
  assert.deepEqual(world.pipelines.asked, {
    resources: {
      repositories: { self: { refName: 'refs/heads/topic' }, tools: { version: 'abc' } },
      pipelines: { up: { version: '1.2' } },
      builds: { old: { version: '5' } },
      containers: { linux: { version: 'latest' } },
      packages: { npm: { version: '2' } },
    },
    stagesToSkip: ['Deploy'],
    templateParameters: { text: 'a', number: '5', flag: 'true' },
    variables: { v: { value: 'x', isSecret: false } },
    yamlOverride: undefined,
  });
});

test('a previewed run is shaped like a run, and none is made', async () => {
  await using world = await World.open();
  const body = { previewRun: true, yamlOverride: 'steps: []', templateParameters: { a: 'b' } };
  const answer = await world.call('POST', `${runsPath}?api-version=7.1`, { body });
  assert.deepEqual(answer.json(), {
    _links: links(world, -1),
    templateParameters: { a: 'b' },
    pipeline: pipelineOf(world),
    state: 'unknown',
    url: links(world, -1).self?.href,
    finalYaml: 'steps: []',
    id: -1,
  });
  assert.equal((await world.call('GET', runsPath)).json<{ count: number }>().count, 0);
});

test('preview answers the expanded YAML alone', async () => {
  await using world = await World.open();
  const answer = await world.call('POST', '/oracle/_apis/pipelines/21/preview?api-version=7.1', { body: {} });
  assert.deepEqual(answer.json(), { finalYaml });
});
