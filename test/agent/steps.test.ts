import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { taskRetries } from '../../src/base/limits.ts';
import { bash, jobRequest, runTestJob, type StepChange } from './job.ts';

type Step = readonly [script: string, change?: StepChange];

const cases: readonly {
  readonly what: string;
  readonly steps: readonly Step[];
  readonly results: readonly string[];
  readonly job: string;
}[] = [
  {
    what: 'later steps are skipped after a failure',
    steps: [['false'], ['true']],
    results: ['failed', 'skipped'],
    job: 'failed',
  },
  {
    what: 'always() runs after a failure',
    steps: [['false'], ['true', { condition: 'always()' }]],
    results: ['failed', 'succeeded'],
    job: 'failed',
  },
  {
    what: 'failed() runs only after a failure',
    steps: [['true', { condition: 'failed()' }], ['false'], ['true', { condition: 'failed()' }]],
    results: ['skipped', 'failed', 'succeeded'],
    job: 'failed',
  },
  {
    what: 'succeededOrFailed() runs after a failure',
    steps: [['false'], ['true', { condition: 'succeededOrFailed()' }]],
    results: ['failed', 'succeeded'],
    job: 'failed',
  },
  {
    what: 'a failure may be passed over',
    steps: [['false', { continueOnError: 'true' }], ['true']],
    results: ['succeededWithIssues', 'succeeded'],
    job: 'succeededWithIssues',
  },
  {
    what: 'whether it is passed over may be a variable',
    steps: [['false', { continueOnError: '$(lenient)' }]],
    results: ['succeededWithIssues'],
    job: 'succeededWithIssues',
  },
  {
    what: 'an empty condition is succeeded()',
    steps: [['false'], ['true', { condition: '' }]],
    results: ['failed', 'skipped'],
    job: 'failed',
  },
  {
    what: 'a condition sees what steps have set',
    steps: [
      ['echo "##vso[task.setvariable variable=a]b"'],
      ['true', { condition: "eq(variables.a, 'b')" }],
      ['true', { condition: "eq(variables.a, 'c')" }],
    ],
    results: ['succeeded', 'succeeded', 'skipped'],
    job: 'succeeded',
  },
  {
    what: 'a condition reads the job’s status as a variable',
    steps: [['false'], ['true', { condition: "eq(variables['Agent.JobStatus'], 'Failed')" }]],
    results: ['failed', 'succeeded'],
    job: 'failed',
  },
  {
    what: 'a condition that cannot be evaluated fails its step',
    steps: [
      ['true', { condition: 'nothing()' }],
      ['true', { condition: 'always()' }],
    ],
    results: ['failed', 'succeeded'],
    job: 'failed',
  },
  {
    what: 'a step that is over its time fails',
    steps: [
      ['sleep 30', { timeoutInMinutes: '0.003' }],
      ['true', { condition: 'always()' }],
    ],
    results: ['failed', 'succeeded'],
    job: 'failed',
  },
  {
    what: 'a step over its time may be passed over',
    steps: [['sleep 30', { timeoutInMinutes: '0.003', continueOnError: 'true' }]],
    results: ['succeededWithIssues'],
    job: 'succeededWithIssues',
  },
  {
    what: 'the environment of the step is its own',
    steps: [['test "$A$B" = x', { environment: { A: ' $(name) ' } }], ['test -z "$A"']],
    results: ['succeeded', 'succeeded'],
    job: 'succeeded',
  },
  {
    what: 'inputs are trimmed before they are expanded',
    steps: [['true', { inputs: { TARGETTYPE: ' inline ', script: '  test "[$(padded)]" = "[ x ]"  ' } }]],
    results: ['succeeded'],
    job: 'succeeded',
  },
  {
    what: 'a macro may name the agent’s environment',
    steps: [['test "$(HOME)" = "$HOME"']],
    results: ['succeeded'],
    job: 'succeeded',
  },
  {
    what: 'a macro is never what every object has',
    steps: [["test '$(toString)' = '$'\"(toString)\""]],
    results: ['succeeded'],
    job: 'succeeded',
  },
  {
    what: 'an unknown macro stays',
    steps: [["test '$(nobody)' = '$'\"(nobody)\""]],
    results: ['succeeded'],
    job: 'succeeded',
  },
];

