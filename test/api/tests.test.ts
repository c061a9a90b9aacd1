import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import * as azdev from 'azure-devops-node-api';
import type { ITestApi } from 'azure-devops-node-api/TestApi.js';
import type { ITestResultsApi } from 'azure-devops-node-api/TestResultsApi.js';
import { testAttachmentBodyBytes, testAttachmentBytes } from '../../src/base/limits.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import type { TestCaseResult, TestResultSummary, TestRun } from '../../src/wire/tests.ts';
import { basic, organization, World } from './support/world.ts';

const v = 'api-version=7.1';
const runs = '/oracle/_apis/test/runs';

/** A test run of a new run, with two results. */
async function withResults(world: World) {
  const row = await world.queue();
  const body = { name: 'unit', build: { id: String(row.key.runId) }, automated: true, buildPlatform: 'x64' };
  const created = await world.call('POST', `${runs}?${v}`, { body });
  assert.equal(created.statusCode, 200, created.body);
  const run = created.json<TestRun>();
  const results = [
    {
      testCaseTitle: 'adds',
      automatedTestName: 'math.adds',
      automatedTestStorage: 'math',
      outcome: 'Passed',
      durationInMs: 250,
    },
    { testCaseTitle: 'fails', outcome: 3, durationInMs: 750.5, errorMessage: 'no', stackTrace: 'at x' },
  ];
  const added = await world.call('POST', `${runs}/${run.id}/results?${v}`, { body: results });
  assert.equal(added.statusCode, 200, added.body);
  return { row, run, added: added.json<{ value: TestCaseResult[] }>().value };
}

test('a test run is made, filled, completed and read', async () => {
  await using world = await World.open();
  const { row, run, added } = await withResults(world);
  assert.deepEqual(
    added.map(({ id, outcome }) => [id, outcome]),
    [
      [100_000, 'Passed'],
      [100_001, 'Failed'],
    ],
  );
  const changed = await world.call('PATCH', `${runs}/${run.id}?${v}`, { body: { state: 'Completed', comment: 'x' } });
  assert.equal(changed.json<TestRun>().state, 'Completed');
  const read = (await world.call('GET', `${runs}/${run.id}`)).json<TestRun>();
  assert.deepEqual(read, changed.json());
  assert.deepEqual(
    [
      read.name,
      read.totalTests,
      read.passedTests,
      read.unanalyzedTests,
      read.build.id,
      read.buildConfiguration.platform,
    ],
    ['unit', 2, 1, 1, String(row.key.runId), 'x64'],
  );
  assert.deepEqual(read.runStatistics, [
    { state: 'Completed', outcome: 'Passed', count: 1 },
    { state: 'Completed', outcome: 'Failed', count: 1 },
  ]);
  const { runStatistics } = (await world.call('GET', `${runs}/${run.id}/Statistics`)).json<TestRun>();
  assert.deepEqual(runStatistics, read.runStatistics);
});

test('test runs are listed by build, or all, newest first', async () => {
  await using world = await World.open();
  const { row, run } = await withResults(world);
  const other = await withResults(world);
  const ids = async (query: string): Promise<number[]> =>
    (await world.call('GET', `${runs}?${query}`)).json<{ value: TestRun[] }>().value.map(({ id }) => id);
  assert.deepEqual(await ids(`buildUri=vstfs:///Build/Build/${row.key.runId}`), [run.id]);
  assert.deepEqual(await ids(`buildIds=${row.key.runId},${other.row.key.runId}`), [run.id, other.run.id]);
  assert.deepEqual(await ids(''), [other.run.id, run.id]);
  assert.deepEqual(await ids('$top=1&$skip=1'), [run.id]);
  assert.equal((await world.call('GET', `${runs}?buildUri=nonsense`)).statusCode, 400);
  assert.equal((await world.call('GET', `${runs}?buildUri=vstfs:///Build/Build/999`)).statusCode, 404);
});

