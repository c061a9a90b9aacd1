import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readParameters } from '../../src/api/resources/queue-build.ts';
import type { Build } from '../../src/wire/builds.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import type { Run } from '../../src/wire/runs.ts';
import { World } from './support/world.ts';

const builds = '/oracle/_apis/build/builds';
const v = 'api-version=7.1-preview';
type List<T> = { readonly count: number; readonly value: readonly T[] };

/** Four runs a minute apart, of which the first has failed, the second succeeded and the third is canceled. */
async function fourRuns(): Promise<World> {
  const world = await World.open();
  const results = ['failed', 'succeeded', undefined, undefined] as const;
  for (const [index, result] of results.entries()) {
    const { key } = await world.queue(
      index === 1 ? { resources: { repositories: { self: { refName: 'refs/heads/dev' } } } } : {},
    );
    if (result !== undefined) await world.finish(key, result);
    if (index === 2) await world.call('PATCH', `${builds}/${key.runId}?${v}`, { body: { status: 'cancelling' } });
    world.clock.at += 60_000;
  }
  return world;
}

test('the list of builds is filtered, ordered and paged', async () => {
  await using world = await fourRuns();
  await world.call('POST', `${builds}/2/tags?${v}`, { body: ['Nightly', 'arm'] });
  await world.call('POST', `${builds}/1/tags?${v}`, { body: ['arm'] });
  const made = (await world.call('GET', `${builds}/3`)).json<Build>().queueTime;
  for (const [query, ids] of [
    ['', '4321'],
    ['$top=2', '43'],
    ['$top=2&continuationToken=id:3', '21'],
    ['$top=0', ''],
    ['definitions=21,22', '4321'],
    ['definitions=22', ''],
    ['buildIds=1,4,9', '41'],
    ['buildNumber=*.2', '2'],
    [`buildNumber=${'*2'.repeat(60)}*x`, ''],
    ['branchName=refs/heads/dev', '2'],
    ['branchName=dev', '2'],
    ['branchName=refs/heads/main', '431'],
    ['statusFilter=completed', '321'],
    ['statusFilter=2', '321'],
    ['statusFilter=notStarted', '4'],
    ['statusFilter=all', '4321'],
    ['resultFilter=Failed', '1'],
    ['resultFilter=32', '3'],
    ['reasonFilter=manual', '4321'],
    ['reasonFilter=schedule', ''],
    ['requestedFor=Some%20One', '4321'],
    ['requestedFor=nobody', ''],
    ['tagFilters=ARM', '21'],
    ['tagFilters=arm,nightly', '2'],
    ['queryOrder=queueTimeAscending', '1234'],
    ['queryOrder=finishTimeDescending', '4321'],
    ['queryOrder=finishTimeAscending&$top=2', '12'],
    ['queryOrder=finishTimeAscending&$top=2&continuationToken=at:2', '34'],
    [`queryOrder=queueTimeDescending&minTime=${made}`, '43'],
    [`queryOrder=queueTimeDescending&maxTime=${encodeURIComponent(new Date(made).toUTCString())}`, '21'],
    ['queryOrder=finishTimeDescending&$top=1&continuationToken=at:1', '3'],
    ['queryOrder=finishTimeDescending&$top=0', ''],
    ['maxBuildsPerDefinition=1', '4'],
    ['maxBuildsPerDefinition=2&$top=1&continuationToken=id:4', '3'],
    ['maxBuildsPerDefinition=2&$top=1&continuationToken=id:3', ''],
    ['buildIds=2,3&$top=1&continuationToken=id:3', '2'],
    ['deletedFilter=onlyDeleted', ''],
  ] as const) {
    const answer = await world.call('GET', `${builds}?${query}`);
    const found = answer.json<List<Build>>().value.map(({ id }) => id);
    assert.equal(found.join(''), ids, query);
  }
  const page = await world.call('GET', `${builds}?$top=2`);
  assert.equal(page.headers['x-ms-continuationtoken'], 'id:3');
  for (const last of ['', '$top=0', 'queryOrder=finishTimeAscending&$top=0', 'queryOrder=finishTimeAscending&$top=4']) {
    const { headers } = await world.call('GET', `${builds}?${last}`);
    assert.equal(headers['x-ms-continuationtoken'], undefined, last);
  }
  for (const query of ['continuationToken=x', 'minTime=yesterday']) {
    const answer = await world.call('GET', `${builds}?${query}`);
    assert.equal(answer.statusCode, 400, query);
  }
});

test('the latest build is the newest that is completed', async () => {
  await using world = await fourRuns();
  for (const [definition, id] of [
    ['21', 3],
    ['DEPENDENCIES', 3],
    ['21?branchName=dev', 2],
  ] as const) {
    const [path, query = ''] = definition.split('?');
    const answer = await world.call('GET', `/oracle/_apis/build/latest/${path}?${v}&${query}`);
    assert.equal(answer.json<Build>().id, id, definition);
  }
  const none = await world.call('GET', `/oracle/_apis/build/latest/22?${v}`);
  assert.equal(none.statusCode, 404);
  assert.equal(none.json<ErrorEnvelope>().message, 'No completed builds were found for pipeline 22.');
});

