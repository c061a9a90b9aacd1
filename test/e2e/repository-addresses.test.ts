import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, runMillrace, ServerUnderTest } from './millrace-process.ts';
import { makeRepository, registerPipeline } from './sample-project.ts';

const yaml = `trigger: none
steps:
- checkout: git://Fiber/Tools@main
- bash: test "$(cat tool.txt)" = hammer
`;

test('a repository is checked out by its address, on a server and in a local run', async () => {
  await using server = await ServerUnderTest.create();
  const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': yaml });
  const tools = await makeRepository(join(server.data, 'tools'), { 'tool.txt': 'hammer' });
  await server.start();
  const pipeline = await registerPipeline(server, folder);
  const runs = `Fiber/_apis/pipelines/${pipeline}/runs`;
  const { message } = (await (await server.ask('POST', runs, {}, 400)).json()) as { message: string };
  assert.match(message, /^The repository Fiber\/Tools could not be retrieved\./);
  const env = { MILLRACE_URL: server.ready.url, MILLRACE_TOKEN: server.ready.token };
  await runMillrace(['repositories', 'add', tools, '--project', 'Fiber', '--name', 'tools'], env);
  const { id } = await server.json<{ id: number }>('POST', runs, {});
  const run = await eventually(
    () => server.json<{ state: string; result: string }>('GET', `${runs}/${id}`),
    ({ state }) => state === 'completed',
  );
  assert.equal(run.result, 'succeeded');
  const file = join(folder, 'azure-pipelines.yml');
  const local = await runMillrace(['run', file, '--repository', `Fiber/Tools=${tools}`]);
  assert.equal(local.code, 0, local.stdout);
});
