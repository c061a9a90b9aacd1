import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { ServerUnderTest } from './millrace-process.ts';
import { finished, makeRepository, registerPipeline, start } from './sample-project.ts';
import { type TakenJob, VendorAgent, VendorWorker } from './vendor-agent.ts';

type ServedRecord = {
  readonly id: string;
  readonly parentId: string | null;
  readonly type: string;
  readonly name: string;
  readonly state: string;
  readonly result: string | null;
  readonly workerName: string | null;
  readonly log: { readonly id: number } | null;
};

/** A server without an agent of its own, with a pipeline. */
async function served(yaml: string): Promise<{ readonly server: ServerUnderTest; readonly pipeline: number }> {
  const server = await ServerUnderTest.create(['--no-agent']);
  const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': yaml });
  await server.start();
  return { server, pipeline: await registerPipeline(server, folder) };
}

async function connected({ ready }: ServerUnderTest, name: string): Promise<VendorAgent> {
  const agent = await VendorAgent.configure(ready.url, ready.token, name);
  await agent.connect();
  return agent;
}

async function records(server: ServerUnderTest, run: number): Promise<readonly ServedRecord[]> {
  return (await server.json<{ records: readonly ServedRecord[] }>('GET', `Fiber/_apis/build/builds/${run}/timeline`))
    .records;
}

/** Says of a job what the service's agent says, up to its end; answers the log of its step. */
async function work(job: TakenJob, worker: VendorWorker, text: string): Promise<number> {
  const [step] = job.steps;
  const task = { id: step?.id, parentId: job.jobId, type: 'Task', name: step?.displayName, refName: 'CmdLine' };
  await worker.update([
    { id: job.jobId, parentId: null, type: 'Job', state: 1, startTime: new Date().toISOString(), workerName: 'vendor' },
    { ...task, state: 'InProgress', log: { id: 0 } },
  ]);
  await worker.feed([text]);
  const log = await worker.createLog();
  await worker.appendLog(log, `2026-08-12T08:26:45.0000000Z ${text}\n`);
  await worker.appendLog(log, '2026-08-12T08:26:46.0000000Z over\n');
  await worker.attach('summary.md', `# ${text}`);
  await worker.update([
    { ...task, state: 2, result: 0, finishTime: new Date().toISOString(), log: { id: log } },
    { id: job.jobId, state: 2, result: 0, finishTime: new Date().toISOString() },
  ]);
  return log;
}

test("the service's own agent runs a job: by its key for itself, by the job's token for the job", async () => {
  const { server, pipeline } = await served(
    'trigger: none\nsteps:\n- checkout: none\n- script: echo hi\n  name: say\n',
  );
  await using _ = server;
  const agent = await connected(server, 'vendor');
  const run = await start(server, pipeline);
  const job = await agent.takeJob();
  await agent.renew(job);
  await agent.renew(job, { token: job.token });
  const worker = new VendorWorker(job);
  const log = await work(job, worker, 'hi');
  await worker.complete();
  await agent.deleteMessage(job);
  await agent.disconnect();

  const { state, result } = await finished(server, pipeline, run.id);
  assert.deepEqual([state, result], ['completed', 'succeeded']);
  const all = await records(server, run.id);
  const of = (id: string | undefined) => all.find(record => record.id === id);
  const step = of(job.steps[0]?.id);
  const ofJob = of(job.jobId);
  assert.deepEqual(
    [ofJob?.type, ofJob?.state, ofJob?.result, ofJob?.workerName],
    ['Job', 'completed', 'succeeded', 'vendor'],
  );
  assert.deepEqual(
    [step?.type, step?.parentId, step?.state, step?.result, step?.log?.id],
    ['Task', job.jobId, 'completed', 'succeeded', log],
  );
  const text = await (await server.ask('GET', `Fiber/_apis/build/builds/${run.id}/logs/${log}`)).text();
  assert.equal(text, '2026-08-12T08:26:45.0000000Z hi\n2026-08-12T08:26:46.0000000Z over\n');
  const attached = await server.json<{ value: { name: string }[] }>(
    'GET',
    `Fiber/_apis/build/builds/${run.id}/attachments/DistributedTask.Core.Summary`,
  );
  assert.deepEqual(
    attached.value.map(({ name }) => name),
    ['summary.md'],
  );
});