test('results are listed in pages, by outcome, and one by one', async () => {
  await using world = await World.open();
  const { run } = await withResults(world);
  const more = Array.from({ length: 1000 }, (_, index) => ({ testCaseTitle: `t${index}`, outcome: 'Passed' }));
  await world.call('POST', `${runs}/${run.id}/results?${v}`, { body: more });
  const titles = async (query: string): Promise<string[]> => {
    const answer = await world.call('GET', `${runs}/${run.id}/results?${query}`);
    return answer.json<{ value: TestCaseResult[] }>().value.map(({ testCaseTitle }) => testCaseTitle);
  };
  assert.equal((await titles('')).length, 1000);
  assert.deepEqual(await titles('$skip=1&$top=3'), ['fails', 't0', 't1']);
  assert.deepEqual(await titles('$skip=1001&$top=5'), ['t999']);
  assert.deepEqual(await titles('outcomes=Failed'), ['fails']);
  assert.deepEqual(await titles('outcomes=passed&$skip=2&$top=1'), ['t1']);
  const one = (await world.call('GET', `${runs}/${run.id}/results/100001`)).json<TestCaseResult>();
  assert.deepEqual([one.testCaseTitle, one.errorMessage, one.stackTrace], ['fails', 'no', 'at x']);
  const last = (await world.call('GET', `${runs}/${run.id}/results/101001`)).json<TestCaseResult>();
  assert.equal(last.testCaseTitle, 't999');
  assert.equal((await world.call('GET', `${runs}/${run.id}/results/101002`)).statusCode, 404);
  const tooMany = await world.call('POST', `${runs}/${run.id}/results?${v}`, { body: [...more, {}] });
  assert.equal(tooMany.statusCode, 400);
});

test('a build has a summary, and details by test run or by storage', async () => {
  await using world = await World.open();
  const { row } = await withResults(world);
  const { projectId, name } = row;
  const query = `buildId=${row.key.runId}`;
  const summary = (
    await world.call('GET', `/oracle/_apis/test/ResultSummaryByBuild?${query}`)
  ).json<TestResultSummary>();
  const resultsByOutcome = {
    Passed: { outcome: 'passed', count: 1, duration: '00:00:00.2500000', rerunResultCount: 0 },
    Failed: { outcome: 'failed', count: 1, duration: '00:00:00.7505000', rerunResultCount: 0 },
  };
  assert.deepEqual(summary, {
    aggregatedResultsAnalysis: {
      duration: '00:00:01.0005000',
      resultsByOutcome,
      runSummaryByState: { inProgress: { state: 'inProgress', runsCount: 1, resultsByOutcome } },
      totalTests: 2,
    },
    testResultsContext: {
      contextType: 'build',
      build: { id: row.key.runId, definitionId: 21, number: name, uri: `vstfs:///Build/Build/${row.key.runId}` },
    },
    teamProject: { id: projectId, name: 'oracle' },
    totalRunsCount: 1,
    noConfigRunsCount: 0,
  });
  type Details = { groupByField: string; resultsForGroup: { groupByValue: unknown; results: TestCaseResult[] }[] };
  const details = async (more: string): Promise<Details> =>
    (await world.call('GET', `/oracle/_apis/test/ResultDetailsByBuild?${query}${more}`)).json<Details>();
  assert.equal((await details('')).resultsForGroup[0]?.results.length, 2);
  const byStorage = await details('&groupBy=AutomatedTestStorage&shouldIncludeResults=false');
  assert.deepEqual(
    byStorage.resultsForGroup.map(group => [group.groupByValue, group.results.length]),
    [
      ['math', 0],
      ['', 0],
    ],
  );
  const empty = await world.queue();
  const none = await world.call('GET', `/oracle/_apis/test/ResultSummaryByBuild?buildId=${empty.key.runId}`);
  assert.equal(none.json<TestResultSummary>().totalRunsCount, 0);
});

test('what is not there is 404 in the envelope, and reading needs another scope than writing', async () => {
  await using world = await World.open();
  const { run } = await withResults(world);
  for (const path of [`${runs}/999`, `${runs}/999/results`, `${runs}/${run.id}/attachments/9`]) {
    const missing = await world.call('GET', path);
    assert.equal(missing.statusCode, 404, path);
    assert.equal(missing.json<ErrorEnvelope>().typeKey, 'TestObjectNotFoundException');
  }
  await world.addToken('reads', ['vso.test']);
  await world.addToken('builds', ['vso.build_execute']);
  const as = (token: string) => ({ authorization: basic(token) });
  assert.equal((await world.call('GET', `${runs}/${run.id}`, as('reads'))).statusCode, 200);
  assert.equal((await world.call('GET', `${runs}/${run.id}`, as('builds'))).statusCode, 401);
  const write = await world.call('PATCH', `${runs}/${run.id}?${v}`, { ...as('reads'), body: { name: 'x' } });
  assert.equal(write.statusCode, 401);
});