describe('the steps of a job', () => {
  for (const { what, steps, results, job } of cases) {
    test(what, async () => {
      const named = steps.map(([script, change], index) => bash(script, { displayName: `step ${index}`, ...change }));
      const variables = { lenient: { value: 'true' }, name: { value: 'x' }, padded: { value: ' x ' } };
      const { server, result } = await runTestJob(jobRequest(named, { variables }));
      assert.deepEqual(
        named.map(({ displayName }) => server.record(displayName).result),
        results,
        server.log(server.records.get('job-record')),
      );
      assert.equal(result, job);
    });
  }

  test('a condition that cannot be read fails the job before any step', async () => {
    const { server, result } = await runTestJob(jobRequest([bash('true'), bash('true', { condition: 'eq(1' })]));
    assert.equal(result, 'failed');
    assert.deepEqual(server.results(), ['(job): failed', 'Initialize job: failed', 'Finalize Job: succeeded']);
    assert.equal(server.record('Initialize job').errorCount, 1);
  });

  test('a mask that cannot be read fails the job before anything is told', async () => {
    const { server, result } = await runTestJob(jobRequest([bash('true')], { mask: [{ type: 'regex', value: '(' }] }));
    assert.equal(result, 'failed');
    assert.deepEqual([server.logs.size, server.completed[0]?.result], [0, 'failed']);
    assert.match(server.records.get('job-record')?.issues?.[0]?.message ?? '', /not a regular expression/);
  });
});

describe('a step that cannot be started fails, and only it', () => {
  const failing: readonly [what: string, change: StepChange, error: RegExp][] = [
    ['a variable that no process can have', { environment: { A: 'a\0b' } }, /could not be started in .*: .*null bytes/],
    [
      'an environment beyond the system’s limit',
      { environment: { A: 'x'.repeat(4_000_000) } },
      /could not be started in .*: spawn .*E2BIG/,
    ],
    ['no shell', { environment: { PATH: '/nonexistent' } }, /Unable to locate executable file: 'bash'/],
    [
      'a script that cannot be written',
      { inputs: { targetType: 'inline', script: 'true', workingDirectory: 'a\0b' } },
      /null bytes|Not found workingDirectory/,
    ],
  ];
  for (const [what, change, error] of failing) {
    test(what, async () => {
      const { server, result } = await runTestJob(
        jobRequest([bash('true', change), bash('true', { displayName: 'next', condition: 'always()' })]),
      );
      assert.match(server.log(server.record('Bash')), error);
      assert.deepEqual(
        [server.record('Bash').result, server.record('next').result, result],
        ['failed', 'succeeded', 'failed'],
      );
    });
  }
});

describe('a step that fails is repeated', () => {
  const counting = 'echo x >> $(Agent.TempDirectory)/tries; test $(wc -l < $(Agent.TempDirectory)/tries) -ge';
  const count = (script: string, tries: number) =>
    script.replaceAll('$(wc', '`wc').replace('tries) -ge', `tries\` -ge ${tries}`);

  test('until it succeeds, in one record and one log', async () => {
    const { server, result } = await runTestJob(
      jobRequest([bash(count(counting, 3), { retryCountOnTaskFailure: '5' })]),
    );
    assert.equal(result, 'succeeded');
    const log = server.log(server.record('Bash'));
    assert.equal(log.split('[command]').length - 1, 3);
    assert.equal(log.split('Task         :').length - 1, 1);
    assert.ok(
      log.includes('##[warning]RetryHelper encountered task failure, will retry (attempt #: 1 out of 5) after 1 ms\n'),
    );
    assert.ok(
      log.includes('##[warning]RetryHelper encountered task failure, will retry (attempt #: 2 out of 5) after 4 ms\n'),
    );
  });

  test('no more often than it says, and is passed over only then', async () => {
    const { server, result } = await runTestJob(
      jobRequest([bash('false', { retryCountOnTaskFailure: '2', continueOnError: 'true' })]),
    );
    assert.equal(result, 'succeededWithIssues');
    assert.equal(server.log(server.record('Bash')).split('[command]').length - 1, 3);
  });

  test(`no more than ${taskRetries} times`, async () => {
    const { server } = await runTestJob(jobRequest([bash('false', { retryCountOnTaskFailure: '50' })]));
    const log = server.log(server.record('Bash'));
    assert.equal(log.split('[command]').length - 1, taskRetries + 1);
    assert.ok(
      log.includes(
        `##[warning]The maximum allowed number of attempts is ${taskRetries} but got 50. Retry attempts count will be decreased to ${taskRetries}.\n`,
      ),
    );
  });
});

