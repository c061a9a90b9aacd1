import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AgentOptions, runAgent } from '../../src/agent/agent.ts';
import { AgentServerError } from '../../src/wire/agent-protocol.ts';
import { FakeServer } from './fake-server.ts';
import { bash, jobRequest, TemporaryFolder } from './job.ts';

const identity = {
  poolName: 'Default',
  name: 'agent',
  version: '4.270.0',
  osDescription: 'Linux',
  ownerName: 'me',
  systemCapabilities: {},
};

/** An agent that runs until the test is over. */
class TestAgent implements AsyncDisposable {
  readonly server = new FakeServer();
  readonly folder = new TemporaryFolder();
  readonly reports: string[] = [];
  readonly #stop = new AbortController();
  readonly ended: Promise<void>;

  constructor(options: Partial<AgentOptions> = {}, prepare: (server: FakeServer) => void = () => undefined) {
    prepare(this.server);
    const report = (message: string): void => void this.reports.push(message);
    this.ended = runAgent({
      server: this.server,
      identity,
      workFolder: this.folder.path,
      signal: this.#stop.signal,
      report,
      ...options,
    });
    this.ended.catch(() => undefined);
  }

  stop(): Promise<void> {
    this.#stop.abort();
    return this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop().catch(() => undefined);
    this.folder[Symbol.dispose]();
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries > 1000) throw new Error('It did not come to pass.');
    await sleep(10);
  }
}

const quick = { PROCESS_SIGINT_TIMEOUT: { value: '200' }, PROCESS_SIGTERM_TIMEOUT: { value: '200' } };

test('an agent connects, runs one job after another, and goes when it is told to', async () => {
  await using agent = new TestAgent();
  const { server } = agent;
  server.offer(jobRequest([bash('true')], { requestId: 1 }));
  assert.equal((await server.nextCompleted()).requestId, 1);
  server.offer(jobRequest([bash('false')], { requestId: 2, jobId: 'second' }));
  const second = await server.nextCompleted();
  assert.deepEqual([second.requestId, second.result], [2, 'failed']);
  await agent.stop();
  assert.deepEqual([server.calls[0], server.calls.at(-1)], ['connect', 'disconnect']);
  assert.equal(server.calls.filter(call => call === 'deleteMessage').length, 2);
  assert.deepEqual(agent.reports, []);
});

test('an agent without a job goes at once', async () => {
  await using agent = new TestAgent();
  await until(() => agent.server.calls.includes('nextMessage'));
  await agent.stop();
  assert.deepEqual(agent.server.calls, ['connect', 'nextMessage', 'disconnect']);
});

test('a cancellation reaches the job that runs, and no other', async () => {
  await using agent = new TestAgent();
  const mark = join(agent.folder.path, 'mark');
  agent.server.offer(
    jobRequest([bash(`echo > ${mark}; sleep 30`), bash('true', { displayName: 'last', condition: 'always()' })], {
      variables: quick,
    }),
  );
  await until(() => existsSync(mark));
  agent.server.cancel('another');
  agent.server.cancel('job-record');
  assert.equal((await agent.server.nextCompleted()).result, 'canceled');
  assert.equal(agent.server.record('last').result, 'succeeded');
});

test('an agent that is told to go ends and reports its job first', async () => {
  await using agent = new TestAgent();
  const mark = join(agent.folder.path, 'mark');
  agent.server.offer(jobRequest([bash(`echo > ${mark}; sleep 30`)], { variables: quick }));
  await until(() => existsSync(mark));
  await agent.stop();
  const { calls, completed, records } = agent.server;
  assert.equal(completed[0]?.result, 'canceled');
  assert.ok(calls.indexOf('completeJob') < calls.indexOf('disconnect'));
  assert.match(records.get('job-record')?.issues?.[0]?.message ?? '', /^The agent has received a shutdown signal\./);
});

test('several agents run jobs at the same time, each under a name and in a folder of its own', async () => {
  await using agent = new TestAgent({ parallel: 2 });
  const { server, folder } = agent;
  const meet = (own: string, other: string) =>
    `touch ${folder.path}/${own}; until test -e ${folder.path}/${other}; do sleep 0.02; done; pwd`;
  await until(() => server.sessions.length === 2);
  assert.deepEqual(server.sessions.map(session => session.agent.name).sort(), ['agent-1', 'agent-2']);
  server.offerEach([
    jobRequest([bash(meet('a', 'b'))], { requestId: 1, jobId: 'one' }),
    jobRequest([bash(meet('b', 'a'))], { requestId: 2, jobId: 'two' }),
  ]);
  await until(() => server.completed.length === 2);
  assert.deepEqual(
    server.completed.map(({ result }) => result),
    ['succeeded', 'succeeded'],
  );
  const folders = [...server.logs.values()].flatMap(({ text }) => text.match(/Default-\d\/1\/s/g) ?? []);
  assert.deepEqual([...new Set(folders)].sort(), ['Default-1/1/s', 'Default-2/1/s']);
});

