import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, runMillrace, ServerUnderTest } from './millrace-process.ts';
import { deploying, finished, makeRepository, registerPipeline, start } from './sample-project.ts';

type List<T> = { readonly value: readonly T[] };
type Approval = {
  readonly id: string;
  readonly status: string;
  readonly pipeline: { readonly owner: { readonly id: number } };
};
type Record = { readonly name: string; readonly type: string; readonly state: string; readonly result: string };
type Check = { readonly type: { readonly name: string }; readonly settings: object };

/** A server with a pipeline that deploys to an environment with a check on it. */
async function guarded(server: ServerUnderTest, steps: string, check: (me: string) => Check): Promise<number> {
  const files = { 'azure-pipelines.yml': deploying(`          - checkout: none\n          - bash: ${steps}\n`) };
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

function environmentOf({ ready }: ServerUnderTest): { readonly MILLRACE_URL: string; readonly MILLRACE_TOKEN: string } {
  return { MILLRACE_URL: ready.url, MILLRACE_TOKEN: ready.token };
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

/** A server that answers whoever calls it, and tells with which headers the first did. */
async function listener(): Promise<{ readonly called: Server; readonly told: Promise<IncomingHttpHeaders> }> {
  const told = Promise.withResolvers<IncomingHttpHeaders>();
  const called = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      told.resolve(request.headers);
      response.end('{}');
    });
  });
  await new Promise<void>(resolve => called.listen(0, '127.0.0.1', resolve));
  return { called, told: told.promise };
}

test('a step without an agent waits for the word of whoever it called, who has the token of its job, and only once', async () => {
  await using server = await ServerUnderTest.create(['--no-agent', '--allow-private-addresses']);
  const { called, told } = await listener();
  try {
    const text = calling
      .replace(/ {4}body: .*\n/, `    waitForCompletion: 'true'\n`)
      .replace(/ {4}successCriteria: .*\n/, '');
    const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': text });
    await server.start();
    const pipeline = await registerPipeline(server, folder);
    const { port } = called.address() as AddressInfo;
    const authorization = { scheme: 'None', parameters: {} };
    const endpoint = { name: 'hook', type: 'generic', url: `http://127.0.0.1:${port}`, authorization };
    await server.json('POST', 'Fiber/_apis/serviceendpoint/endpoints', endpoint);
    const { id } = await start(server, pipeline);
    const headers = await told;
    const events = `${headers.planurl}${headers.projectid}/_apis/distributedtask/hubs/${headers.hubname}/plans/${headers.planid}/events`;
    const word = { name: 'TaskCompleted', taskId: headers.taskinstanceid, jobId: headers.jobid, result: 'succeeded' };
    const say = async (change: object): Promise<number> => {
      const answer = await fetch(`${events}?api-version=7.1-preview.1`, {
        method: 'POST',
        headers: { authorization: `Bearer ${headers.authtoken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ ...word, ...change }),
      });
      return answer.status;
    };
    const feed = async (record: string | string[] | undefined): Promise<number> => {
      const path = `timelines/${headers.timelineid}/records/${String(record)}/feed?api-version=7.1-preview.1`;
      const answer = await fetch(events.replace(/events$/, path), {
        method: 'POST',
        headers: { authorization: `Bearer ${headers.authtoken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ value: ['still at it'], count: 1, stepId: headers.taskinstanceid }),
      });
      return answer.status;
    };
    assert.equal(await feed(headers.jobid), 204);
    // The job's token speaks for nothing but the steps of its job.
    assert.equal(await say({ name: 'JobCompleted', requestId: 1 }), 401);
    assert.equal(await say({ taskId: '11111111-1111-4111-8111-111111111111' }), 404);
    assert.equal(await say({}), 204);
    assert.equal((await finished(server, pipeline, id)).result, 'succeeded');
    // It is over with its job, but for the moment in which a server remembers whose it was.
    assert.ok([401, 404].includes(await say({})));
    const path = new URL(events).pathname.split('/').slice(2).join('/');
    await server.ask('POST', path, word, 404);
  } finally {
    called.close();
    called.closeAllConnections();
  }
});