test('a queued build is a run with the branch and the variables that it names', async () => {
  await using world = await World.open();
  const body = { definition: { id: 21 }, sourceBranch: 'dev', parameters: "{'who': 'it\\'s me', 'n': None}" };
  const answer = await world.call('POST', `${builds}?api-version=5.0`, { body });
  const build = answer.json<Build>();
  assert.deepEqual([build.status, build.sourceBranch, build.reason], ['notStarted', 'refs/heads/dev', 'manual']);
  assert.equal(build.parameters, JSON.stringify({ who: "it's me", n: '' }));
  const run = (await world.call('GET', `/oracle/_apis/pipelines/21/runs/${build.id}`)).json<Run>();
  assert.deepEqual(run.variables, { who: { value: "it's me" }, n: { value: '' } });
  for (const [wrong, status] of [
    [{}, 400],
    [{ definition: { id: 99 } }, 404],
    [{ definition: { id: 21 }, parameters: '[1]' }, 400],
    [{ definition: { id: 21 }, parameters: '{x' }, 400],
  ] as const) {
    const refused = await world.call('POST', `${builds}?api-version=5.0`, { body: wrong });
    assert.equal(refused.statusCode, status, JSON.stringify(wrong));
  }
});

test('parameters are read as JSON and as Python writes them', () => {
  for (const [text, read] of [
    ['', {}],
    ['{"a":"b","n":1,"t":true,"x":null}', { a: 'b', n: '1', t: 'true', x: '' }],
    ["{'a': 'b', \"it's\": \"x\"}", { a: 'b', "it's": 'x' }],
    ["{'a': 'say \"hi\"', 'b': True, 'c': None}", { a: 'say "hi"', b: 'true', c: '' }],
    ["{'line': 'a\\nb\\\\c', 'e': '\\xe9\\u20ac'}", { line: 'a\nb\\c', e: 'é€' }],
    ["{'None': 'True story'}", { None: 'True story' }],
  ] as const)
    assert.deepEqual(readParameters(text), read, text);
});

describe('what is noted on a run', () => {
  test('tags are added and removed in any case, also once it is completed', async () => {
    await using world = await fourRuns();
    const tags = `${builds}/1/tags`;
    const run = '/oracle/_apis/pipelines/21/runs/1';
    const before = await world.call('GET', run);
    const asked: readonly (readonly [string, string, unknown, readonly string[]])[] = [
      ['PUT', `${tags}/one%20two`, undefined, ['one two']],
      ['POST', tags, ['b', 'B', 'c'], ['one two', 'b', 'c']],
      ['DELETE', `${tags}/B`, undefined, ['one two', 'c']],
      ['PATCH', tags, { tagsToAdd: ['d', 'e'], tagsToRemove: ['c', 'e'] }, ['one two', 'd']],
    ];
    for (const [verb, path, body, value] of asked) {
      const answer = await world.call(verb, `${path}?${v}`, { body });
      assert.deepEqual(answer.json(), { count: value.length, value }, `${verb} ${path}`);
    }
    assert.deepEqual((await world.call('GET', tags)).json<List<string>>().value, ['one two', 'd']);
    const after = await world.call('GET', run);
    assert.deepEqual(after.json<Run>().tags, ['one two', 'd']);
    assert.notEqual(after.headers.etag, before.headers.etag);
    assert.deepEqual((await world.call('GET', '/oracle/_apis/build/tags')).json<List<string>>().value, [
      'd',
      'one two',
    ]);
  });

  test('a build is kept and renumbered; a number that is none is refused', async () => {
    await using world = await fourRuns();
    const change = async (body: object) => (await world.call('PATCH', `${builds}/1?${v}`, { body })).json<Build>();
    const first = await change({ keepForever: true, buildNumber: 'v1.2' });
    assert.deepEqual([first.keepForever, first.buildNumber, first.buildNumberRevision], [true, 'v1.2', 2]);
    const wrong = await world.call('PATCH', `${builds}/1?${v}`, { body: { keepForever: false, buildNumber: 'a/b' } });
    assert.equal(wrong.statusCode, 400);
    const second = (await world.call('GET', `${builds}/1`)).json<Build>();
    assert.deepEqual([second.keepForever, second.buildNumber], [true, 'v1.2']);
    assert.equal((await change({ keepForever: false })).keepForever, undefined);
  });

  test('a deleted build is in no list and can not be read; a running one is not deleted', async () => {
    await using world = await fourRuns();
    const busy = await world.call('DELETE', `${builds}/4?${v}`);
    assert.equal(busy.statusCode, 409);
    assert.equal((await world.call('DELETE', `${builds}/1?${v}`)).statusCode, 204);
    for (const path of [`${builds}/1`, '/oracle/_apis/pipelines/21/runs/1', `${builds}/1/tags`])
      assert.equal((await world.call('GET', path)).statusCode, 404, path);
    const listed = async (query: string) =>
      (await world.call('GET', `${builds}?${query}`)).json<List<Build>>().value.map(({ id }) => id);
    assert.deepEqual(await listed(''), [4, 3, 2]);
    assert.deepEqual(await listed('deletedFilter=onlyDeleted'), [1]);
    const runs = (await world.call('GET', '/oracle/_apis/pipelines/21/runs')).json<List<Run>>().value;
    assert.deepEqual(
      runs.map(({ id }) => id),
      [4, 3, 2],
    );
  });
});

test('what is no number is no id, on any database', async () => {
  await using world = await World.open();
  for (const query of ['definitions=abc', 'buildIds=1,x', 'queues=1.5', 'definitions=-'])
    assert.equal((await world.call('GET', `/oracle/_apis/build/builds?${query}`)).statusCode, 400, query);
});