describe('a server', () => {
  test('that does not want the agent ends it', async () => {
    const agent = new TestAgent({}, server => {
      server.before = () => {
        throw new AgentServerError(401, 'wrong token');
      };
    });
    await assert.rejects(agent.ended, /wrong token/);
    agent.folder[Symbol.dispose]();
  });

  test('that is away is waited for', async () => {
    let tries = 0;
    await using agent = new TestAgent({}, server => {
      server.before = call => {
        tries += 1;
        if (call === 'connect' && tries === 1) throw new Error('away');
      };
    });
    agent.server.offer(jobRequest([bash('true')]));
    await agent.server.nextCompleted();
    assert.deepEqual(agent.reports, ['Agent agent could not connect: away']);
  });

  test('that is away between two messages finds the same session again, and the job is not disturbed', async () => {
    let polls = 0;
    await using agent = new TestAgent({}, server => {
      server.before = call => {
        if (call === 'nextMessage') polls += 1;
        if (call === 'nextMessage' && polls === 2) throw new AgentServerError(503, 'away');
      };
    });
    const mark = join(agent.folder.path, 'mark');
    agent.server.offer(jobRequest([bash(`until test -e ${mark}; do sleep 0.02; done`)]));
    await until(() => polls >= 3);
    writeFileSync(mark, '');
    assert.equal((await agent.server.nextCompleted()).result, 'succeeded');
    assert.equal(agent.server.sessions.length, 1);
    assert.deepEqual(agent.reports, ['Agent agent got no message: away']);
  });

  test('that has forgotten the session gets a new one', async () => {
    let polls = 0;
    await using agent = new TestAgent({}, server => {
      server.before = call => {
        if (call === 'nextMessage') polls += 1;
        if (call === 'nextMessage' && polls === 1) throw new AgentServerError(404, 'gone');
      };
    });
    agent.server.offer(jobRequest([bash('true')]));
    await agent.server.nextCompleted();
    assert.equal(agent.server.sessions.length, 2);
    assert.deepEqual(agent.reports, ['The session of agent agent was lost: gone']);
  });

  test('that cannot be told of a job’s end costs the job, not the agent', async () => {
    let isBroken = true;
    await using agent = new TestAgent({}, server => {
      server.before = call => {
        if (call === 'completeJob' && isBroken) throw new AgentServerError(500, 'broken');
      };
    });
    agent.server.offer(jobRequest([bash('true')], { requestId: 1 }));
    await until(() => agent.reports.length === 1);
    assert.deepEqual(agent.reports, ["Job 'Build it' could not be reported: broken"]);
    isBroken = false;
    agent.server.offer(jobRequest([bash('true')], { requestId: 1 }));
    assert.equal((await agent.server.nextCompleted()).result, 'succeeded');
  });

  test('that sends a job twice has it run once', async () => {
    await using agent = new TestAgent();
    const mark = join(agent.folder.path, 'mark');
    const request = jobRequest([
      bash(`echo x >> ${mark}.count; until test -e ${mark}; do sleep 0.02; done; wc -l < ${mark}.count`),
    ]);
    agent.server.offer(request);
    await until(() => existsSync(`${mark}.count`));
    agent.server.offer(request);
    await until(() => agent.server.calls.filter(call => call === 'deleteMessage').length === 2);
    writeFileSync(mark, '');
    await agent.server.nextCompleted();
    assert.equal(agent.server.outputOf(agent.server.record('Bash')), '1\n');
    assert.equal(agent.server.completed.length, 1);
  });
});

describe('the work folder', () => {
  test('is kept for the next job of the pipeline, with what is always new in it', async () => {
    await using agent = new TestAgent();
    const fill =
      'mkdir -p $(Build.BinariesDirectory); for d in s a b TestResults; do touch $(Pipeline.Workspace)/$d/x; done; touch $(Agent.TempDirectory)/x';
    const look = 'cd $(Pipeline.Workspace); echo */x; ls $(Agent.TempDirectory) | grep -c x$';
    agent.server.offer(jobRequest([bash(fill)], { requestId: 1 }));
    await agent.server.nextCompleted();
    agent.server.offer(jobRequest([bash(`${look}; true`, { displayName: 'look' })], { requestId: 2 }));
    await agent.server.nextCompleted();
    assert.equal(agent.server.outputOf(agent.server.record('look')), 'b/x s/x\n0\n');
    await agent.stop();
    assert.deepEqual(readdirSync(join(agent.folder.path, 'Default-1', '_temp')), []);
  });

  const cleaned = [
    ['outputs', 's/x'],
    ['resources', 'b/x'],
    ['all', '*/x'],
  ] as const;
  for (const [clean, left] of cleaned) {
    test(`is cleaned of ${clean}`, async () => {
      await using agent = new TestAgent();
      agent.server.offer(
        jobRequest([bash('touch $(Build.SourcesDirectory)/x $(Build.BinariesDirectory)/x')], { requestId: 1 }),
      );
      await agent.server.nextCompleted();
      agent.server.offer(
        jobRequest([bash('cd $(Pipeline.Workspace); echo */x', { displayName: 'look' })], {
          requestId: 2,
          workspace: { clean },
        }),
      );
      await agent.server.nextCompleted();
      assert.equal(agent.server.outputOf(agent.server.record('look')), `${left}\n`);
    });
  }

  test('has another number for another pipeline', async () => {
    await using agent = new TestAgent();
    const numbers: string[] = [];
    for (const [requestId, pipeline] of ['1', '2', '1'].entries()) {
      agent.server.offer(
        jobRequest([bash('basename $(Pipeline.Workspace)', { displayName: 'look' })], {
          requestId,
          variables: { 'system.definitionId': { value: pipeline } },
        }),
      );
      await agent.server.nextCompleted();
      numbers.push(agent.server.outputOf(agent.server.record('look')).trim());
      agent.server.records.clear();
    }
    assert.deepEqual(numbers, ['1', '2', '1']);
  });
});
