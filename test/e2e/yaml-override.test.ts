import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { eventually, ServerUnderTest } from './millrace-process.ts';
import { logsOf, makeRepository, registerPipeline } from './sample-project.ts';

type Run = { readonly id: number; readonly state: string; readonly result?: string };

test('the request of the manual runs the text that it brings, and not the file', async () => {
  await using server = await ServerUnderTest.create();
  const files = { 'azure-pipelines.yml': 'steps:\n- bash: exit 1\n' };
  const folder = await makeRepository(join(server.data, 'repository'), files);
  await server.start();
  const pipeline = await registerPipeline(server, folder);
  const page = await readFile(join(import.meta.dirname, '../../docs/manual/running.md'), 'utf8');
  const section = page.slice(page.indexOf('## A run of another text'));
  const [, script = ''] = /```sh\n([^]*?)```/.exec(section) ?? [];
  const { url, token } = server.ready;
  const env = { PATH: process.env.PATH, MILLRACE_URL: url, MILLRACE_TOKEN: token, PIPELINE: String(pipeline) };
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { env });
  const { id } = JSON.parse(stdout) as Run;
  const run = await eventually(
    () => server.json<Run>('GET', `Fiber/_apis/pipelines/${pipeline}/runs/${id}`),
    ({ state }) => state === 'completed',
  );
  const logs = await logsOf(server, pipeline, id);
  assert.equal(run.result, 'succeeded', logs);
  assert.match(logs, /from the request/);
});