test('an agent that says nothing of the end of a job gives its request back with the result', async () => {
  const { server, pipeline } = await served('trigger: none\nsteps:\n- checkout: none\n- script: exit 1\n');
  await using _ = server;
  const agent = await connected(server, 'vendor');
  const run = await start(server, pipeline);
  const job = await agent.takeJob();
  await new VendorWorker(job).update([{ id: job.jobId, state: 'InProgress' }]);
  const { requestId } = job;
  const { lockedUntil: __, ...answer } = (await agent.finishRequest(job, 2)) as Record<string, unknown>;
  assert.deepEqual(answer, { requestId, result: 'failed' });
  assert.equal((await finished(server, pipeline, run.id)).result, 'failed');
  await agent.renew(job, { status: 404 });
});

const twoJobs = `trigger: none
jobs:
- job: one
  steps: [{ checkout: none }, { script: echo one }]
- job: two
  steps: [{ checkout: none }, { script: echo two }]
`;

test('the token of a job tells nothing of another job, of its run or of any other', async () => {
  const { server, pipeline } = await served(twoJobs);
  await using _ = server;
  const agents = [
    await connected(server, 'first'),
    await connected(server, 'second'),
    await connected(server, 'third'),
  ];
  const [first, second, third] = agents as [VendorAgent, VendorAgent, VendorAgent];
  const run = await start(server, pipeline);
  const job = await first.takeJob();
  const sibling = await second.takeJob();
  const next = await start(server, pipeline);
  const stranger = await third.takeJob();
  const theirs = await work(sibling, new VendorWorker(sibling), 'two');

  // Of another run there is nothing to be found.
  const elsewhere = new VendorWorker(job, stranger.planUrl);
  await elsewhere.createLog(404);
  await elsewhere.appendLog(1, 'x\n', 404);
  await elsewhere.update([{ id: stranger.jobId, state: 'InProgress' }], 404);
  await elsewhere.feed(['x'], { record: stranger.jobId, status: 404 });
  await elsewhere.attach('x', 'x', { record: stranger.jobId, status: 404 });
  await elsewhere.complete({ jobId: stranger.jobId, requestId: stranger.requestId }, 404);
  await third.renew(stranger, { token: job.token, status: 404 });

  // Of its own run only the job itself is its own.
  const own = new VendorWorker(job);
  const step = sibling.steps[0]?.id ?? '';
  await own.update([{ id: sibling.jobId, state: 'Completed', result: 'failed' }], 401);
  await own.update([{ id: step, result: 'failed' }], 401);
  await own.update([{ id: step, parentId: job.jobId, result: 'failed' }], 401);
  await own.update([{ id: '6a3e4b1c-0000-4000-8000-000000000001', parentId: sibling.jobId, name: 'x' }], 401);
  await own.update([{ id: '6a3e4b1c-0000-4000-8000-000000000001', name: 'x' }], 401);
  await own.feed(['x'], { record: sibling.jobId, status: 401 });
  await own.attach('x', 'x', { record: step, status: 401 });
  await own.appendLog(theirs, 'x\n', 401);
  await own.complete({ jobId: sibling.jobId, requestId: sibling.requestId }, 401);
  await own.complete({ requestId: sibling.requestId }, 401);
  await second.renew(sibling, { token: job.token, status: 404 });

  // An agent with a key holds on to what it has, and to nothing else.
  await first.renew(job);
  await first.renew(sibling, { status: 404 });

  const untouched = (await records(server, run.id)).find(({ id }) => id === step);
  assert.deepEqual([untouched?.parentId, untouched?.result], [sibling.jobId, 'succeeded']);
  assert.equal((await records(server, next.id)).find(({ id }) => id === stranger.jobId)?.state, 'pending');

  // And with all that it was refused it ends as it should.
  await work(job, own, 'one');
  await own.complete();
  await new VendorWorker(sibling).complete();
  assert.equal((await finished(server, pipeline, run.id)).result, 'succeeded');
});
