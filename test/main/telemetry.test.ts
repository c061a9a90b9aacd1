import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isGuid } from '../../src/base/id.ts';
import { Metrics } from '../../src/main/telemetry/metrics.ts';
import { basic, organization, World } from '../api/support/world.ts';
import { eventually, ServerUnderTest } from '../e2e/millrace-process.ts';

const projects = '/_apis/projects';

async function worldWithMetrics(options: { readonly anonymousMetrics?: boolean } = {}) {
  const holder: { metrics?: Metrics } = {};
  const world = await World.open({ ...options, scrape: observe => (holder.metrics as Metrics).scrape(observe) });
  const metrics = new Metrics({ organization, stores: world.stores });
  holder.metrics = metrics;
  return { world, metrics };
}

test('metrics tell of runs, jobs, the queue, agents and requests by route', async () => {
  const { world, metrics } = await worldWithMetrics();
  await using _ = world;
  const row = await world.queue();
  metrics.hear(row.key, await world.stores.runs.read(row.key, 0));
  await world.call('GET', '//metrics');
  await world.call('GET', projects);
  const { headers, body } = await world.call('GET', '//metrics');
  assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/);
  for (const line of [
    'millrace_runs_total{event="queued",result=""} 1',
    'millrace_jobs_total{event="queued",result=""} 1',
    'millrace_job_requests{pool="Default",state="waiting"} 1',
    'millrace_job_requests{pool="Default",state="running"} 0',
    'millrace_agents{pool="Default",state="online"} 0',
    'nodejs_eventloop_lag_seconds',
  ]) {
    assert.ok(body.includes(line), `${line} is not in\n${body}`);
  }
  await eventually(
    async () => (await world.call('GET', '//metrics')).body,
    text =>
      text.includes(
        'millrace_http_request_duration_seconds_count{method="GET",route="/:organization/_apis/projects",status="200"} 1',
      ),
  );
});

test('metrics tell how long runs took and jobs waited, each once', async () => {
  const { world, metrics } = await worldWithMetrics();
  await using _ = world;
  const row = await world.queue();
  world.clock.at += 2_000;
  await world.finish(row.key, 'failed');
  const begun = await world.queue();
  for (const { key } of [row, begun]) metrics.hear(key, await world.stores.runs.read(key, 0));
  for (const time of [1, 2]) {
    const { body } = await world.call('GET', '//metrics');
    for (const line of [
      'millrace_run_duration_seconds_count{result="failed"} 1',
      'millrace_run_duration_seconds_sum{result="failed"} 33.7',
      'millrace_job_wait_seconds_count{pool="Default"} 1',
      'millrace_job_wait_seconds_sum{pool="Default"} 2',
    ])
      assert.ok(body.includes(line), `${line} is not in the answer ${time}:\n${body}`);
  }
});

test('metrics need a token with their own scope, unless the server is told otherwise', async () => {
  const { world } = await worldWithMetrics();
  await using _ = world;
  await world.addToken('metrics', ['millrace.metrics']);
  await world.addToken('build', ['vso.build']);
  const status = async (authorization: string | null) =>
    (await world.call('GET', '//metrics', { authorization })).statusCode;
  assert.deepEqual([await status(null), await status(basic('build')), await status(basic('metrics'))], [401, 401, 200]);
  const { world: open } = await worldWithMetrics({ anonymousMetrics: true });
  await using __ = open;
  assert.equal((await open.call('GET', '//metrics', { authorization: null })).statusCode, 200);
  await using without = await World.open();
  assert.equal((await without.call('GET', '//metrics')).statusCode, 404);
});

test('a server is alive without its database, and ready only with it', async () => {
  await using world = await World.open();
  const status = async (path: string) =>
    (await world.call('GET', `//health${path}`, { authorization: null })).statusCode;
  assert.deepEqual([await status(''), await status('/ready'), await status('/live')], [200, 200, 200]);
  world.services.catalogue.projects = () => Promise.reject(new Error('gone'));
  assert.deepEqual([await status(''), await status('/ready'), await status('/live')], [503, 503, 200]);
});

