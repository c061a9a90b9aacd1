import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { getPersonalAccessTokenHandler, WebApi } from 'azure-devops-node-api';
import { BuildResult, TaskResult, TimelineRecordState } from 'azure-devops-node-api/interfaces/BuildInterfaces.js';
import { RunState } from 'azure-devops-node-api/interfaces/PipelinesInterfaces.js';
import { type Millrace, startMillrace } from '../../src/main/library.ts';
import { eventually } from '../e2e/millrace-process.ts';

const yaml = `trigger: none
stages:
- stage: Build
  jobs:
  - job: compile
    steps:
    - checkout: none
    - bash: make
      displayName: Make it
    - bash: make check
      displayName: Test it
- stage: Deploy
  jobs:
  - deployment: release
    environment: production
    strategy:
      runOnce:
        deploy:
          steps:
          - bash: ship
`;

const fiber = { project: 'Fiber', name: 'ci', yaml };
const runOfFiber = { project: 'Fiber', pipeline: 'ci' };

/** A client of the server, as the tests of a program that uses it have one. */
function clientOf({ url, token }: Millrace): WebApi {
  return new WebApi(url, getPersonalAccessTokenHandler(token), { allowRetries: false });
}

test('a job is under way, with the lines that it has logged so far', async () => {
  await using millrace = await startMillrace();
  await millrace.fixtures.pipeline(fiber);
  const jobs = { compile: { state: 'inProgress' as const, logs: { 'Make it': ['made'], 'Test it': ['1 of 2'] } } };
  const { key } = await millrace.fixtures.run({ ...runOfFiber, jobs });
  const builds = await clientOf(millrace).getBuildApi();
  const { records = [] } = await builds.getBuildTimeline('Fiber', key.runId);
  const stateOf = (name: string) => records.find(record => record.name === name)?.state;
  assert.deepEqual(['compile', 'Make it', 'Test it'].map(stateOf), [
    TimelineRecordState.InProgress,
    TimelineRecordState.Completed,
    TimelineRecordState.InProgress,
  ]);
  const { id = 0 } = records.find(({ name }) => name === 'Test it')?.log ?? {};
  assert.match((await builds.getBuildLogLines('Fiber', key.runId, id)).join('\n'), /Z 1 of 2$/);
  const pipelines = await clientOf(millrace).getPipelinesApi();
  const { id: pipelineId = 0 } = (await pipelines.listPipelines('Fiber'))[0] ?? {};
  assert.equal((await pipelines.getRun('Fiber', pipelineId, key.runId)).state, RunState.InProgress);
});

test('a run has artifacts, results of tests and issues that nobody made', async () => {
  await using millrace = await startMillrace();
  await millrace.fixtures.pipeline(fiber);
  const compile = {
    result: 'failed' as const,
    artifacts: { drop: { 'bin/app.txt': 'built', 'readme.md': '# read' } },
    tests: { unit: [{ name: 'adds' }, { name: 'divides', outcome: 'Failed' as const, errorMessage: 'by zero' }] },
    issues: [{ type: 'error' as const, message: 'two of three' }],
  };
  const { key } = await millrace.fixtures.run({ ...runOfFiber, jobs: { compile } });
  const api = clientOf(millrace);
  const builds = await api.getBuildApi();
  const [artifact] = await builds.getArtifacts('Fiber', key.runId);
  assert.equal(artifact?.name, 'drop');
  const zip = await text(await builds.getArtifactContentZip('Fiber', key.runId, 'drop'));
  assert.match(zip, /drop\/bin\/app\.txt/);
  const tests = await api.getTestApi();
  const summary = await tests.queryTestResultsReportForBuild('Fiber', key.runId);
  assert.equal(summary.aggregatedResultsAnalysis?.totalTests, 2);
  const [run] = await tests.getTestRuns('Fiber', `vstfs:///Build/Build/${key.runId}`);
  const results = await tests.getTestResults('Fiber', run?.id ?? 0);
  assert.deepEqual(
    results.map(({ testCaseTitle, outcome, errorMessage }) => [testCaseTitle, outcome, errorMessage]),
    [
      ['adds', 'Passed', undefined],
      ['divides', 'Failed', 'by zero'],
    ],
  );
  const { records = [] } = await builds.getBuildTimeline('Fiber', key.runId);
  const job = records.find(({ name, type }) => name === 'compile' && type === 'Job');
  assert.deepEqual([job?.result, job?.issues?.[0]?.message], [TaskResult.Failed, 'two of three']);
});

