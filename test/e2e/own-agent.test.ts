import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, ServerUnderTest } from './millrace-process.ts';
import { finished, makeRepository, registerPipeline, type ServedRun } from './sample-project.ts';

const onLinux = { skip: process.platform === 'linux' ? false : 'processes are looked for in /proc' };

async function startRun(server: ServerUnderTest, yaml: string): Promise<{ pipeline: number; run: ServedRun }> {
  const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': yaml });
  await server.start();
  const pipeline = await registerPipeline(server, folder);
  const run = await server.json<ServedRun>('POST', `Fiber/_apis/pipelines/${pipeline}/runs`, {});
  return { pipeline, run };
}

async function logsOf(server: ServerUnderTest, pipeline: number, id: number): Promise<string> {
  const { logs } = await server.json<{ logs: { id: number }[] }>(
    'GET',
    `Fiber/_apis/pipelines/${pipeline}/runs/${id}/logs`,
  );
  const texts = logs.map(async log =>
    (await server.ask('GET', `Fiber/_apis/build/builds/${id}/logs/${log.id}`)).text(),
  );
  return (await Promise.all(texts)).join('\n');
}

function childrenOf(pid: number): readonly number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap(task =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  );
}

test('a step has no hand on the channel between the server and its agent, nor on its settings', onLinux, async () => {
  await using server = await ServerUnderTest.create();
  const yaml = `trigger: none
steps:
- checkout: none
- bash: |
    for fd in /proc/$$/fd/*; do echo "$(basename $fd) -> $(readlink $fd)"; done
    echo "settings: $(env | grep -c ^MILLRACE_)"
`;
  const { pipeline, run } = await startRun(server, yaml);
  assert.equal((await finished(server, pipeline, run.id)).result, 'succeeded');
  const text = await logsOf(server, pipeline, run.id);
  assert.match(text, /settings: 0/);
  const open = [...text.matchAll(/(\d+) -> (\S+)/g)].map(([, fd, what]) => ({ fd: Number(fd), what }));
  assert.ok(open.some(({ fd }) => fd === 1));
  assert.deepEqual(
    open.filter(({ fd, what = '' }) => fd > 2 && what.startsWith('socket')),
    [],
  );
});

test(
  'an agent of the server that is killed is started again, and takes jobs; the one it had is given up',
  onLinux,
  async () => {
    await using server = await ServerUnderTest.create();
    const yaml =
      'trigger: none\nsteps:\n- checkout: none\n- bash: |\n    echo begun\n    sleep ${{ parameters.seconds }}\n';
    const lasting = (seconds: number) => ({ templateParameters: { seconds: String(seconds) } });
    const { pipeline, run: first } = await startRun(
      server,
      `parameters:\n- { name: seconds, type: number, default: 0 }\n${yaml}`,
    );
    assert.equal((await finished(server, pipeline, first.id)).result, 'succeeded');
    const doomed = await server.json<ServedRun>('POST', `Fiber/_apis/pipelines/${pipeline}/runs`, lasting(1000));
    const timeline = `Fiber/_apis/build/builds/${doomed.id}/timeline`;
    await eventually(
      () => server.json<{ records: { name: string; state: string }[] }>('GET', timeline),
      ({ records }) => records.some(({ name, state }) => name === 'Bash' && state === 'inProgress'),
    );
    const agents = childrenOf(server.pid);
    assert.equal(agents.length, 1);
    process.kill(agents[0] ?? 0, 'SIGKILL');
    assert.equal((await finished(server, pipeline, doomed.id)).result, 'failed');
    const next = await server.json<ServedRun>('POST', `Fiber/_apis/pipelines/${pipeline}/runs`, lasting(0));
    assert.equal((await finished(server, pipeline, next.id)).result, 'succeeded');
  },
);
