import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { hasStored, LiveClient, type LivePlace } from '../api/support/live-client.ts';
import { createDatabase, startPostgres } from '../store/postgres-server.ts';
import { eventually, runMillrace, ServerUnderTest, spawnMillrace } from './millrace-process.ts';
import { finished, makeRepository, registerPipeline, type ServedRun } from './sample-project.ts';

/** The server's resident memory may reach this while somebody does not read 100,000 lines. In KiB. */
const peakLimitKiB = 400 * 1024;

/** Two jobs at once; `one` goes on once there is a file `go`, and ends with the exit code that is in it. */
function yaml(folder: string): string {
  return `trigger: none
jobs:
- job: one
  steps:
  - checkout: none
  - bash: |
      echo begun
      while [ ! -f ${folder}/go ]; do echo waiting; sleep 0.1; done
      exit $(cat ${folder}/go)
    displayName: Wait
- job: two
  steps:
  - checkout: none
  - bash: for ((i = 1; i <= 50; i++)); do echo "two $i"; sleep 0.01; done
    displayName: Count
  - bash: seq 1 10
`;
}

async function serve(
  flags: readonly string[] = [],
  text = yaml,
): Promise<{ server: ServerUnderTest; pipeline: number }> {
  const server = await ServerUnderTest.create(flags);
  const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': text(server.data) });
  await server.start();
  return { server, pipeline: await registerPipeline(server, folder) };
}

async function queue(server: ServerUnderTest, pipeline: number): Promise<LivePlace & { readonly id: number }> {
  const { id } = await server.json<ServedRun>('POST', `Fiber/_apis/pipelines/${pipeline}/runs`, {});
  return { ...server.ready, build: String(id), id };
}

function environment({ url, token }: { readonly url: string; readonly token: string }): Record<string, string> {
  return { MILLRACE_URL: url, MILLRACE_TOKEN: token };
}

/** The command line that follows a run, and what it has printed. */
function spawnFollower({ build, ...place }: LivePlace, flags: readonly string[] = []) {
  const child = spawnMillrace(['runs', 'logs', build, '--project', 'Fiber', '--follow', ...flags], environment(place));
  const printed = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', piece => {
    printed.out += piece;
  });
  child.stderr?.setEncoding('utf8').on('data', piece => {
    printed.err += piece;
  });
  return { child, printed, closed: once(child, 'close') as Promise<[number | null]> };
}

test('the command line prints the lines of a run as they come, and ends with what became of it', async () => {
  const { server, pipeline } = await serve();
  await using _ = server;
  const place = await queue(server, pipeline);
  const early = spawnFollower(place);
  const followed = new LiveClient(place);
  const following = followed.follow();
  await eventually(
    async () => early.printed.out,
    text => / waiting\n/.test(text),
  );
  const stopped = spawnFollower(place);
  await eventually(
    async () => stopped.printed.out,
    text => / begun\n/.test(text),
  );
  stopped.child.kill('SIGINT');
  assert.deepEqual(await stopped.closed, [130, null]);
  assert.equal(stopped.printed.err, 'millrace: Follows no more; the run goes on.\n');
  const late = spawnFollower(place, ['--json']);
  await writeFile(join(server.data, 'go'), '3');
  assert.equal((await early.closed)[0], 1);
  assert.equal((await late.closed)[0], 1);
  await following;
  await hasStored(followed, place);
  checkPrinted(early.printed.out, followed);
  const events = late.printed.out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as { event: string; data: object });
  assert.equal(events.at(-1)?.event, 'end');
  const lines = events.filter(({ event }) => event === 'lines').map(({ data }) => (data as { lines: string[] }).lines);
  assert.equal(lines.flat().length, followed.lineCount);
  const { code, stdout } = await runMillrace(
    ['runs', 'logs', place.build, '--project', 'Fiber', '--follow'],
    environment(place),
  );
  assert.equal(code, 1);
  checkPrinted(stdout, followed);
});