test('a run waits for an approval, has one, or was rejected', async () => {
  await using millrace = await startMillrace();
  await millrace.fixtures.pipeline(fiber);
  const asked = { project: 'Fiber', environment: 'production', instructions: 'Look at the test results.' };
  const { environmentId } = await millrace.fixtures.approval(asked);
  assert.ok(environmentId > 0);
  const waiting = await millrace.fixtures.run(runOfFiber);
  assert.equal(waiting.state, 'inProgress');
  const headers = { authorization: `Basic ${btoa(`:${millrace.token}`)}`, 'content-type': 'application/json' };
  const path = `${millrace.url}/Fiber/_apis/pipelines/approvals?api-version=7.1`;
  const { value } = (await (await fetch(path, { headers })).json()) as {
    value: { id: string; instructions: string }[];
  };
  assert.equal(value[0]?.instructions, asked.instructions);
  const body = JSON.stringify([{ approvalId: value[0]?.id, status: 'approved' }]);
  assert.equal((await fetch(path, { method: 'PATCH', headers, body })).status, 200);
  const builds = await clientOf(millrace).getBuildApi();
  const over = await eventually(
    () => builds.getBuild('Fiber', waiting.key.runId),
    ({ result }) => result !== undefined,
  );
  assert.equal(over.result, BuildResult.Succeeded);
  const approved = await millrace.fixtures.run({ ...runOfFiber, approvals: 'approved' });
  assert.equal(approved.result, 'succeeded');
  const rejected = await millrace.fixtures.run({ ...runOfFiber, approvals: 'rejected' });
  assert.equal(rejected.result, 'failed');
});

test('a client that is throttled, sent away, cut off or kept waiting finds it out', async () => {
  await using millrace = await startMillrace();
  await millrace.fixtures.project('Fiber');
  const core = await clientOf(millrace).getCoreApi();
  await core.getProjects();
  const { faults } = millrace;
  faults.add({ kind: 'tooManyRequests', path: '/_apis/projects*', times: 1, retryAfterSeconds: 30 });
  await assert.rejects(core.getProjects(), { statusCode: 429 });
  faults.add({ kind: 'serverError', path: '/_apis/projects*', times: 1 });
  await assert.rejects(core.getProjects(), { statusCode: 500 });
  faults.add({ kind: 'cut', path: '/_apis/projects*', times: 1 });
  const partial = await core.getProjects().catch(() => null);
  assert.equal(partial, null);
  faults.add({ kind: 'slow', path: '/_apis/projects*', times: 1, delayMs: 300 });
  assert.equal((await core.getProjects()).length, 1);
  assert.deepEqual(faults.list(), []);
});

test('a program in any language declares the same over HTTP', async () => {
  await using millrace = await startMillrace();
  const headers = { authorization: `Basic ${btoa(`:${millrace.token}`)}`, 'content-type': 'application/json' };
  const post = async <Answer>(path: string, body: unknown): Promise<Answer> => {
    const answer = await fetch(`${millrace.url}/_millrace/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    assert.equal(answer.status, 200, path);
    return (await answer.json()) as Answer;
  };
  await post('pipelines', fiber);
  await post('approvals', { project: 'Fiber', environment: 'production' });
  const compile = { artifacts: { drop: { 'a.txt': 'a' } }, tests: { unit: [{ name: 'adds' }] } };
  const jobs = { compile, release: { state: 'inProgress', logs: { bash: ['shipping'] } } };
  const { id } = await post<{ id: number }>('runs', { ...runOfFiber, jobs, approvals: 'approved' });
  const builds = await clientOf(millrace).getBuildApi();
  const { records = [] } = await builds.getBuildTimeline('Fiber', id);
  const states = records.filter(({ type }) => type === 'Stage').map(({ name, state }) => [name, state]);
  assert.deepEqual(states, [
    ['Build', TimelineRecordState.Completed],
    ['Deploy', TimelineRecordState.InProgress],
  ]);
  assert.equal((await builds.getArtifacts('Fiber', id)).length, 1);
});