test('what the agent knows is in the environment', async () => {
  const names = [
    'AGENT_NAME',
    'AGENT_ID',
    'AGENT_JOBSTATUS',
    'AGENT_OS',
    'BUILD_SOURCESDIRECTORY',
    'BUILD_ARTIFACTSTAGINGDIRECTORY',
    'PIPELINE_WORKSPACE',
    'AGENT_TEMPDIRECTORY',
    'COMMON_TESTRESULTSDIRECTORY',
    'SYSTEM_DEFAULTWORKINGDIRECTORY',
    'SYSTEM_TASKDISPLAYNAME',
    'TF_BUILD',
    'GIT_TERMINAL_PROMPT',
    'PWD',
    'ENDPOINT_URL_SYSTEMVSSCONNECTION',
    'SYSTEM_TEAMFOUNDATIONSERVERURI',
  ];
  const address = 'https://example.com/fabrikam/';
  const connection = {
    name: 'SystemVssConnection',
    url: address,
    authorization: { scheme: 'OAuth', parameters: { AccessToken: 'hunter2' } },
  };
  const run = await runTestJob(
    jobRequest([bash(names.map(name => `echo "${name}=$${name}"`).join('\n'), { displayName: 'look' })], {
      resources: { endpoints: [connection], repositories: [] },
      variables: { 'System.CollectionUri': { value: address } },
    }),
  );
  const seen = run.server.outputOf(run.server.record('look')).replaceAll(run.work, 'W').split('\n');
  const system = process.platform === 'darwin' ? 'Darwin' : 'Linux';
  assert.deepEqual(seen.slice(0, -1), [
    'AGENT_NAME=agent',
    'AGENT_ID=7',
    'AGENT_JOBSTATUS=Succeeded',
    `AGENT_OS=${system}`,
    'BUILD_SOURCESDIRECTORY=W/1/s',
    'BUILD_ARTIFACTSTAGINGDIRECTORY=W/1/a',
    'PIPELINE_WORKSPACE=W/1',
    'AGENT_TEMPDIRECTORY=W/_temp',
    'COMMON_TESTRESULTSDIRECTORY=W/1/TestResults',
    'SYSTEM_DEFAULTWORKINGDIRECTORY=W/1/s',
    'SYSTEM_TASKDISPLAYNAME=look',
    'TF_BUILD=True',
    'GIT_TERMINAL_PROMPT=0',
    'PWD=W/1/s',
    `ENDPOINT_URL_SYSTEMVSSCONNECTION=${address}`,
    `SYSTEM_TEAMFOUNDATIONSERVERURI=${address}`,
  ]);
});

test('the standard input is closed', async () => {
  const run = await runTestJob(jobRequest([bash('cat; read line; echo "end"', { displayName: 'look' })]));
  assert.equal(run.server.outputOf(run.server.record('look')), 'end\n');
});

test('macros read the environment of the agent, but for settings of Millrace, its token among them', async () => {
  process.env.MILLRACE_TOKEN = 'opensesame';
  process.env.GIVEN_TO_AGENT = 'seen';
  try {
    const script = "echo '$(GIVEN_TO_AGENT) and $(MILLRACE_TOKEN)'; env | grep -c opensesame";
    const { server } = await runTestJob(jobRequest([bash(script, { displayName: 'look' })]));
    assert.match(server.log(server.record('look')), /^seen and \$\(MILLRACE_TOKEN\)\n0$/m);
  } finally {
    delete process.env.MILLRACE_TOKEN;
    delete process.env.GIVEN_TO_AGENT;
  }
});
