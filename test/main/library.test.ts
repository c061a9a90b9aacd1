import assert from 'node:assert/strict';
import { test } from 'node:test';
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
- stage: Deploy
  jobs:
  - job: release
    steps:
    - checkout: none
    - bash: ship
`;

const fixture = { project: 'Fiber', name: 'ci', yaml };

type Run = { id: number; state: string; result?: string; name: string; tags: string[] };

async function ask(millrace: Millrace, path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') {
  return fetch(`${millrace.url}/${path}`, {
    method,
    redirect: 'manual',
    headers: {
      authorization: `Basic ${Buffer.from(`:${millrace.token}`).toString('base64')}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function json<Answer>(...asked: Parameters<typeof ask>): Promise<Answer> {
  const answer = await ask(...asked);
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  return JSON.parse(text) as Answer;
}

test('a run is declared as it is to be, and every route shows it', async () => {
  await using millrace = await startMillrace();
  await millrace.fixtures.pipeline(fixture);
  const row = await millrace.fixtures.run({
    project: 'Fiber',
    pipeline: 'ci',
    jobs: { compile: { logs: { 'Make it': ['made'] } }, 'Deploy.release': { result: 'failed' } },
    tags: ['nightly'],
    name: 'v1.2',
  });
  const { runId } = row.key;
  const run = await json<Run>(millrace, `Fiber/_apis/pipelines/${row.pipeline.id}/runs/${runId}`);
  assert.deepEqual([run.state, run.result, run.name, run.tags], ['completed', 'failed', 'v1.2', ['nightly']]);
  const { records } = await json<{
    records: { type: string; name: string; result: string; log: { id: number } | null }[];
  }>(millrace, `Fiber/_apis/build/builds/${runId}/timeline`);
  assert.deepEqual(
    records.filter(({ type }) => type === 'Stage').map(({ name, result }) => `${name} ${result}`),
    ['Build succeeded', 'Deploy failed'],
  );
  const made = records.find(({ name }) => name === 'Make it');
  const log = await ask(millrace, `Fiber/_apis/build/builds/${runId}/logs/${made?.log?.id}`);
  assert.match(await log.text(), /Z made\n$/);
});

test('jobs with an outcome end without an agent, by the clock of the server', async () => {
  await using millrace = await startMillrace();
  millrace.clock.stop();
  const { id } = await millrace.fixtures.pipeline({
    ...fixture,
    outcomes: { compile: { durationMs: 60_000 }, '*': {} },
  });
  const { id: runId } = await json<Run>(millrace, `Fiber/_apis/pipelines/${id}/runs?api-version=7.1`, {});
  const path = `Fiber/_apis/build/builds/${runId}`;
  const show = () => json<{ status: string; result?: string; startTime: string; finishTime: string }>(millrace, path);
  await eventually(show, ({ status }) => status === 'inProgress');
  await millrace.clock.advance(60_000);
  const over = await eventually(show, ({ status }) => status === 'completed');
  assert.equal(over.result, 'succeeded');
  assert.equal(Date.parse(over.finishTime) - Date.parse(over.startTime), 60_000);
});

test('a job without an outcome waits for an agent', async () => {
  await using millrace = await startMillrace();
  await millrace.fixtures.pipeline(fixture);
  const row = await millrace.fixtures.run({ project: 'Fiber', pipeline: 'ci', jobs: {} });
  assert.equal(row.state, 'inProgress');
});

test('requests go wrong as told, and no others', async () => {
  await using millrace = await startMillrace();
  const projects = '_apis/projects';
  millrace.faults.add({ kind: 'tooManyRequests', path: '/_apis/projects*', times: 1, retryAfterSeconds: 7 });
  const blocked = await ask(millrace, projects);
  assert.deepEqual([blocked.status, blocked.headers.get('retry-after')], [429, '7']);
  assert.equal((await ask(millrace, projects)).status, 200);
  millrace.faults.add({ kind: 'signIn', method: 'GET', times: 1 });
  assert.equal((await ask(millrace, projects)).status, 302);
  millrace.faults.add({ kind: 'serverError', times: 1 });
  assert.equal((await ask(millrace, projects)).status, 500);
  millrace.faults.add({ kind: 'cut', times: 1 });
  await assert.rejects(async () => (await ask(millrace, projects)).text());
  millrace.faults.add({ kind: 'serverError', probability: 0.5, seed: 3 });
  const statuses = [];
  for (let count = 0; count < 20; count += 1) statuses.push((await ask(millrace, projects)).status);
  assert.deepEqual([...new Set(statuses)].sort(), [200, 500]);
  millrace.faults.clear();
  assert.equal((await ask(millrace, projects)).status, 200);
});

test('the same controls are there over HTTP, for a token of everything', async () => {
  await using millrace = await startMillrace({ organization: 'contoso' });
  const at = '2030-01-01T00:00:00Z';
  const clock = await json<{ now: string; isStopped: boolean }>(millrace, '_millrace/clock', {
    isStopped: true,
    now: at,
  });
  assert.deepEqual([Date.parse(clock.now), clock.isStopped], [Date.parse(at), true]);
  const { id } = await json<{ id: number }>(millrace, '_millrace/pipelines', fixture);
  const run = await json<Run>(millrace, '_millrace/runs', {
    project: 'Fiber',
    pipeline: String(id),
    jobs: { '*': {} },
  });
  assert.deepEqual([run.state, run.result, run.name], ['completed', 'succeeded', '20300101.1']);
  await json(millrace, '_millrace/faults', { kind: 'serverError', path: '*/builds*' });
  assert.equal((await ask(millrace, 'Fiber/_apis/build/builds')).status, 500);
  assert.equal((await ask(millrace, '_millrace/faults', undefined, 'DELETE')).status, 204);
  assert.equal((await ask(millrace, 'Fiber/_apis/build/builds')).status, 200);
  const refused = await ask(millrace, '_millrace/runs', { project: 'Fiber', pipeline: 'none' });
  assert.equal(refused.status, 400);
});

