import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { ServerUnderTest } from './millrace-process.ts';
import { logsOf, makeRepository, registerPipeline, runPipeline } from './sample-project.ts';

const page = join(import.meta.dirname, '..', '..', 'docs', 'manual', 'retention.md');
const yaml = 'steps:\n- bash: echo "$BUILD_SOURCEVERSIONMESSAGE of $BUILD_SOURCEVERSIONAUTHOR"\n';

test('the commands of the manual change a policy, and lease a run that then is not deleted', async () => {
  const blocks = [...(await readFile(page, 'utf8')).matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = '']) => block);
  await using server = await ServerUnderTest.create();
  const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': yaml });
  await server.start();
  const pipeline = await registerPipeline(server, folder);
  const run = await runPipeline(server, pipeline);
  assert.match(await logsOf(server, pipeline, run), /files of Test/);
  const { url, token } = server.ready;
  const values = { URL: url, TOKEN: token, PROJECT: 'Fiber', RUN: `${run}`, PIPELINE: `${pipeline}` };
  const outputs: string[] = [];
  for (const block of blocks) {
    const { stdout } = await promisify(execFile)('bash', ['-ec', block], { env: { ...process.env, ...values } });
    outputs.push(stdout);
  }
  assert.match(outputs[0] ?? '', /"purgeRuns":\{"min":1,"max":731,"value":60\}/);
  assert.match(outputs[1] ?? '', /"count":1,.*"ownerId":"release 5"/);
  const deletion = await fetch(`${url}/Fiber/_apis/build/builds/${run}?api-version=7.1`, {
    method: 'DELETE',
    headers: { authorization: `Basic ${Buffer.from(`:${token}`).toString('base64')}` },
  });
  assert.equal(deletion.status, 409);
});