/** Everything is printed below the path of its step, in the order of its log. */
function checkPrinted(printed: string, { records, texts }: LiveClient): void {
  const bySteps = new Map<string, string>();
  for (const part of printed.split(/^==> /m).slice(1)) {
    const [path = ''] = part.split('\n', 1);
    bySteps.set(path, (bySteps.get(path) ?? '') + part.slice(path.length + 1));
  }
  for (const { type, name, parentId, log } of records.values()) {
    if (type !== 'Task' || log === null) continue;
    const job = records.get(parentId ?? '')?.name;
    assert.equal(bySteps.get(`${job} / ${name}`) ?? '', texts.get(log.id) ?? '', `${job} / ${name}`);
  }
}

test('a follower outlives the death of its server', async () => {
  const { server, pipeline } = await serve();
  await using _ = server;
  // The token of the ready file ends when the server starts again.
  const create = ['token', 'create', '--name', 'follower', '--scope', 'vso.build'];
  const { stdout: token } = await runMillrace(create, environment(server.ready));
  const place = { ...(await queue(server, pipeline)), token: token.trim() };
  const follower = spawnFollower(place);
  await eventually(
    async () => follower.printed.out,
    text => / waiting\n/.test(text),
  );
  await server.end('SIGKILL');
  await server.start();
  await writeFile(join(server.data, 'go'), '0');
  const run = await finished(server, pipeline, place.id);
  const [code] = await follower.closed;
  assert.equal(code === 0, run.result === 'succeeded');
  assert.match(follower.printed.err, /^millrace: The connection was lost\. Following on\.\n/);
  const client = new LiveClient(place);
  await client.follow();
  checkPrinted(follower.printed.out, client);
});

test('followers on servers of one database get the same lines, wherever the agent is', async () => {
  await using postgres = await startPostgres();
  await using database = await createDatabase(postgres);
  const { server, pipeline } = await serve(['--database', database.url]);
  await using _ = server;
  const blobs = join(server.data, 'blobs');
  await using other = await ServerUnderTest.create(['--database', database.url, '--blobs', blobs, '--no-agent']);
  await other.start();
  const place = await queue(server, pipeline);
  const there = { ...place, ...other.ready };
  const clients = [new LiveClient(place), new LiveClient(there), new LiveClient(there)];
  const [here, elsewhere, both] = clients as [LiveClient, LiveClient, LiveClient];
  const following = [here.follow(), elsewhere.follow()];
  const wanderer = new LiveClient(place);
  await both.read(await both.open(), () => both.lineCount > 20);
  await eventually(
    async () => elsewhere.lineCount,
    count => count > 60,
  );
  await wanderer.read(await wanderer.open(), () => wanderer.lineCount > 20);
  const onward = new LiveClient(there);
  onward.adopt(wanderer);
  following.push(both.follow(), onward.follow());
  await writeFile(join(server.data, 'go'), '0');
  await Promise.all(following);
  for (const client of [here, elsewhere, both, onward]) {
    await hasStored(client, place);
    assert.equal(client.end?.result, 'succeeded');
  }
});

test('100,000 lines reach everybody, also who stops reading, and the memory of the server stays bounded', async context => {
  const many = (): string => `trigger: none
steps:
- checkout: none
- bash: for ((i = 1; i <= 100000; i++)); do echo "line $i of many, with some text to make it as long as lines are"; done
`;
  const { server, pipeline } = await serve([], many);
  await using _ = server;
  const place = await queue(server, pipeline);
  const slow = new LiveClient(place);
  const standing = await slow.open();
  standing.pause();
  const clients = Array.from({ length: 10 }, () => new LiveClient(place));
  await Promise.all(clients.map(client => client.follow()));
  const run = await finished(server, pipeline, place.id);
  assert.equal(run.result, 'succeeded');
  await slow.read(standing);
  for (const client of [...clients, slow]) await hasStored(client, place);
  const peak = await server.peakKiB();
  context.diagnostic(`the server's peak: ${Math.round(peak / 1024)} MiB`);
  assert.ok(peak < peakLimitKiB, `the server took ${peak} KiB`);
});