test('the official client reads and writes tests and coverage', async () => {
  await using world = await World.open();
  const row = await world.queue();
  const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
  const handler = azdev.getPersonalAccessTokenHandler('all');
  const client = new azdev.WebApi(`http://127.0.0.1:${port}/${organization}`, handler);
  const tests = await client.getTestApi();
  const { runId } = row.key;
  const model = {
    name: 'unit',
    build: { id: String(runId) },
    automated: true,
    configurationIds: [],
    state: 'InProgress',
  };
  const { id = 0 } = await tests.createTestRun(model as unknown as Parameters<typeof tests.createTestRun>[0], 'oracle');
  const result = { testCaseTitle: 'a', automatedTestName: 'n.a', outcome: 'Passed', durationInMs: 5 };
  const [added] = await tests.addTestResultsToTestRun([result], 'oracle', id);
  assert.equal(added?.id, 100_000);
  await tests.updateTestRun({ state: 'Completed' } as Parameters<typeof tests.updateTestRun>[0], 'oracle', id);
  const [listed] = await tests.getTestRuns('oracle', `vstfs:///Build/Build/${runId}`);
  assert.deepEqual([listed?.id, listed?.state, listed?.totalTests], [id, 'Completed', 1]);
  assert.equal((await tests.getTestRunById('oracle', id)).name, 'unit');
  assert.deepEqual(
    (await tests.getTestResults('oracle', id)).map(each => each.testCaseTitle),
    ['a'],
  );
  assert.equal((await tests.getTestResultById('oracle', id, 100_000)).automatedTestName, 'n.a');
  assert.equal((await tests.getTestRunStatistics('oracle', id)).runStatistics?.[0]?.count, 1);
  const summary = await tests.queryTestResultsReportForBuild('oracle', runId);
  assert.equal(summary.aggregatedResultsAnalysis?.totalTests, 1);
  const details = await tests.getTestResultDetailsForBuild('oracle', runId);
  assert.equal(details.resultsForGroup?.[0]?.results?.length, 1);
  const content = await world.kept.artifacts.content(organization).add(Buffer.from('<xml/>'));
  await world.kept.testAttachments.add(organization, { testRunId: id, name: 'r.xml', comment: '', content });
  const [file] = await tests.getTestRunAttachments('oracle', id);
  assert.equal(
    (await buffer(await tests.getTestRunAttachmentContent('oracle', id, file?.id ?? 0))).toString(),
    '<xml/>',
  );
  const statistics = [{ label: 'Lines', position: 4, total: 10, covered: 7 }];
  await world.kept.coverage.add(row.key, { platform: '', configuration: '', statistics });
  const coverage = await tests.getCodeCoverageSummary('oracle', runId);
  assert.deepEqual(
    coverage.coverageData?.[0]?.coverageStats?.map(each => [each.label, each.covered, each.total]),
    [['Lines', 7, 10]],
  );
});

test('results are changed one by one, and what they come to follows', async () => {
  await using world = await World.open();
  const { run } = await withResults(world);
  const changes = [
    { id: 100_001, outcome: 'Passed', durationInMs: 50, comment: 'now it works', state: 'Completed' },
    { id: 100_000, outcome: 'inconclusive' },
  ];
  const changed = await world.call('PATCH', `${runs}/${run.id}/results?${v}`, { body: changes });
  assert.equal(changed.statusCode, 200, changed.body);
  const { value } = changed.json<{ value: TestCaseResult[] }>();
  assert.deepEqual(
    value.map(({ id, outcome, testCaseTitle, comment }) => [id, outcome, testCaseTitle, comment]),
    [
      [100_001, 'Passed', 'fails', 'now it works'],
      [100_000, 'Inconclusive', 'adds', undefined],
    ],
  );
  const { totalTests, runStatistics } = (await world.call('GET', `${runs}/${run.id}`)).json<TestRun>();
  assert.equal(totalTests, 2);
  assert.deepEqual(runStatistics.map(({ outcome, count }) => [outcome, count]).toSorted(), [
    ['Inconclusive', 1],
    ['Passed', 1],
  ]);
  const missing = await world.call('PATCH', `${runs}/${run.id}/results?${v}`, { body: [{ id: 7, outcome: 'Passed' }] });
  assert.equal(missing.statusCode, 404);
});

test('changes of one test run at the same time all stay', async () => {
  await using world = await World.open();
  const { run } = await withResults(world);
  const results = `${runs}/${run.id}/results?${v}`;
  await Promise.all([
    ...[1, 2, 3].map(() => world.call('POST', results, { body: [{ testCaseTitle: 'more', outcome: 'Passed' }] })),
    world.call('PATCH', results, { body: [{ id: 100_001, outcome: 'NotExecuted' }] }),
    world.call('PATCH', results, { body: [{ id: 100_000, outcome: 'Aborted' }] }),
  ]);
  const { runStatistics } = (await world.call('GET', `${runs}/${run.id}`)).json<TestRun>();
  assert.deepEqual(runStatistics.map(({ outcome, count }) => [outcome, count]).toSorted(), [
    ['Aborted', 1],
    ['NotExecuted', 1],
    ['Passed', 3],
  ]);
});

