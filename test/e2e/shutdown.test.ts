import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, ServerUnderTest, spawnMillrace } from './millrace-process.ts';

/** Far less than agents wait for a message, 50 s. */
const timeout = 30_000;

test('a server ends though agents elsewhere wait for messages', { timeout }, async () => {
  await using server = await ServerUnderTest.create(['--no-agent']);
  await server.start();
  const { url, token } = server.ready;
  const place = ['--url', url, '--token', token, '--work', join(server.data, 'elsewhere')];
  const agent = spawnMillrace(['agent', ...place]);
  try {
    await eventually(
      () => server.json<{ value: { status: string }[] }>('GET', '_apis/distributedtask/pools/1/agents'),
      ({ value }) => value.some(({ status }) => status === 'online'),
    );
    await server.end('SIGTERM');
    assert.equal(agent.exitCode, null, 'the agent waits for the server');
  } finally {
    agent.kill('SIGKILL');
    await once(agent, 'exit');
  }
});