test('the log has a line of JSON for each request, by its route, without addresses or tokens', async () => {
  await using scope = await ServerUnderTest.create();
  const readyFile = join(scope.data, 'ready.json');
  const entry = fileURLToPath(new URL('../../src/main/millrace.ts', import.meta.url));
  const args = ['serve', '--port', '0', '--data', join(scope.data, 'd'), '--ready-file', readyFile, '--no-agent'];
  const child = spawn(process.execPath, [entry, ...args, '--log-level', 'info'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  child.stderr.on('data', piece => {
    text += String(piece);
  });
  try {
    const ready = await eventually(
      () => readFile(readyFile, 'utf8').catch(() => ''),
      content => content !== '',
    );
    const { url, token } = JSON.parse(ready) as { url: string; token: string };
    const answer = await fetch(`${url}/_apis/projects?api-version=7.1&signature=hidden`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const activityId = answer.headers.get('activityid') ?? '';
    await eventually(
      async () => text,
      logged => logged.includes(activityId),
    );
    const line = text.split('\n').find(each => each.includes(activityId)) ?? '';
    const { time, durationMs, ...rest } = JSON.parse(line) as Record<string, unknown>;
    assert.ok(!Number.isNaN(Date.parse(String(time))) && typeof durationMs === 'number');
    const route = '/:organization/_apis/projects';
    const operation = 'projects.list';
    const said = { level: 'info', activityId, method: 'GET', route, operation, status: 200, user: 'administrator' };
    assert.deepEqual(rest, { ...said, msg: 'request' });
    const metrics = await fetch(new URL('/metrics', url), { headers: { authorization: `Bearer ${token}` } });
    assert.match(await metrics.text(), /^millrace_agents\{pool="Default",state="online"\} 0$/m);
    assert.ok(!text.includes('hidden') && !text.includes(token));
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
});

/** An SDK as small as one can be: it writes the name and the attributes of each span that ends. */
const sdk = `
import { trace } from '@opentelemetry/api';
import { appendFileSync } from 'node:fs';
class Span {
  constructor(name, options, context) {
    const parent = context === undefined ? undefined : trace.getSpan(context)?.said.name;
    this.said = { name, parent, kind: options?.kind, attributes: { ...options?.attributes } };
  }
  addEvent(name) { this.said.event = name; return this; }
  setAttribute(name, value) { this.said.attributes[name] = value; return this; }
  setAttributes(all) { Object.assign(this.said.attributes, all); return this; }
  setStatus(status) { this.said.status = status; return this; }
  end() { appendFileSync(process.env.SPANS, JSON.stringify(this.said) + '\\n'); }
}
trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan: (...asked) => new Span(...asked) }) });
`;

test('with an SDK there is a span for each request, run, stage and job', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-traces-'));
  const here = fileURLToPath(new URL('.', import.meta.url));
  const script = join(folder, 'main.mjs');
  const source = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);
  const api = JSON.stringify(import.meta.resolve('@opentelemetry/api'));
  const main = `
${sdk.replace("'@opentelemetry/api'", api)}
const { openTraces } = await import(${source('main/telemetry/traces.ts')});
const traces = await openTraces();
const end = traces.observer({ method: 'GET', headers: {}, routeOptions: { url: '/x/:id' } });
end({ status: 500, activityId: 'a', operation: 'x.get' });
const key = { organization: 'o', runId: 7 };
traces.hear(key, [{ type: 'runQueued', at: 1, run: { pipeline: { name: 'nightly' } } }]);
const stage = { stage: 'Build', attempt: 1 };
const ref = { ...stage, job: 'compile' };
traces.hear(key, [{ type: 'stageStarted', at: 1, ...stage }, { type: 'jobQueued', at: 1, ref, pool: 'Default' }]);
traces.hear(key, [{ type: 'jobStarted', at: 2, ref }, { type: 'jobCompleted', at: 2, ref, result: 'failed' }]);
traces.hear(key, [{ type: 'stageCompleted', at: 2, ...stage, result: 'failed' }]);
traces.hear(key, [{ type: 'runCompleted', at: 2, result: 'failed' }]);
`;
  try {
    await writeFile(script, main);
    const spans = join(folder, 'spans');
    const child = spawn(process.execPath, [script], {
      stdio: 'inherit',
      cwd: here,
      env: { ...process.env, SPANS: spans },
    });
    const [code] = await once(child, 'exit');
    assert.equal(code, 0);
    const [request, job, stage, run] = (await readFile(spans, 'utf8'))
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as object);
    assert.deepEqual(request, {
      name: 'GET /x/:id',
      kind: 1,
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/x/:id',
        'http.response.status_code': 500,
        'millrace.activity_id': 'a',
        'millrace.operation': 'x.get',
      },
      status: { code: 2 },
    });
    const place = { 'millrace.stage': 'Build', 'millrace.attempt': 1, 'millrace.result': 'failed' };
    assert.deepEqual(job, {
      name: 'job compile',
      parent: 'stage Build',
      attributes: { ...place, 'millrace.job': 'compile' },
      event: 'started',
      status: { code: 2 },
    });
    assert.deepEqual(stage, { name: 'stage Build', parent: 'run nightly', attributes: place, status: { code: 2 } });
    assert.deepEqual(run, {
      name: 'run nightly',
      attributes: { 'millrace.run_id': 7, 'millrace.pipeline': 'nightly', 'millrace.result': 'failed' },
      status: { code: 2 },
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('what fails while no client waits is a line of the log with an activity id of its own', async () => {
  await using scope = await ServerUnderTest.create();
  const data = join(scope.data, 'd');
  const entry = fileURLToPath(new URL('../../src/main/millrace.ts', import.meta.url));
  const args = ['serve', '--port', '0', '--data', data, '--no-agent', '--log-level', 'error'];
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stderr.on('data', piece => {
    text += String(piece);
  });
  try {
    await once(child.stdout, 'data');
    const database = new DatabaseSync(join(data, 'millrace.db'));
    database.exec('alter table run rename to hidden');
    const found = (): string | undefined => text.split('\n').find(line => line.includes('looking for due runs failed'));
    await eventually(async () => found(), Boolean);
    database.exec('alter table hidden rename to run');
    database.close();
    const { level, activityId, err, msg } = JSON.parse(found() ?? '') as Record<string, unknown>;
    assert.deepEqual([level, msg], ['error', 'looking for due runs failed']);
    assert.ok(isGuid(String(activityId)));
    assert.match(JSON.stringify(err), /no such table/);
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
});

test('without an SDK there are no traces', async () => {
  const { openTraces } = await import('../../src/main/telemetry/traces.ts');
  assert.equal(await openTraces(), undefined);
});
