import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, ServerUnderTest } from './millrace-process.ts';
import { makeRepository, registerPipeline } from './sample-project.ts';

type Run = { readonly id: number; readonly state: string; readonly result?: string };
type List<T> = { readonly value: readonly T[] };
type Approval = {
  readonly id: string;
  readonly status: string;
  readonly pipeline: { readonly owner: { readonly id: number } };
};
type Record = { readonly name: string; readonly type: string; readonly state: string; readonly result: string };
type Check = { readonly type: { readonly name: string }; readonly settings: object };

const pipelineText = (steps: string): string => `trigger: none
stages:
- stage: Deploy
  jobs:
  - deployment: web
    environment: production
    strategy:
      runOnce:
        deploy:
          steps:
          - checkout: none
          - bash: ${steps}
`;

/** A server with a pipeline that deploys to an environment with a check on it. */
async function guarded(server: ServerUnderTest, steps: string, check: (me: string) => Check): Promise<number> {
  const files = { 'azure-pipelines.yml': pipelineText(steps) };
  const folder = await makeRepository(join(server.data, 'repository'), files);
  await server.start();
  const pipeline = await registerPipeline(server, folder);
  const environment = { name: 'production' };
  const { id } = await server.json<{ id: number }>('POST', 'Fiber/_apis/pipelines/environments', environment);
  const { authenticatedUser } = await server.json<{ authenticatedUser: { id: string } }>('GET', '_apis/connectionData');
  const body = { ...check(authenticatedUser.id), resource: { type: 'environment', id: String(id) } };
  await server.json('POST', 'Fiber/_apis/pipelines/checks/configurations', body);
  return pipeline;
}

function start(server: ServerUnderTest, pipeline: number): Promise<Run> {
  return server.json<Run>('POST', `Fiber/_apis/pipelines/${pipeline}/runs`, {});
}

function finished(server: ServerUnderTest, pipeline: number, id: number): Promise<Run> {
  return eventually(
    () => server.json<Run>('GET', `Fiber/_apis/pipelines/${pipeline}/runs/${id}`),
    ({ state }) => state === 'completed',
  );
}

async function records(server: ServerUnderTest, runId: number, type: string): Promise<readonly Record[]> {
  const timeline = await server.json<{ records: Record[] }>('GET', `Fiber/_apis/build/builds/${runId}/timeline`);
  return timeline.records.filter(record => record.type === type);
}

test('a run waits for an approval, also over the death of its server, and goes on once it is given', async () => {
  await using server = await ServerUnderTest.create();
  const approval = (me: string): Check => ({ type: { name: 'Approval' }, settings: { approvers: [{ id: me }] } });
  const pipeline = await guarded(server, 'echo deployed', approval);
  const { id } = await start(server, pipeline);
  const pending = (): Promise<List<Approval>> =>
    server.json<List<Approval>>('GET', 'Fiber/_apis/pipelines/approvals?state=pending');
  const before = await eventually(pending, ({ value }) => value.length === 1);
  assert.equal(before.value[0]?.pipeline.owner.id, id);

  await server.end('SIGKILL');
  await server.start();
  assert.deepEqual(await pending(), before);
  assert.deepEqual(await records(server, id, 'Job'), []);
  const [waiting] = await records(server, id, 'Checkpoint.Approval');
  assert.equal(waiting?.state, 'inProgress');

  const word = [{ approvalId: before.value[0]?.id, status: 'approved', comment: 'Go' }];
  const answered = await server.json<List<Approval>>('PATCH', 'Fiber/_apis/pipelines/approvals', word);
  assert.equal(answered.value[0]?.status, 'approved');
  assert.equal((await finished(server, pipeline, id)).result, 'succeeded');
  assert.deepEqual((await pending()).value, []);
});

