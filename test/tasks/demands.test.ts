import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, runMillrace, ServerUnderTest } from '../e2e/millrace-process.ts';
import { makeRepository, registerPipeline } from '../e2e/sample-project.ts';
import { assertRun, Workshop } from './pipeline.ts';

const id = '0f1e2d3c-0000-4000-8000-00000000000d';

function greet(more: object): Readonly<Record<string, string>> {
  const version = { Major: 1, Minor: 0, Patch: 0 };
  const definition = { id, name: 'Greet', version, execution: { Node: { target: 'main.js' } }, ...more };
  return { 'tasks/greet/task.json': JSON.stringify(definition), 'tasks/greet/main.js': "console.log('hello');\n" };
}

for (const [what, more, problem] of [
  ['a program that is there', { demands: ['git', 'Agent.OS'] }, undefined],
  ['a version that this agent has', { minimumAgentVersion: '2.144.0' }, undefined],
  ['what this machine has not', { demands: ['moon -equals full'] }, "the demand 'moon -equals full'"],
  ['a newer agent', { minimumAgentVersion: '99.0.0' }, "the demand 'Agent.Version -gtVersion 99.0.0'"],
] as const) {
  test(`a task that demands ${what} ${problem === undefined ? 'runs' : 'is refused before the run'}`, async () => {
    await using workshop = await Workshop.open(greet(more));
    const run = await workshop.run('steps:\n- task: Greet@1', { args: ['--tasks', join(workshop.path, 'tasks')] });
    if (problem === undefined) return assertRun(run, 0, /^hello$/m);
    assertRun(run, 1, /Job Job: this machine does not meet/);
    assert.ok(run.text.includes(problem), run.text);
    assert.doesNotMatch(run.text, /hello/);
  });
}

test('a job demands what its pool says and what its enabled tasks say, and waits for an agent that can do it', async () => {
  await using workshop = await Workshop.open(greet({ demands: ['moon'], minimumAgentVersion: '3.1.0' }));
  await using server = await ServerUnderTest.create();
  const text = `trigger: none
pool:
  name: Default
  demands: git
steps:
- task: Greet@1
- task: Greet@1
`;
  const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': text });
  await server.start();
  const env = { MILLRACE_URL: server.ready.url, MILLRACE_TOKEN: server.ready.token };
  const added = await runMillrace(['tasks', 'add', join(workshop.path, 'tasks/greet')], env);
  assert.equal(added.code, 0, added.stderr);
  const pipeline = await registerPipeline(server, folder);
  await server.json('POST', `Fiber/_apis/pipelines/${pipeline}/runs`, {});
  type Requests = { value: { poolId: number; demands: string[]; matchedAgents: object[]; reservedAgent?: object }[] };
  const { value } = await eventually(
    () => server.json<Requests>('GET', '_apis/distributedtask/pools/1/jobrequests'),
    found => found.value.length === 1,
  );
  assert.deepEqual(value[0]?.demands, ['git', 'moon', 'Agent.Version -gtVersion 3.1.0']);
  assert.deepEqual([value[0]?.matchedAgents, value[0]?.reservedAgent], [[], undefined]);
});
