import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, runMillrace, ServerUnderTest, spawnMillrace } from './millrace-process.ts';

test('an agent that the server does not want is told why in one line, as no fault of Millrace', async () => {
  await using server = await ServerUnderTest.create(['--no-agent']);
  await server.start();
  const { url, token } = server.ready;
  const place = ['agent', '--url', url, '--work', join(server.data, 'elsewhere')];
  for (const [flags, why] of [
    [['--token', 'wrong'], /^millrace: The server refuses the agent: TF400813: .*\n$/],
    [
      ['--token', token, '--pool', 'None'],
      /^millrace: The server refuses the agent: Agent pool not found: 'None'\.\n$/,
    ],
  ] as const) {
    const { code, stderr } = await runMillrace([...place, ...flags]);
    assert.equal(code, 1);
    assert.match(stderr, why);
  }
});

test('an agent whose server does not answer says so, and waits', async () => {
  await using scope = await ServerUnderTest.create();
  const url = 'http://127.0.0.1:9/local';
  const agent = spawnMillrace(['agent', '--url', url, '--token', 'any', '--work', scope.data]);
  let told = '';
  agent.stderr?.on('data', piece => {
    told += String(piece);
  });
  try {
    await eventually(
      async () => told,
      text => /^millrace: Agent .* could not connect: .*does not answer/.test(text),
    );
    assert.equal(agent.exitCode, null);
  } finally {
    agent.kill('SIGKILL');
  }
});