test('a stage whose environment is locked by another run waits until it is free', async () => {
  await using server = await ServerUnderTest.create(['--no-agent']);
  const lock: Check = { type: { name: 'ExclusiveLock' }, settings: {} };
  const pipeline = await guarded(server, 'true', () => lock);
  const first = await start(server, pipeline);
  await eventually(
    () => records(server, first.id, 'Job'),
    found => found.length > 0,
  );
  const second = await start(server, pipeline);
  await eventually(
    () => records(server, second.id, 'Checkpoint.ExclusiveLock'),
    ([check]) => check?.state === 'inProgress',
  );
  assert.deepEqual(await records(server, second.id, 'Job'), []);
  await server.json('PATCH', `Fiber/_apis/build/builds/${first.id}`, { status: 'cancelling' });
  await finished(server, pipeline, first.id);
  const jobs = await eventually(
    () => records(server, second.id, 'Job'),
    found => found.length > 0,
  );
  assert.equal(jobs[0]?.state, 'pending');
});

const calling = `trigger: none
pool: server
steps:
- task: InvokeRESTAPI@1
  inputs:
    connectionType: connectedServiceName
    serviceConnection: hook
    method: POST
    urlSuffix: /called
    body: '{"run":"$(Build.BuildId)"}'
    successCriteria: eq(root['state'], 'fine')
`;

for (const [flags, result] of [
  [['--allow-private-addresses'], 'succeeded'],
  [[], 'failed'],
] as const) {
  test(`a step without an agent that calls this machine has ${result} with ${flags.join(' ') || 'no flags'}`, async () => {
    const bodies: string[] = [];
    const called = createServer((request, response) => {
      request.on('data', piece => bodies.push(`${request.url} ${piece}`));
      request.on('end', () => response.end('{"state":"fine"}'));
    });
    await new Promise<void>(resolve => called.listen(0, '127.0.0.1', resolve));
    try {
      await using server = await ServerUnderTest.create(['--no-agent', ...flags]);
      const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': calling });
      await server.start();
      const pipeline = await registerPipeline(server, folder);
      const { port } = called.address() as AddressInfo;
      const authorization = { scheme: 'None', parameters: {} };
      const endpoint = { name: 'hook', type: 'generic', url: `http://127.0.0.1:${port}`, authorization };
      await server.json('POST', 'Fiber/_apis/serviceendpoint/endpoints', endpoint);
      const { id } = await start(server, pipeline);
      assert.equal((await finished(server, pipeline, id)).result, result);
      assert.deepEqual(bodies, result === 'succeeded' ? [`/called {"run":"${id}"}`] : []);
    } finally {
      called.close();
      called.closeAllConnections();
    }
  });
}

test('a step without an agent waits for the word of whoever it called, and only once', async () => {
  await using server = await ServerUnderTest.create(['--no-agent', '--allow-private-addresses']);
  const told = Promise.withResolvers<{ plan: string; task: string; job: string }>();
  const called = createServer((request, response) => {
    request.on('data', piece => told.resolve(JSON.parse(String(piece))));
    request.on('end', () => response.end('{}'));
  });
  await new Promise<void>(resolve => called.listen(0, '127.0.0.1', resolve));
  try {
    const body = '{"plan":"$(system.PlanId)","task":"$(system.TaskInstanceId)","job":"$(system.JobId)"}';
    const text = calling
      .replace(/ {4}body: .*\n/, `    body: '${body}'\n    waitForCompletion: 'true'\n`)
      .replace(/ {4}successCriteria: .*\n/, '');
    const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': text });
    await server.start();
    const pipeline = await registerPipeline(server, folder);
    const { port } = called.address() as AddressInfo;
    const authorization = { scheme: 'None', parameters: {} };
    const endpoint = { name: 'hook', type: 'generic', url: `http://127.0.0.1:${port}`, authorization };
    await server.json('POST', 'Fiber/_apis/serviceendpoint/endpoints', endpoint);
    const { id } = await start(server, pipeline);
    const { plan, task, job } = await told.promise;
    const [project] = (await server.json<{ value: { id: string }[] }>('GET', '_apis/projects')).value;
    const events = `${project?.id}/_apis/distributedtask/hubs/build/plans/${plan}/events`;
    const word = { name: 'TaskCompleted', taskId: task, jobId: job, result: 'succeeded' };
    await server.ask('POST', events, word, 204);
    assert.equal((await finished(server, pipeline, id)).result, 'succeeded');
    await server.ask('POST', events, word, 404);
  } finally {
    called.close();
    called.closeAllConnections();
  }
});