test('a test run is deleted with its results and files, and no other one', async () => {
  await using world = await World.open();
  const { row, run } = await withResults(world);
  const other = await world.call('POST', `${runs}?${v}`, { body: { name: 'b', build: { id: String(row.key.runId) } } });
  const file = { stream: Buffer.from('x').toString('base64'), fileName: 'x.txt' };
  await world.call('POST', `${runs}/${run.id}/attachments?${v}`, { body: file });
  assert.equal((await world.call('DELETE', `${runs}/${run.id}?${v}`)).statusCode, 204);
  for (const path of ['', '/results', '/results/100000', '/attachments']) {
    assert.equal((await world.call('GET', `${runs}/${run.id}${path}`)).statusCode, 404, path);
  }
  const left = await world.call('GET', `${runs}?buildIds=${row.key.runId}`);
  assert.deepEqual(
    left.json<{ value: TestRun[] }>().value.map(({ id }) => id),
    [other.json<TestRun>().id],
  );
  assert.deepEqual(await world.kept.testAttachments.list(organization, run.id), []);
});

test('test runs are asked for by when they changed, their state, title, pipeline and branch', async () => {
  await using world = await World.open();
  const first = await withResults(world);
  await world.call('PATCH', `${runs}/${first.run.id}?${v}`, { body: { state: 'Completed', name: 'done' } });
  world.clock.at += 60_000;
  const second = await withResults(world);
  const ids = async (query: string): Promise<number[]> =>
    (await world.call('GET', `${runs}?${query}`)).json<{ value: TestRun[] }>().value.map(({ id }) => id);
  const later = new Date(world.clock.at - 30_000).toUTCString();
  const cases: readonly (readonly [string, readonly number[]])[] = [
    [`minLastUpdatedDate=${later}`, [second.run.id]],
    [`maxLastUpdatedDate=${later}`, [first.run.id]],
    ['state=3', [first.run.id]],
    ['state=inprogress', [second.run.id]],
    ['runTitle=done', [first.run.id]],
    ['buildDefIds=21', [second.run.id, first.run.id]],
    ['buildDefIds=22', []],
    ['branchName=refs/heads/main', [second.run.id, first.run.id]],
    ['isAutomated=false', []],
  ];
  for (const [query, expected] of cases) assert.deepEqual(await ids(encodeURI(query)), expected, query);
  assert.equal((await world.call('GET', `${runs}?minLastUpdatedDate=soon`)).statusCode, 400);
  const page = await world.call('GET', `${runs}?$top=1`);
  assert.equal(page.headers['x-ms-continuationtoken'], '1');
  assert.deepEqual(await ids('$top=1&continuationToken=1'), [first.run.id]);
});

/** What both clients of the service for tests can do: the one of the area Test, and the one of testresults. */
type Publisher = Pick<
  ITestApi & ITestResultsApi,
  | 'createTestRunAttachment'
  | 'getTestRunAttachments'
  | 'getTestRunAttachmentContent'
  | 'createTestResultAttachment'
  | 'getTestResultAttachments'
  | 'getTestResultAttachmentContent'
  | 'updateTestResults'
  | 'getTestRunCodeCoverage'
  | 'getBuildCodeCoverage'
  | 'deleteTestRun'
  | 'getTestResults'
>;

