import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { docker, stepsImage, withoutContainers } from '../agent/containers.ts';
import { eventually, ServerUnderTest, spawnMillrace } from './millrace-process.ts';
import { makeRepository, registerPipeline } from './sample-project.ts';

type Record = { readonly name: string; readonly type: string; readonly result: string | null };

/** A step that goes on for ever, with a child in its group and one in a session of its own; it writes their ids to `mark`. */
const endless = (mark: string): string =>
  `sleep 1000 & one=$!; setsid sleep 1001 & echo "$$ $one $!" >${mark}.new; mv ${mark}.new ${mark}; wait`;

function idsIn(mark: string): readonly number[] {
  try {
    return readFileSync(mark, 'utf8').trim().split(' ').map(Number);
  } catch {
    return [];
  }
}

function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

const onLinux = { skip: process.platform === 'linux' ? false : 'processes are looked for in /proc' };

async function killed(child: ChildProcess): Promise<void> {
  const exit = new Promise(resolve => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exit;
}

async function waitForEnd(pids: readonly number[]): Promise<void> {
  await eventually(
    async () => pids.filter(isRunning),
    running => running.length === 0,
  );
}

test('nothing of a local run outlives its kill', onLinux, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-test-'));
  try {
    const file = join(folder, 'azure-pipelines.yml');
    const mark = join(folder, 'mark');
    await writeFile(file, `steps:\n- checkout: none\n- bash: ${JSON.stringify(endless(mark))}\n`);
    const child = spawnMillrace(['run', file, '--root', folder]);
    child.stdout?.resume();
    child.stderr?.resume();
    const pids = await eventually(
      async () => idsIn(mark),
      ids => ids.length === 3,
    );
    assert.deepEqual(pids.map(isRunning), [true, true, true]);
    // Longer than a job takes to be watched.
    await new Promise(resolve => setTimeout(resolve, 500));
    await killed(child);
    await waitForEnd(pids);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** Ends that wait for nothing: each is given a run whose steps have begun. */
const hastyEnds = {
  async 'a second Ctrl-C'(child: ChildProcess) {
    child.kill('SIGINT');
    // Sooner it would count as the same.
    await new Promise(resolve => setTimeout(resolve, 700));
    child.kill('SIGINT');
  },
  async 'a reader of its output that goes away'(child: ChildProcess) {
    child.stdout?.destroy();
  },
};

for (const [what, end] of Object.entries(hastyEnds)) {
  test(`nothing of a local run outlives ${what}`, onLinux, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-test-'));
    const temporary = join(folder, 'tmp');
    await mkdir(temporary);
    try {
      const file = join(folder, 'azure-pipelines.yml');
      const mark = join(folder, 'mark');
      const step = `trap '' INT; sleep 1000 & (while :; do echo on; sleep 0.02; done) & echo "$$ $!" >${mark}.new; mv ${mark}.new ${mark}; wait`;
      await writeFile(file, `steps:\n- checkout: none\n- bash: ${JSON.stringify(step)}\n`);
      const child = spawnMillrace(['run', file, '--root', folder], { TMPDIR: temporary });
      const exit = new Promise(resolve => child.once('exit', resolve));
      child.stdout?.resume();
      child.stderr?.resume();
      const pids = await eventually(
        async () => idsIn(mark),
        ids => ids.length === 2,
        1,
      );
      await end(child);
      await exit;
      await waitForEnd(pids);
      assert.deepEqual(await readdir(temporary), []);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

test('nor do its containers', { skip: withoutContainers }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-test-'));
  try {
    const file = join(folder, 'azure-pipelines.yml');
    const resource = `- { container: box, image: '${stepsImage}', localImage: true, mapDockerSocket: false }`;
    const step = '- bash: sleep 1000';
    await writeFile(
      file,
      `resources:\n  containers:\n  ${resource}\ncontainer: box\nsteps:\n- checkout: none\n${step}\n`,
    );
    const before = new Set(madeThings());
    const child = spawnMillrace(['run', file, '--root', folder]);
    child.stdout?.resume();
    child.stderr?.resume();
    const owner = `/${child.pid}/`;
    await eventually(
      async () => madeThings(),
      things => things.some(each => !before.has(each) && each.includes(owner) && each.endsWith('running')),
    );
    await killed(child);
    await eventually(
      async () => madeThings().filter(each => each.includes(owner)),
      things => things.length === 0,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** Containers and networks as `id owner state`. */
function madeThings(): readonly string[] {
  const filter = ['--filter', 'label=millrace.owner', '--format'];
  return [
    ...docker('ps', '--all', ...filter, '{{.ID}} {{.Label "millrace.owner"}} {{.State}}'),
    ...docker('network', 'ls', ...filter, '{{.ID}} {{.Label "millrace.owner"}} network'),
  ];
}

test(
  'a job whose agent was killed is given up, and one that had not begun goes to another agent',
  onLinux,
  async () => {
    await using server = await ServerUnderTest.create(['--no-agent']);
    const mark = join(server.data, 'mark');
    const yaml = `trigger: none
jobs:
- job: first
  steps:
  - checkout: none
  - bash: ${JSON.stringify(endless(mark))}
- job: second
  steps:
  - checkout: none
  - bash: echo here
`;
    const folder = await makeRepository(join(server.data, 'repository'), { 'azure-pipelines.yml': yaml });
    await server.start();
    const pipeline = await registerPipeline(server, folder);
    const agents: ChildProcess[] = [];
    const startAgent = (name: string): ChildProcess => {
      const env = { MILLRACE_URL: server.ready.url, MILLRACE_TOKEN: server.ready.token };
      const agent = spawnMillrace(['agent', '--name', name, '--work', join(server.data, `work-${name}`)], env);
      agent.stdout?.resume();
      agent.stderr?.resume();
      agents.push(agent);
      return agent;
    };
    const results = async (id: number): Promise<string> => {
      const { records } = await server.json<{ records: Record[] }>('GET', `Fiber/_apis/build/builds/${id}/timeline`);
      const jobs = records.filter(({ type }) => type === 'Job');
      return jobs
        .map(({ name, result }) => `${name}: ${result}`)
        .sort()
        .join(', ');
    };
    try {
      const doomed = startAgent('one');
      const { id } = await server.json<{ id: number }>('POST', `Fiber/_apis/pipelines/${pipeline}/runs`, {});
      const pids = await eventually(
        async () => idsIn(mark),
        ids => ids.length === 3,
      );
      await killed(doomed);
      startAgent('two');
      await eventually(
        () => results(id),
        text => text.includes('second: succeeded'),
      );
      startAgent('one');
      const state = await eventually(
        () => server.json<{ state: string; result: string }>('GET', `Fiber/_apis/pipelines/${pipeline}/runs/${id}`),
        run => run.state === 'completed',
      );
      assert.equal(state.result, 'failed');
      assert.equal(await results(id), 'first: abandoned, second: succeeded');
      await waitForEnd(pids);
    } finally {
      for (const agent of agents) if (agent.exitCode === null && agent.signalCode === null) await killed(agent);
    }
  },
);
