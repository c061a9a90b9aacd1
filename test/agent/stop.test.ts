import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { JobStatus } from '../../src/agent/job/job-status.ts';
import { FakeServer } from './fake-server.ts';
import { bash, jobRequest, runTestJob, type StepChange, TemporaryFolder } from './job.ts';

/** So that nothing here waits for the documented seconds. */
const quick = { PROCESS_SIGINT_TIMEOUT: { value: '300' }, PROCESS_SIGTERM_TIMEOUT: { value: '300' } };

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries > 1000) throw new Error('It did not come to pass.');
    await sleep(10);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Runs steps, and ends the job once the first has written its mark. */
async function stopAt(
  scripts: readonly (readonly [script: string, change?: StepChange])[],
  stop: (status: JobStatus) => void,
) {
  using folder = new TemporaryFolder();
  const mark = join(folder.path, 'mark');
  const status = new JobStatus();
  const steps = scripts.map(([script, change], index) => bash(script, { displayName: `step ${index}`, ...change }));
  const variables = { ...quick, mark: { value: mark } };
  const server = new FakeServer();
  const running = runTestJob(jobRequest(steps, { variables }), { status, server });
  await until(() => existsSync(mark));
  stop(status);
  const { result } = await running;
  const pids = readFileSync(mark, 'utf8')
    .split(/\s+/)
    .filter(word => /^\d+$/.test(word))
    .map(Number);
  await until(() => !pids.some(isRunning));
  return {
    server,
    result,
    results: steps.map(({ displayName }) => server.record(displayName).result),
    mark: readFileSync(mark, 'utf8'),
  };
}

describe('a canceled job', () => {
  const cancel = (status: JobStatus): void => status.cancel();

  test('ends its step and those that follow, but for always() and canceled()', async () => {
    const { server, result, results } = await stopAt(
      [
        ['echo $$ > $(mark); sleep 30'],
        ['true'],
        ['true', { condition: 'always()' }],
        ['true', { condition: 'canceled()' }],
        ['true', { condition: 'succeededOrFailed()' }],
        ['true', { condition: 'failed()' }],
      ],
      cancel,
    );
    assert.deepEqual(results, ['canceled', 'skipped', 'succeeded', 'succeeded', 'skipped', 'skipped']);
    assert.equal(result, 'canceled');
    assert.equal(server.completed[0]?.result, 'canceled');
    const log = server.log(server.record('step 0'));
    assert.ok(
      log.endsWith(
        '##[error]The Operation will be canceled. The next steps may not contain expected logs.\n##[error]The operation was canceled.\n##[section]Finishing: step 0\n',
      ),
      log,
    );
    assert.equal(server.record('Finalize Job').result, 'succeeded');
  });

  test('lets a running always() step end by itself', async () => {
    const { results } = await stopAt(
      [['echo > $(mark); sleep 0.3; exit 0', { condition: 'always()' }], ['true']],
      cancel,
    );
    assert.deepEqual(results, ['succeeded', 'skipped']);
  });

  test('gives its step the chance to tidy up', async () => {
    const { mark } = await stopAt(
      [["trap 'echo tidy >> $(mark); exit 1' INT; echo > $(mark); while :; do sleep 0.05; done"]],
      cancel,
    );
    assert.ok(mark.includes('tidy'));
  });

  test('goes on to SIGTERM where SIGINT is ignored, and tells the whole group', async () => {
    const script =
      "trap '' INT; trap 'echo term >> $(mark); wait; exit 1' TERM; bash -c \"trap '' INT; trap 'echo inner >> $(mark); exit' TERM; touch $(mark).inner; while :; do sleep 0.05; done\" & while [ ! -e $(mark).inner ]; do sleep 0.01; done; echo $$ $! > $(mark); while :; do sleep 0.05; done";
    const { mark, results } = await stopAt([[script]], cancel);
    assert.ok(mark.includes('term') && mark.includes('inner'), mark);
    assert.deepEqual(results, ['canceled']);
  });

  test('kills a process tree that ignores both', async () => {
    const script =
      "trap '' INT TERM; (trap '' INT TERM; sleep 30; sleep 30) & echo $$ $! > $(mark); sleep 30; sleep 30";
    assert.deepEqual((await stopAt([[script]], cancel)).results, ['canceled']);
  });

  test('does not repeat the step', async () => {
    const { server } = await stopAt([['echo x > $(mark); sleep 30', { retryCountOnTaskFailure: '3' }]], cancel);
    assert.equal(server.log(server.record('step 0')).split('[command]').length - 1, 1);
  });
});