for (const area of ['Test', 'testresults'] as const) {
  test(`the official client publishes over the area ${area}: files, changes, coverage`, async () => {
    await using world = await World.open();
    const { row, run } = await withResults(world);
    const { runId } = row.key;
    const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
    const handler = azdev.getPersonalAccessTokenHandler('all');
    const client = new azdev.WebApi(`http://127.0.0.1:${port}/${organization}`, handler);
    const tests: Publisher = area === 'Test' ? await client.getTestApi() : await client.getTestResultsApi();
    const stream = Buffer.from('<xml/>').toString('base64');
    const file = await tests.createTestRunAttachment({ stream, fileName: 'r.xml', comment: 'c' }, 'oracle', run.id);
    const [listed] = await tests.getTestRunAttachments('oracle', run.id);
    assert.deepEqual([listed?.id, listed?.fileName, listed?.comment, listed?.size], [file.id, 'r.xml', 'c', 6]);
    const content = await tests.getTestRunAttachmentContent('oracle', run.id, file.id ?? 0);
    assert.equal((await buffer(content)).toString(), '<xml/>');
    const model = { stream, fileName: 'screen.png' };
    const ofResult = await tests.createTestResultAttachment(model, 'oracle', run.id, 100_001);
    const files = await tests.getTestResultAttachments('oracle', run.id, 100_001);
    assert.deepEqual(
      files.map(each => each.fileName),
      ['screen.png'],
    );
    assert.deepEqual(await tests.getTestResultAttachments('oracle', run.id, 100_000), []);
    const shown = await tests.getTestResultAttachmentContent('oracle', run.id, 100_001, ofResult.id ?? 0);
    assert.equal((await buffer(shown)).toString(), '<xml/>');
    const [changed] = await tests.updateTestResults([{ id: 100_001, outcome: 'Passed' }], 'oracle', run.id);
    assert.equal(changed?.outcome, 'Passed');
    assert.equal((await tests.getTestResults('oracle', run.id)).length, 2);
    const coverage = { buildFlavor: 'debug', buildPlatform: 'x64', coverageStats: [statistic(10, 7)] };
    if (area === 'Test') await (await client.getTestApi()).updateCodeCoverageSummary(coverage, 'oracle', runId);
    else await (await client.getTestResultsApi()).updateCodeCoverageSummary('oracle', runId, coverage);
    const [module] = await tests.getBuildCodeCoverage('oracle', runId, 7);
    assert.deepEqual([module?.configuration?.flavor, module?.modules], ['debug', []]);
    assert.equal((await tests.getTestRunCodeCoverage('oracle', run.id, 7)).length, 1);
    const before = await world.queue();
    const older = { platform: 'x64', configuration: 'debug', statistics: [statistic(10, 5)] };
    await world.kept.coverage.add(before.key, older);
    const reader = await client.getTestResultsApi();
    const summary = await reader.getCodeCoverageSummary('oracle', runId, before.key.runId);
    const [line] = summary.coverageData?.[0]?.coverageStats ?? [];
    assert.deepEqual([line?.covered, line?.isDeltaAvailable, line?.delta], [7, true, 20]);
    const page = await world.call('GET', `/oracle/_apis/${area}/ResultsByBuild?buildId=${runId}&$top=1`);
    assert.deepEqual([page.json<{ count: number }>().count, page.headers['x-ms-continuationtoken']], [1, '1']);
    const rest = await reader.getTestResultsByBuild('oracle', runId, undefined, [2], 5, '1');
    assert.deepEqual(
      rest.map(({ id, runId: testRun, outcome }) => [id, testRun, outcome]),
      [[100_001, run.id, 'Passed']],
    );
    await tests.deleteTestRun('oracle', run.id);
    assert.equal((await world.call('GET', `${runs}/${run.id}`)).statusCode, 404);
  });
}

function statistic(total: number, covered: number) {
  return { label: 'Lines', position: 4, total, covered };
}

test('a file is deleted by its own address alone, and one that is too large is refused', async () => {
  await using world = await World.open();
  const { run } = await withResults(world);
  const files = `${runs}/${run.id}/attachments`;
  const body = { stream: Buffer.from('x').toString('base64'), fileName: 'x.txt' };
  const { id, url } = (await world.call('POST', `${files}?${v}`, { body })).json<{ id: number; url: string }>();
  assert.match(url, new RegExp(`/_apis/test/Runs/${run.id}/Attachments/${id}$`));
  const ofResult = `${runs}/${run.id}/results/100000/attachments/${id}`;
  assert.equal((await world.call('GET', ofResult)).statusCode, 404);
  assert.equal((await world.call('DELETE', `${ofResult}?${v}`)).statusCode, 404);
  assert.equal((await world.call('DELETE', `${files}/${id}?${v}`)).statusCode, 204);
  assert.equal((await world.call('GET', `${files}/${id}`)).statusCode, 404);
  const huge = { stream: 'A'.repeat(testAttachmentBodyBytes), fileName: 'huge' };
  assert.equal((await world.call('POST', `${files}?${v}`, { body: huge })).statusCode, 413);
  const large = { stream: 'A'.repeat(Math.ceil(testAttachmentBytes / 3) * 4 + 4), fileName: 'large' };
  assert.equal((await world.call('POST', `${files}?${v}`, { body: large })).statusCode, 400);
});