test('a check waits for the word of what it called, which has a token of its own for that', async () => {
  await using server = await ServerUnderTest.create(['--allow-private-addresses']);
  const { called, told } = await listener();
  try {
    const { port } = called.address() as AddressInfo;
    const settings = {
      definitionRef: { id: '9c3e8943-130d-4c78-ac63-8af81df62dfb', name: 'InvokeRESTAPI', version: '1.220.0' },
      displayName: 'Ask the ticket system',
      inputs: { connectedServiceName: 'hook', method: 'POST', urlSuffix: '/ask', waitForCompletion: 'true' },
    };
    const pipeline = await guarded(server, 'echo deployed', () => ({ type: { name: 'Task Check' }, settings }));
    const authorization = { scheme: 'None', parameters: {} };
    const endpoint = { name: 'hook', type: 'generic', url: `http://127.0.0.1:${port}`, authorization };
    await server.json('POST', 'Fiber/_apis/serviceendpoint/endpoints', endpoint);
    const { id } = await start(server, pipeline);
    const headers = await told;
    const [check] = await eventually(
      () => records(server, id, 'Checkpoint.TaskCheck'),
      ([record]) => record?.state === 'inProgress',
    );
    assert.equal(check?.name, 'Ask the ticket system');
    const plan = `${headers.planurl}${headers.projectid}/_apis/distributedtask/hubs/${headers.hubname}/plans/${headers.planid}`;
    const say = async (taskId: string | string[] | undefined): Promise<number> => {
      const answer = await fetch(`${plan}/events?api-version=7.1-preview.1`, {
        method: 'POST',
        headers: { authorization: `Bearer ${headers.authtoken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'TaskCompleted', taskId, jobId: headers.jobid, result: 'succeeded' }),
      });
      return answer.status;
    };
    assert.equal(await say('11111111-1111-4111-8111-111111111111'), 404);
    assert.equal(await say(headers.taskinstanceid), 204);
    assert.equal((await finished(server, pipeline, id)).result, 'succeeded');
    assert.ok([401, 404].includes(await say(headers.taskinstanceid)));
  } finally {
    called.close();
    called.closeAllConnections();
  }
});

const safe = {
  ...{ repositoryType: 'git', repositoryName: 'Fiber/lib', repositoryRef: 'refs/heads/main' },
  templatePath: 'safe.yml',
};

test('only a pipeline that extends the required template reaches the stage behind the check', async () => {
  await using server = await ServerUnderTest.create();
  const required: Check = { type: { name: 'ExtendsCheck' }, settings: { extendsChecks: [safe] } };
  const pipeline = await guarded(server, 'echo deployed', () => required);
  const template = deploying('          - checkout: none\n          - bash: echo safely\n');
  const impostor = `resources:\n  repositories:\n  - { repository: lib, type: git, name: lib }\n${template}`;
  const lib = await makeRepository(join(server.data, 'lib'), { 'safe.yml': template.replace('trigger: none\n', '') });
  const evil = await makeRepository(join(server.data, 'evil'), { 'safe.yml': impostor.replace('trigger: none\n', '') });
  for (const [name, folder] of Object.entries({ lib, evil }))
    await runMillrace(['repositories', 'add', folder, '--project', 'Fiber', '--name', name], environmentOf(server));
  const extending = (name: string): string =>
    `resources: { repositories: [{ repository: lib, type: git, name: ${name} }] }\nextends: { template: safe.yml@lib }\n`;
  const resultOf = async (yamlOverride?: string): Promise<string | undefined> => {
    const { id } = await server.json<{ id: number }>('POST', `Fiber/_apis/pipelines/${pipeline}/runs`, {
      yamlOverride,
    });
    return (await finished(server, pipeline, id)).result;
  };
  assert.equal(await resultOf(extending('lib')), 'succeeded');
  assert.equal(await resultOf(), 'failed');
  assert.equal(await resultOf(extending('evil')), 'failed', 'what a template says of an alias does not count');
  const outcomes = [1, 2, 3].map(async run => (await records(server, run, 'Checkpoint.ExtendsCheck'))[0]?.result);
  assert.deepEqual(await Promise.all(outcomes), ['succeeded', 'failed', 'failed']);
});