describe('what a step has left for its end is stopped with it', () => {
  const upload = `head -c 40000000 /dev/urandom >"$AGENT_TEMPDIRECTORY/f"; echo "##vso[artifact.upload artifactname=a]$AGENT_TEMPDIRECTORY/f"`;

  /** A server on which something happens as soon as content is sent to it. */
  function serverWhere(sent: () => Promise<void>): FakeServer {
    const server = new FakeServer();
    const { missing } = server.content;
    server.content.missing = async (...call) => {
      await sent();
      return missing.apply(server.content, call);
    };
    return server;
  }

  test('by a cancel', async () => {
    const status = new JobStatus();
    const server = serverWhere(async () => status.cancel());
    const { result } = await runTestJob(jobRequest([bash(upload)]), { status, server });
    const step = server.record('Bash');
    assert.deepEqual([result, step.result], ['canceled', 'canceled']);
    assert.match(server.log(step), /##\[error\]The operation was canceled\.\n##\[section\]Async Command End/);
  });

  test('by its time', async () => {
    const over = Promise.withResolvers<void>();
    const server = serverWhere(() => over.promise);
    // Long enough for the script itself on a busy machine.
    const step = bash(upload, { timeoutInMinutes: '0.04' });
    const running = runTestJob(jobRequest([step]), { server });
    await sleep(3500);
    over.resolve();
    assert.equal((await running).result, 'failed');
    assert.match(
      server.log(server.record('Bash')),
      /##\[error\]The task has timed out\.\n##\[section\]Async Command End/,
    );
  });
});

describe('an aborted job', () => {
  test('runs nothing more, says why, and is reported', async () => {
    const { server, result, results } = await stopAt(
      [
        ['echo > $(mark); sleep 30', { condition: 'always()' }],
        ['true', { condition: 'always()' }],
      ],
      status => status.abort('The agent goes.'),
    );
    assert.deepEqual(results, ['canceled', 'skipped']);
    assert.equal(result, 'canceled');
    assert.equal(server.completed.length, 1);
    assert.deepEqual(
      server.records.get('job-record')?.issues?.map(({ message }) => message),
      ['The agent goes.'],
    );
    assert.ok(server.log(server.records.get('job-record')).includes('##[error]The agent goes.\n'));
  });

  test('is not reported when it is another agent’s by now', async () => {
    using folder = new TemporaryFolder();
    const mark = join(folder.path, 'mark');
    const status = new JobStatus();
    const server = new FakeServer();
    const running = runTestJob(jobRequest([bash(`echo > ${mark}; sleep 30`)], { variables: quick }), {
      status,
      server,
    });
    await until(() => existsSync(mark));
    const calls = server.calls.length;
    status.lose();
    await running;
    assert.deepEqual(server.calls.slice(calls), []);
  });
});

describe('a step', () => {
  test('over its time is ended with its whole group', async () => {
    using folder = new TemporaryFolder();
    const mark = join(folder.path, 'mark');
    const step = bash(`trap '' INT TERM; (trap '' INT TERM; sleep 30) & echo $$ $! > ${mark}; sleep 30; sleep 30`, {
      timeoutInMinutes: '0.005',
    });
    const { server } = await runTestJob(jobRequest([step], { variables: quick }));
    const log = server.log(server.record('Bash'));
    assert.ok(log.endsWith('##[error]The task has timed out.\n##[section]Finishing: Bash\n'), log);
    const pids = readFileSync(mark, 'utf8').trim().split(' ').map(Number);
    await until(() => !pids.some(isRunning));
  });

  test('is over when it has ended, though what it left holds its output', async () => {
    using folder = new TemporaryFolder();
    const mark = join(folder.path, 'mark');
    const steps = [
      bash(`sleep 60 & echo $! > ${mark}; echo started`, { displayName: 'one' }),
      bash(`kill -0 $(cat ${mark}) && echo alive`.replace('$(cat', '`cat').replace('mark)', 'mark`'), {
        displayName: 'two',
      }),
    ];
    const { server, result } = await runTestJob(jobRequest(steps));
    assert.equal(result, 'succeeded');
    assert.equal(server.outputOf(server.record('two')), 'alive\n');
    const pid = Number(readFileSync(mark, 'utf8'));
    assert.ok(server.log(server.record('Finalize Job')).includes(`Terminate orphan process: pid (${pid}) (sleep)\n`));
    await until(() => !isRunning(pid));
  });

  test('that says it is done is left alone after a while, and what it writes then is dropped', async () => {
    const script =
      'echo before; echo "##vso[task.complete result=SucceededWithIssues;done=true]"; trap "" INT TERM; sleep 6; echo after; sleep 60';
    const { server } = await runTestJob(jobRequest([bash(script)], { variables: quick }));
    assert.equal(server.record('Bash').result, 'succeededWithIssues');
    assert.equal(server.outputOf(server.record('Bash')), 'before\n');
  });
});

test('a process that left its session dies with the job, unless the job lets it live', async () => {
  using folder = new TemporaryFolder();
  const mark = join(folder.path, 'mark');
  const step = bash(`setsid sleep 60 > /dev/null 2>&1 & sleep 0.2; pgrep -n -f '^sleep 60' > ${mark}`);
  await runTestJob(jobRequest([step]));
  const pid = Number(readFileSync(mark, 'utf8'));
  assert.ok(pid > 0);
  await until(() => !isRunning(pid));
  const { server } = await runTestJob(jobRequest([step], { variables: { 'process.clean': { value: 'false' } } }));
  const survivor = Number(readFileSync(mark, 'utf8'));
  try {
    assert.equal(isRunning(survivor), true);
    assert.ok(!server.log(server.record('Finalize Job')).includes('orphan'));
  } finally {
    process.kill(survivor, 'SIGKILL');
  }
});
