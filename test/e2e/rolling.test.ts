import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ServerUnderTest, spawnMillrace } from './millrace-process.ts';
import { logsOf, makeRepository, registerPipeline, runPipeline } from './sample-project.ts';

const page = readFileSync(new URL('../../docs/manual/deployments.md', import.meta.url), 'utf8');
const text = [...page.matchAll(/```yaml\n(.*?)```/gs)].at(-1)?.[1] ?? '';
const [, path = '', body = ''] = /```http\nPOST (\S+)\?\S+\n(.*?)```/s.exec(page) ?? [];

test('the rolling deployment of the manual goes from machine to machine, each with an agent of its own, and no others', async () => {
  await using server = await ServerUnderTest.create();
  await using agents = new AsyncDisposableStack();
  const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': text });
  await server.start();
  const pipeline = await registerPipeline(server, folder);
  await server.json('POST', 'Fiber/_apis/distributedtask/environments', { name: 'farm' });
  const env = { MILLRACE_URL: server.ready.url, MILLRACE_TOKEN: server.ready.token };
  for (const [name, tag] of [
    ['vm1', 'web'],
    ['vm2', 'web'],
    ['db1', 'db'],
  ] as const) {
    await server.json('POST', path, JSON.parse(body.replaceAll('vm1', name).replace('"web"', `"${tag}"`)));
    const agent = spawnMillrace(['agent', '--name', name, '--work', join(server.data, name)], env);
    const ended = new Promise(resolve => agent.once('exit', resolve));
    agents.defer(async () => {
      agent.kill('SIGTERM');
      await ended;
    });
  }
  const run = await runPipeline(server, pipeline);
  const log = await logsOf(server, pipeline, run);
  const said = [...log.matchAll(/^(?:to|announced|vm2 is) .*$/gm)].map(([line]) => line);
  assert.deepEqual([...new Set(said)].slice(0, 2), ['to vm1 on vm1', 'to vm2 on vm2']);
  assert.deepEqual([...new Set(said)].sort(), [
    'announced by vm1',
    'announced by vm2',
    'to vm1 on vm1',
    'to vm2 on vm2',
    'vm2 is served by vm2',
  ]);
});
