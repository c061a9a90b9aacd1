import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, ServerUnderTest, spawnMillrace } from './millrace-process.ts';
import { makeRepository, registerPipeline, runPipeline } from './sample-project.ts';

type Agent = { readonly id: number; readonly status: string; readonly enabled: boolean };
type Requests = { readonly value: readonly { readonly reservedAgent?: object }[] };

const yaml = `trigger: none
pool: looms
steps:
- checkout: none
- bash: echo woven
`;

const pools = '_apis/distributedtask/pools';

test('a pool that was made over REST has agents that are disabled and enabled', async () => {
  await using server = await ServerUnderTest.create(['--no-agent']);
  const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': yaml });
  await server.start();
  const pipeline = await registerPipeline(server, folder);
  const refused = await runPipeline(server, pipeline).catch((error: unknown) => String(error));
  assert.match(String(refused), /pool with name looms/);
  const pool = await server.json<{ id: number }>('POST', pools, { name: 'looms', autoProvision: true });
  const env = { MILLRACE_URL: server.ready.url, MILLRACE_TOKEN: server.ready.token };
  const agent: ChildProcess = spawnMillrace(
    ['agent', '--name', 'jacquard', '--pool', 'looms', '--work', join(server.data, 'work')],
    env,
  );
  agent.stdout?.resume();
  agent.stderr?.resume();
  try {
    const { value } = await eventually(
      () => server.json<{ value: readonly Agent[] }>('GET', `${pools}/${pool.id}/agents`),
      each => each.value[0]?.status === 'online',
    );
    const path = `${pools}/${pool.id}/agents/${value[0]?.id}`;
    await server.json('PATCH', path, { enabled: false });
    const run = runPipeline(server, pipeline);
    const waiting = await eventually(
      () => server.json<Requests>('GET', `${pools}/${pool.id}/jobrequests`),
      each => each.value.length === 1,
    );
    assert.equal(waiting.value[0]?.reservedAgent, undefined);
    await server.json('PATCH', path, { enabled: true });
    await run;
    const idle = await server.json<{ lastCompletedRequest: { jobName: string; result: string } }>(
      'GET',
      `${path}?includeLastCompletedRequest=true`,
    );
    assert.equal(idle.lastCompletedRequest.jobName, 'Job');
    assert.equal(idle.lastCompletedRequest.result, 'succeeded');
  } finally {
    agent.kill('SIGTERM');
    await new Promise(resolve => (agent.exitCode === null ? agent.once('exit', resolve) : resolve(undefined)));
  }
});
