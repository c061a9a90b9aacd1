import assert from 'node:assert/strict';
import { test } from 'node:test';
import { htmlReport } from '../../src/api/resources/build-report.ts';
import type { BuildMetric, BuildReport, Change, Properties } from '../../src/wire/build-details.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import { withGit } from './support/git-world.ts';
import { base, World } from './support/world.ts';

const v = 'api-version=7.1';
const builds = '/oracle/_apis/build/builds';
const patch = { 'content-type': 'application/json-patch+json' };

function at(version: string, refName = 'refs/heads/main') {
  return { resources: { repositories: { self: { refName, version } } } };
}

test('the changes of a run are the commits since the run before it on its branch', () =>
  withGit(async (world, folder) => {
    const first = await folder.commit('first\n\nwith words', { 'a.txt': '1' });
    const second = await folder.commit('second', { 'a.txt': '2' });
    const third = await folder.commit('third', { 'a.txt': '3' });
    const one = await world.queue(at(first));
    await world.queue(at(second, 'refs/heads/other'));
    const two = await world.queue(at(third));
    const list = async (path: string) => {
      const answer = await world.call('GET', path);
      return { next: answer.headers['x-ms-continuationtoken'], ...answer.json<{ value: readonly Change[] }>() };
    };
    const { value } = await list(`${builds}/${two.key.runId}/changes`);
    assert.deepEqual(
      value.map(({ id, message }) => [id, message]),
      [
        [third, 'third'],
        [second, 'second'],
      ],
    );
    const [change] = (await list(`${builds}/${one.key.runId}/changes`)).value;
    const author = 'some.one@example.com';
    assert.deepEqual(change, {
      id: first,
      message: 'first\n\nwith words',
      type: 'TfsGit',
      author: { displayName: 'Some One', id: author, uniqueName: author },
      timestamp: change?.timestamp,
      location: `${base}/${world.project.id}/_apis/git/repositories/${world.repository.id}/commits/${first}`,
      displayUri: `${base}/oracle/_git/probe/commit/${first}`,
    });
    const page = await list(`${builds}/${two.key.runId}/changes?$top=1`);
    assert.deepEqual([page.value.length, page.next], [1, '1']);
    const rest = await list(`${builds}/${two.key.runId}/changes?$top=1&continuationToken=1`);
    assert.deepEqual([rest.value[0]?.id, rest.next], [second, undefined]);
    const wrong = await world.call('GET', `${builds}/${two.key.runId}/changes?continuationToken=x`);
    assert.equal(wrong.statusCode, 400);
    const between = `/oracle/_apis/build/changes?fromBuildId=${one.key.runId}&toBuildId=${two.key.runId}`;
    assert.deepEqual(
      (await list(between)).value.map(({ id }) => id),
      [third, second],
    );
  }));

test('a run of a commit that is nowhere has no changes, and no run has work items', async () => {
  await using world = await World.open();
  const { key } = await world.queue();
  const none = { count: 0, value: [] };
  assert.deepEqual((await world.call('GET', `${builds}/${key.runId}/changes`)).json(), none);
  assert.deepEqual((await world.call('GET', `${builds}/${key.runId}/workitems`)).json(), none);
  assert.deepEqual((await world.call('POST', `${builds}/${key.runId}/workitems?${v}`, { body: ['a'] })).json(), none);
  const between = `/oracle/_apis/build/workitems?fromBuildId=1&toBuildId=2`;
  assert.deepEqual((await world.call('GET', between)).json(), none);
});

test('the report of a run says how it stands, as HTML or as text', async () => {
  await using world = await World.open();
  const { key } = await world.queue();
  await world.finish(key, 'failed');
  const text = (await world.call('GET', `${builds}/${key.runId}/report?type=text`)).json<BuildReport>();
  assert.equal(text.type, 'text');
  assert.match(text.content, /^Build \S+ of dependencies: failed\n/);
  assert.match(text.content, /\nStages:\n- __default: failed\n/);
  const html = (await world.call('GET', `${builds}/${key.runId}/report`)).json<BuildReport>();
  assert.deepEqual([html.type, html.buildId], ['html', key.runId]);
  const headers = { accept: 'text/html' };
  const page = await world.call('GET', `${builds}/${key.runId}/report`, { headers });
  assert.match(String(page.headers['content-type']), /^text\/html/);
  assert.equal(page.body, html.content);
});