test('who has not a token for everything can not have the controls', async () => {
  await using millrace = await startMillrace();
  const made = await json<{ patToken: { token: string } }>(millrace, '_apis/tokens/pats?api-version=7.1-preview.1', {
    displayName: 'less',
    scope: 'vso.build_execute',
    validTo: new Date(Date.now() + 3_600_000).toISOString(),
    allOrgs: false,
  });
  const less = { ...millrace, token: made.patToken.token };
  assert.equal((await ask(less, 'Fiber/_apis/build/builds')).status, 404);
  assert.equal((await ask(less, '_millrace/clock')).status, 401);
});

test('any version will do where versions are loose, and none is asked for', async () => {
  await using strict = await startMillrace();
  assert.equal((await ask(strict, '_apis/projects?api-version=99.0')).status, 400);
  await using loose = await startMillrace({ looseVersions: true });
  assert.equal((await ask(loose, '_apis/projects?api-version=99.0')).status, 200);
  assert.equal((await ask(loose, '_apis/projects', { name: 'made' })).status, 202);
});

test('schedules follow the clock before it has moved, and after', async () => {
  await using millrace = await startMillrace();
  millrace.clock.stop();
  await millrace.clock.set(Date.UTC(2030, 0, 1));
  const schedule = 'schedules:\n- cron: 0 3 * * *\n  always: true\n  branches:\n    include: [main]\n';
  await millrace.fixtures.pipeline({ ...fixture, yaml: `${schedule}${yaml}`, outcomes: { '*': {} } });
  await millrace.clock.advance(3 * 3_600_000 - 1);
  type Builds = { value: { reason: string; queueTime: string }[] };
  assert.deepEqual((await json<Builds>(millrace, 'Fiber/_apis/build/builds')).value, []);
  await millrace.clock.advance(1);
  const { value } = await json<Builds>(millrace, 'Fiber/_apis/build/builds');
  assert.deepEqual(
    value.map(({ reason, queueTime }) => [reason, queueTime]),
    [['schedule', '2030-01-01T03:00:00Z']],
  );
});

test('the timeline of a declared run is as an agent would have left it', async () => {
  await using millrace = await startMillrace();
  const steps = 'steps:\n- checkout: self\n- bash: make\n- script: test\n  displayName: Test it\n';
  await millrace.fixtures.pipeline({ ...fixture, yaml: steps });
  const jobs = { Job: { result: 'failed' as const, logs: { 'Initialize job': ['hello'], Bash: ['made'] } } };
  const { key } = await millrace.fixtures.run({ project: 'Fiber', pipeline: 'ci', jobs });
  type Record = { type: string; name: string; refName: string; result: string; order: number; task?: { name: string } };
  const { records } = await json<{ records: Record[] }>(millrace, `Fiber/_apis/build/builds/${key.runId}/timeline`);
  const tasks = records.filter(({ type }) => type === 'Task').sort((a, b) => a.order - b.order);
  assert.deepEqual(
    tasks.map(({ name, refName, result, task }) => [name, refName, result, task?.name]),
    [
      ['Initialize job', 'JobExtension_Init', 'succeeded', undefined],
      ['Checkout ci@main to s', '__system_1', 'succeeded', 'Checkout'],
      ['Bash', 'Bash', 'succeeded', 'Bash'],
      ['Test it', 'CmdLine', 'failed', 'CmdLine'],
      ['Post-job: Checkout ci@main to s', '__system_1', 'succeeded', 'Checkout'],
      ['Finalize Job', 'JobExtension_Final', 'succeeded', undefined],
    ],
  );
});

test('an outcome for what a run does not have is refused, with what there is', async () => {
  await using millrace = await startMillrace();
  await millrace.fixtures.pipeline(fixture);
  const run = (jobs: Parameters<Millrace['fixtures']['run']>[0]['jobs'] & {}) =>
    millrace.fixtures.run({ project: 'Fiber', pipeline: 'ci', jobs });
  await assert.rejects(run({ compil: {} }), /The run has no job 'compil'. It has Build.compile, Deploy.release\./);
  await assert.rejects(run({ 'Deploy.compile': {} }), /no job 'Deploy.compile'/);
  await assert.rejects(run({ compile: { logs: { 'Mak it': [] } } }), /no step 'Mak it'. It has .*'Make it'/);
  await run({ 'build.COMPILE': { logs: { 'make IT': ['x'] } } });
});

test('the clock stays within the years that have four digits', async () => {
  await using millrace = await startMillrace();
  for (const to of [Number.NaN, -1, Date.UTC(10_000, 0)]) await assert.rejects(millrace.clock.set(to), RangeError);
  const answer = await ask(millrace, '_millrace/clock', { advanceMs: Number.MAX_SAFE_INTEGER });
  assert.equal(answer.status, 400);
});
