import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { TestRun } from '../../src/wire/tests.ts';
import { organization, World } from '../api/support/world.ts';

const root = join(import.meta.dirname, '..', '..');

test('the script of the manual publishes tests from another machine', async () => {
  await using world = await World.open();
  const { key } = await world.queue();
  const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
  const page = await readFile(join(root, 'docs/manual/tests.md'), 'utf8');
  const [, script = ''] = /```sh\n([^]*?)```/.exec(page) ?? [];
  const folder = await mkdtemp(join(tmpdir(), 'millrace-tests-'));
  await writeFile(join(folder, 'log.txt'), 'what was said\n');
  const env = {
    PATH: process.env.PATH,
    MILLRACE_URL: `http://127.0.0.1:${port}/${organization}`,
    MILLRACE_TOKEN: 'all',
    PROJECT: 'oracle',
    BUILD_ID: String(key.runId),
  };
  await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder, env });
  await rm(folder, { recursive: true });
  const listed = await world.call('GET', `/oracle/_apis/test/runs?buildIds=${key.runId}`);
  const [run] = listed.json<{ value: TestRun[] }>().value;
  assert.deepEqual([run?.name, run?.state, run?.passedTests], ['elsewhere', 'Completed', 1]);
  const files = await world.call('GET', `/oracle/_apis/test/runs/${run?.id}/attachments/1`);
  assert.equal(files.body, 'what was said\n');
});