test('names in a report are text and no markup', async () => {
  await using world = await World.open();
  const row = await world.queue();
  assert.match(htmlReport({ ...row, name: '<b>&"' }, []), /Build &#60;b&#62;&#38;&#34; of/);
});

test('properties of a run are added, replaced and removed by JSON Patch', async () => {
  await using world = await World.open();
  const { key } = await world.queue();
  const path = `${builds}/${key.runId}/properties`;
  const change = (body: unknown) => world.call('PATCH', `${path}?${v}`, { body, headers: patch });
  const text = ($value: string) => ({ $type: 'System.String', $value });
  const added = await change([
    { op: 'add', path: '/a', value: 'x' },
    { op: 'add', path: '/b~1c', value: 3 },
  ]);
  assert.deepEqual(added.json<Properties>(), { count: 2, value: { a: text('x'), 'b/c': text('3') } });
  await change([
    { op: 'replace', path: '/a', value: 'y' },
    { op: 'remove', path: '/b~1c' },
  ]);
  assert.deepEqual((await world.call('GET', path)).json<Properties>().value, { a: text('y') });
  assert.equal((await world.call('GET', `${path}?filter=other`)).json<Properties>().count, 0);
  assert.deepEqual((await world.call('GET', `${builds}/${key.runId}`)).json<{ properties: object }>().properties, {
    a: 'y',
  });
  const wrong = await change([{ op: 'move', path: '/a', from: '/b' }]);
  assert.deepEqual([wrong.statusCode, wrong.json<ErrorEnvelope>().typeKey], [400, 'ArgumentException']);
});

test('the sources of a run lead to its commit', async () => {
  await using world = await World.open();
  const row = await world.queue();
  const answer = await world.call('GET', `${builds}/${row.key.runId}/sources`);
  const { version } = row.facts.repositories.self ?? {};
  assert.deepEqual([answer.statusCode, answer.headers.location], [302, `${base}/oracle/_git/probe/commit/${version}`]);
});

test('a tag is taken from every run of a project', async () => {
  await using world = await World.open();
  for (const tags of [['a', 'b'], ['a'], ['c']]) {
    const { key } = await world.queue();
    await world.orchestrator.annotate(key, { addTags: tags });
  }
  const left = await world.call('DELETE', `/oracle/_apis/build/tags/A?${v}`);
  assert.deepEqual(left.json(), { count: 2, value: ['b', 'c'] });
  assert.deepEqual((await world.call('GET', '/oracle/_apis/build/tags')).json(), left.json());
});

test('tags of a definition are changed one by one and together, each time with a new revision', async () => {
  await using world = await World.open();
  const path = '/oracle/_apis/build/definitions/21';
  const tags = `${path}/tags`;
  await world.call('POST', `${tags}?${v}`, { body: ['a', 'b'] });
  await world.call('PUT', `${tags}/c?${v}`);
  await world.call('PUT', `${tags}/C?${v}`);
  await world.call('PATCH', `${tags}?${v}`, { body: { tagsToAdd: ['d'], tagsToRemove: ['A'] } });
  await world.call('DELETE', `${tags}/b?${v}`);
  assert.deepEqual((await world.call('GET', tags)).json(), { count: 2, value: ['c', 'd'] });
  assert.deepEqual((await world.call('GET', `${tags}?revision=2`)).json(), { count: 2, value: ['a', 'b'] });
  assert.equal((await world.call('GET', path)).json<{ revision: number }>().revision, 5);
});

test('the YAML of a definition is the file of its default branch', () =>
  withGit(async (world, folder) => {
    const missing = await world.call('GET', '/oracle/_apis/build/definitions/21/yaml');
    assert.deepEqual([missing.statusCode, missing.json<ErrorEnvelope>().typeKey], [404, 'GitItemNotFoundException']);
    await folder.commit('first', { 'ci/azure-pipelines.yml': 'steps:\n- script: echo ü\n' });
    const found = await world.call('GET', '/oracle/_apis/build/definitions/21/yaml');
    assert.deepEqual(found.json(), { yaml: 'steps:\n- script: echo ü\n' });
  }));

test('the metrics of a definition count its runs by day and result', async () => {
  await using world = await World.open();
  for (const result of ['succeeded', 'failed', 'succeeded'] as const) {
    const { key } = await world.queue();
    await world.finish(key, result);
  }
  await world.queue();
  const path = '/oracle/_apis/build/definitions/21/metrics';
  const { value } = (await world.call('GET', path)).json<{ value: readonly BuildMetric[] }>();
  assert.deepEqual(
    value.map(({ name, intValue, date }) => [name, intValue, date]),
    [
      ['CurrentBuildsInQueue', 1, undefined],
      ['CurrentBuildsInProgress', 0, undefined],
      ['TotalBuilds', 3, '2026-08-12T00:00:00Z'],
      ['SuccessfulBuilds', 2, '2026-08-12T00:00:00Z'],
      ['PartiallySuccessfulBuilds', 0, '2026-08-12T00:00:00Z'],
      ['FailedBuilds', 1, '2026-08-12T00:00:00Z'],
      ['CanceledBuilds', 0, '2026-08-12T00:00:00Z'],
    ],
  );
  const later = await world.call('GET', `${path}?minMetricsTime=2026-08-13T00:00:00Z`);
  assert.equal(later.json<{ count: number }>().count, 2);
});

test('a list of definitions shows their latest builds when it is asked for them', async () => {
  await using world = await World.open();
  const first = await world.queue();
  await world.finish(first.key, 'succeeded');
  const second = await world.queue();
  type Listed = { value: readonly { latestBuild?: { id: number }; latestCompletedBuild?: { id: number } }[] };
  const list = async (query: string) =>
    (await world.call('GET', `/oracle/_apis/build/definitions${query}`)).json<Listed>().value[0];
  const shown = await list('?includeLatestBuilds=true');
  assert.deepEqual([shown?.latestBuild?.id, shown?.latestCompletedBuild?.id], [second.key.runId, first.key.runId]);
  assert.equal((await list(''))?.latestBuild, undefined);
});

test("a project's general settings are read and changed one by one", async () => {
  await using world = await World.open();
  const path = '/oracle/_apis/build/generalsettings';
  const first = (await world.call('GET', path)).json<Record<string, boolean>>();
  assert.deepEqual([first.enforceSettableVar, first.statusBadgesArePrivate], [true, false]);
  const body = { statusBadgesArePrivate: true, unknown: 1 };
  const changed = (await world.call('PATCH', `${path}?${v}`, { body })).json();
  assert.deepEqual(changed, { ...first, statusBadgesArePrivate: true });
  await world.call('PATCH', `${path}?${v}`, { body: { enforceSettableVar: false } });
  const now = (await world.call('GET', path)).json();
  assert.deepEqual(now, { ...first, statusBadgesArePrivate: true, enforceSettableVar: false });
});

test('of the older build system there is nothing', async () => {
  await using world = await World.open();
  const none = { count: 0, value: [] };
  assert.deepEqual((await world.call('GET', '/_apis/build/controllers')).json(), none);
  assert.deepEqual((await world.call('GET', '/oracle/_apis/build/options')).json(), none);
  assert.equal((await world.call('GET', '/_apis/build/controllers/1')).statusCode, 404);
  const usage = (await world.call('GET', '/_apis/build/resourceusage?api-version=7.1-preview')).json();
  assert.deepEqual(usage, { distributedTaskAgents: 0, paidPrivateAgentSlots: 0, totalUsage: 0, xamlControllers: 0 });
});
