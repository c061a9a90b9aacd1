import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { runMillrace, ServerUnderTest } from './millrace-process.ts';

/** How `millrace serve` ends that can't begin. */
function serveIn(data: string, ...flags: readonly string[]): ReturnType<typeof runMillrace> {
  return runMillrace(['serve', '--port', '0', '--data', data, ...flags]);
}

test('a second server is refused the folder of one that runs, and has it when that is killed', async () => {
  await using server = await ServerUnderTest.create();
  await server.start();
  const second = await serveIn(server.data);
  assert.equal(second.code, 1);
  assert.match(second.stderr, /^millrace: Another server uses the data folder .*--data\.\n$/);
  await server.end('SIGKILL');
  await server.start();
});

test('servers of one PostgreSQL share a folder as long as one of them alone has agents', async () => {
  await using server = await ServerUnderTest.create();
  await server.start();
  const none = 'postgres://127.0.0.1:1/none';
  const withAgents = await serveIn(server.data, '--database', none);
  assert.match(withAgents.stderr, /^millrace: Another server uses the data folder/);
  const without = await serveIn(server.data, '--database', none, '--no-agent');
  assert.match(without.stderr, /^millrace: The database of --database can't be opened: connect ECONNREFUSED/);
});

test('a folder or a database that cannot be used is told in one line, as no fault of Millrace', async () => {
  await using scope = await ServerUnderTest.create();
  const [file, strange] = [join(scope.data, 'file'), join(scope.data, 'strange')];
  await writeFile(file, '');
  await mkdir(strange);
  await writeFile(join(strange, 'millrace.db'), 'something else altogether, and long enough');
  for (const [data, message] of [
    [file, /^millrace: The data folder .*file can't be made: .*\n$/],
    [strange, /^millrace: The database .*millrace\.db can't be opened: file is not a database\n$/],
  ] as const) {
    const { code, stderr } = await serveIn(data);
    assert.equal(code, 1);
    assert.match(stderr, message);
  }
});
