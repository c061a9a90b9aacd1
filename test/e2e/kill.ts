import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../simulation/random.ts';
import { eventually, ServerUnderTest } from './millrace-process.ts';
import { makeRepository, registerPipeline } from './sample-project.ts';

const instants = 20;

/** The longest a run of the pipeline below takes to its end, roughly, in milliseconds: instants are drawn from it. */
const spanMs = 1500;

type Run = { id: number; state: string; result?: string; name: string };
type Log = { id: number; lineCount: number };
type Shown = {
  readonly run: Run | undefined;
  readonly logs: ReadonlyMap<number, string>;
  readonly finished: ReadonlyMap<string, string>;
};

/**
 * Kills a server at random instants of a run and starts it again. Every run must end, whatever was shown must still be there, and no
 * step may have run twice. `seed` makes the instants the same each time.
 */
export async function killAtRandomInstants(seed: number, flags: readonly string[]): Promise<void> {
  await using server = await ServerUnderTest.create(flags);
  const marks = join(server.data, 'marks');
  const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': pipelineText(marks) });
  await server.start();
  const pipeline = await registerPipeline(server, folder);
  const random = new Random(seed);
  for (let count = 0; count < instants; count += 1) {
    const afterMs = random.below(spanMs);
    const { id } = await server.json<Run>('POST', `Fiber/_apis/pipelines/${pipeline}/runs`, {});
    const shown = await watch(server, pipeline, id, afterMs);
    await server.end('SIGKILL');
    await server.start();
    const label = `seed ${seed}, instant ${count} (${afterMs} ms)`;
    await checkShown(server, pipeline, id, shown, label);
    const run = await eventually(
      () => getRun(server, pipeline, id),
      each => each.state === 'completed',
    );
    // The server's own agent goes with it, and the job of an agent that goes is canceled, as the service has it, if there is time to say so.
    assert.match(run.result ?? '', /^(succeeded|failed|canceled)$/, label);
    await checkTimeline(server, id, label);
  }
  const lines = (await readFile(marks, 'utf8').catch(() => '')).split('\n').filter(line => line !== '');
  assert.equal(new Set(lines).size, lines.length, `a step ran twice: ${lines.join(', ')}`);
}

function pipelineText(marks: string): string {
  const step = (name: string): string => `
    - bash: |
        echo "$(Build.BuildId) $(System.JobId) ${name}" >> ${marks}
        for i in 1 2 3 4 5; do echo "${name} line $i"; sleep 0.03; done
      displayName: ${name}`;
  const job = (name: string): string => `
  - job: ${name}
    steps:
    - checkout: none${step(`${name}1`)}${step(`${name}2`)}`;
  return `trigger: none\nstages:\n- stage: A\n  jobs:${job('a')}${job('b')}\n- stage: B\n  jobs:${job('c')}\n`;
}

function getRun(server: ServerUnderTest, pipeline: number, id: number): Promise<Run> {
  return server.json<Run>('GET', `Fiber/_apis/pipelines/${pipeline}/runs/${id}`);
}

/** Looks at the run until the instant has come; answers the last that was shown. */
async function watch(server: ServerUnderTest, pipeline: number, id: number, afterMs: number): Promise<Shown> {
  const until = Date.now() + afterMs;
  let shown: Shown = { run: undefined, logs: new Map(), finished: new Map() };
  while (Date.now() < until) {
    shown = await look(server, pipeline, id);
    await sleep(20);
  }
  return shown;
}

async function look(server: ServerUnderTest, pipeline: number, id: number): Promise<Shown> {
  const run = await getRun(server, pipeline, id);
  const { logs } = await server.json<{ logs: Log[] }>('GET', `Fiber/_apis/pipelines/${pipeline}/runs/${id}/logs`);
  const texts = new Map<number, string>();
  for (const log of logs)
    texts.set(log.id, await (await server.ask('GET', `Fiber/_apis/build/builds/${id}/logs/${log.id}`)).text());
  return { run, logs: texts, finished: await finishedRecords(server, id) };
}

async function finishedRecords(server: ServerUnderTest, id: number): Promise<Map<string, string>> {
  const { records } = await server.json<{ records: { id: string; state: string; result: string }[] }>(
    'GET',
    `Fiber/_apis/build/builds/${id}/timeline`,
  );
  return new Map(records.filter(record => record.state === 'completed').map(record => [record.id, record.result]));
}

async function checkShown(
  server: ServerUnderTest,
  pipeline: number,
  id: number,
  shown: Shown,
  label: string,
): Promise<void> {
  const now = await look(server, pipeline, id);
  assert.equal(now.run?.id, id, label);
  if (shown.run?.state === 'completed') assert.deepEqual(now.run, shown.run, label);
  for (const [log, text] of shown.logs)
    assert.ok(now.logs.get(log)?.startsWith(text), `${label}: log ${log} lost lines`);
  for (const [record, result] of shown.finished)
    assert.equal(now.finished.get(record), result, `${label}: record ${record} changed`);
}

async function checkTimeline(server: ServerUnderTest, id: number, label: string): Promise<void> {
  const { records } = await server.json<{ records: { name: string; type: string; state: string }[] }>(
    'GET',
    `Fiber/_apis/build/builds/${id}/timeline`,
  );
  const open = records.filter(record => record.state !== 'completed' && record.type === 'Job');
  assert.deepEqual(open, [], `${label}: jobs still open after the run's end`);
}
