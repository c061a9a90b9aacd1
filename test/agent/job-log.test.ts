import assert from 'node:assert/strict';
import { hostname, userInfo } from 'node:os';
import { describe, test } from 'node:test';
import { bash, type JobRun, jobRequest, runTestJob, type StepChange, taskStep } from './job.ts';

const ruler = '='.repeat(78);

/** Job logs as they are told to be, with what differs from machine to machine replaced. */
function normal({ work }: JobRun, text: string): string {
  return text
    .replaceAll(work, 'W')
    .replace(/_temp\/[0-9a-f-]{36}\./g, '_temp/ID.')
    .replace(/^\[command\]\S*\/(bash|pwsh) /gm, '[command]$1 ')
    .replace(/'(.*)'/g, (quoted, name) => (name === hostname() ? "'HOST'" : quoted))
    .replace(`running as: '${userInfo().username}'`, "running as: 'USER'");
}

function jobLog(run: JobRun): string {
  return normal(run, run.server.log(run.server.records.get('job-record')));
}

function stepLog(run: JobRun, name: string): string {
  return normal(run, run.server.log(run.server.record(name)));
}

const header = {
  CmdLine: [
    'Command line',
    'Run a command line script using Bash on Linux and macOS and cmd.exe on Windows',
    '2.279.1',
    'Microsoft Corporation',
    'https://docs.microsoft.com/azure/devops/pipelines/tasks/utility/command-line',
  ],
  Bash: [
    'Bash',
    'Run a Bash script on macOS, Linux, or Windows',
    '3.278.0',
    'Microsoft Corporation',
    'https://docs.microsoft.com/azure/devops/pipelines/tasks/utility/bash',
  ],
  PowerShell: [
    'PowerShell',
    'Run a PowerShell script on Linux, macOS, or Windows',
    '2.279.0',
    'Microsoft Corporation',
    'https://docs.microsoft.com/azure/devops/pipelines/tasks/utility/powershell',
  ],
} as const;

/** The log of a step, from its name, its task and its lines. */
function expectedLog(name: string, task: keyof typeof header, lines: readonly string[]): string {
  const [friendlyName, description, version, author, help] = header[task];
  return [
    `##[section]Starting: ${name}`,
    ruler,
    `Task         : ${friendlyName}`,
    `Description  : ${description}`,
    `Version      : ${version}`,
    `Author       : ${author}`,
    `Help         : ${help}`,
    ruler,
    ...lines,
    `##[section]Finishing: ${name}`,
    '',
  ].join('\n');
}

const banner = '========================== Starting Command Output ===========================';

test('the log of a job, from its first line to its last', async () => {
  const run = await runTestJob(
    jobRequest([taskStep('CmdLine', { script: 'echo hello\n' }, { displayName: 'Greet $(who)' })], {
      variables: { who: { value: 'me' } },
    }),
  );
  const greet = expectedLog('Greet me', 'CmdLine', [
    'Generating script.',
    'Script contents:',
    'echo hello',
    banner,
    '[command]bash --noprofile --norc W/_temp/ID.sh',
    'hello',
  ]);
  assert.equal(
    jobLog(run),
    `##[section]Starting: Build it
##[section]Starting: Initialize job
Agent name: 'agent'
Agent machine name: 'HOST'
Current agent version: '4.270.0'
Agent running as: 'USER'
Prepare build directory.
Set build variables.
Download all required tasks.
Checking job knob settings.
Finished checking job knob settings.
Start tracking orphan processes.
##[section]Finishing: Initialize job
${greet}##[section]Starting: Finalize Job
Cleaning up task key
Start cleaning up orphan processes.
##[section]Finishing: Finalize Job
##[section]Finishing: Build it
`,
  );
  assert.equal(stepLog(run, 'Greet me'), greet);
});

test('every line has a stamp of seven digits, but a message of several lines only one', async () => {
  const { server } = await runTestJob(
    jobRequest([
      bash('echo; printf "a\\n\\nb"', { displayName: 'run' }),
      bash('true', { displayName: 'skipped', condition: 'false' }),
    ]),
  );
  const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z /;
  for (const { text } of server.logs.values()) {
    const bare = text
      .split('\n')
      .slice(0, -1)
      .filter(line => !stamp.test(line));
    assert.deepEqual([...new Set(bare)], text.includes('Skipping') ? ['Evaluating: False', 'Result: False'] : []);
  }
  assert.match(server.logs.get(2)?.text ?? '', /Z \n.*Z a\n.*Z \n.*Z b\n/);
});

test('logs are numbered in the order of their steps, the job’s last, and lines are counted', async () => {
  const { server } = await runTestJob(
    jobRequest([bash('true', { displayName: 'one' }), bash('false', { displayName: 'two' })]),
  );
  const named = ['Initialize job', 'one', 'two', 'Finalize Job'].map(name => server.record(name).log?.id);
  assert.deepEqual([...named, server.records.get('job-record')?.log?.id], [1, 2, 3, 4, 5]);
  for (const { text, lineCount } of server.logs.values()) assert.equal(lineCount, text.split('\n').length - 1);
  assert.equal(server.logs.get(2)?.path, `logs\\${server.record('one').id}`);
});

test('all records are there before the first step runs, in order', async () => {
  const { server } = await runTestJob(
    jobRequest([bash('sleep 0.2', { displayName: 'one' }), bash('true', { displayName: 'two' })]),
    { feedIntervalMs: 20 },
  );
  assert.deepEqual(
    server.updates[0]?.map(({ id, state }) => [id, state]),
    [['job-record', 'inProgress']],
  );
  const early = server.updates
    .slice(0, server.updates.findIndex(update => update.some(({ name }) => name === 'two')) + 1)
    .flat();
  const states = new Map(early.filter(({ state }) => state !== undefined).map(({ id, state }) => [id, state]));
  assert.deepEqual(
    [states.get(server.record('one').id), states.get(server.record('two').id)],
    ['inProgress', 'pending'],
  );
  assert.deepEqual(server.results(), [
    '(job): succeeded',
    'Initialize job: succeeded',
    'one: succeeded',
    'two: succeeded',
    'Finalize Job: succeeded',
  ]);
  const one = server.record('one');
  assert.deepEqual(
    [one.type, one.parentId, one.order, one.refName, one.workerName, one.percentComplete],
    ['Task', 'job-record', 2, 'Bash', 'agent', 100],
  );
  assert.deepEqual(one.task, { id: '6c731c3c-3c68-459a-a5c9-bde6e6595b5b', name: 'Bash', version: '3.278.0' });
  assert.deepEqual(
    [server.record('Initialize job').refName, server.record('Finalize Job').refName],
    ['JobExtension_Init', 'JobExtension_Final'],
  );
});

describe('the log of a step', () => {
  const inline = (script: string, change: StepChange = {}) => bash(script, { displayName: 'step', ...change });
  const call = '[command]bash W/_temp/ID.sh';
  const fails = (message: string) => `##[error]${message}`;
  const cases: readonly [what: string, step: ReturnType<typeof bash>, lines: readonly string[], result: string][] = [
    [
      'of one line',
      inline('echo a'),
      ['Generating script.', 'Script contents:', 'echo a', banner, call, 'a'],
      'succeeded',
    ],
    [
      'of several lines is not shown',
      inline('echo a\necho b'),
      ['Generating script.', banner, call, 'a', 'b'],
      'succeeded',
    ],
    [
      'with a command is not shown',
      inline('echo "##vso[task.debug]x"'),
      ['Generating script.', banner, call],
      'succeeded',
    ],
    [
      'keeps the order of both streams',
      inline('echo a; echo b >&2\necho c; echo d >&2'),
      ['Generating script.', banner, call, 'a', 'b', 'c', 'd'],
      'succeeded',
    ],
    [
      'counts its lines as they are',
      inline('exit $LINENO\n:'),
      ['Generating script.', banner, call, fails("Bash exited with code '1'.")],
      'failed',
    ],
    [
      'that fails',
      inline('echo a\nexit 3'),
      ['Generating script.', banner, call, 'a', fails("Bash exited with code '3'.")],
      'failed',
    ],
    [
      'that ran out of memory',
      inline('echo a\nkill -9 $$'),
      [
        'Generating script.',
        banner,
        call,
        'a',
        fails(
          'Bash exited with code 137, which means it ran out of memory. Make sure the agent (container) host has sufficient memory configured.',
        ),
      ],
      'failed',
    ],
    [
      'with errors on its error stream',
      inline('echo a; echo "bad" >&2\n:', {
        inputs: { targetType: 'inline', script: 'echo bad >&2\n:', failOnStderr: 'true' },
      }),
      [
        'Generating script.',
        banner,
        call,
        'bad',
        fails('Bash wrote one or more lines to the standard error stream.'),
        fails('bad'),
      ],
      'failed',
    ],
    [
      'without its folder',
      inline('true', { inputs: { targetType: 'inline', script: 'true', workingDirectory: 'nowhere' } }),
      ['Generating script.', 'Script contents:', 'true', fails('Not found workingDirectory: W/1/s/nowhere')],
      'failed',
    ],
    [
      'of an unknown file',
      taskStep('Bash', { filePath: 'x.sh' }, { displayName: 'step' }),
      ['Generating script.', fails("Invalid file path 'W/1/s/x.sh'.")],
      'failed',
    ],
  ];
  for (const [what, step, lines, result] of cases) {
    test(what, async () => {
      const run = await runTestJob(jobRequest([step]));
      assert.equal(stepLog(run, 'step'), expectedLog('step', 'Bash', lines));
      assert.deepEqual([run.server.record('step').result, run.result], [result, result]);
    });
  }

  test('of a file', async () => {
    const steps = [
      bash('printf \'echo "$0 $1 $2"\' > "it\'s.sh"', { displayName: 'make' }),
      taskStep('Bash', { filePath: "it's.sh", arguments: 'a "b c"' }, { displayName: 'step' }),
    ];
    const run = await runTestJob(jobRequest(steps));
    const command = "exec bash 'W/1/s/it'\\''s.sh' a \"b c\"";
    assert.equal(
      stepLog(run, 'step'),
      expectedLog('step', 'Bash', [
        'Generating script.',
        `Formatted command: ${command}`,
        banner,
        call,
        "W/1/s/it's.sh a b c",
      ]),
    );
  });

  test('of a script that is the path of a file', async () => {
    const steps = [
      bash('printf "#!/bin/sh\\necho ran" > run; chmod +x run', { displayName: 'make' }),
      taskStep('CmdLine', { script: '$(Build.SourcesDirectory)/run' }, { displayName: 'step' }),
    ];
    const run = await runTestJob(jobRequest(steps));
    assert.equal(run.server.outputOf(run.server.record('step')), 'ran\n');
  });

  test('of PowerShell', async () => {
    const stub = `mkdir bin
cat > bin/pwsh <<'END'
#!/bin/bash
printf '<%s>' "$@"; echo
eval "cat \${5#. }"
exit 4
END
chmod +x bin/pwsh; echo "##vso[task.prependpath]$PWD/bin"`;
    const steps = [
      bash(stub, { displayName: 'make' }),
      taskStep(
        'PowerShell',
        { targetType: 'inline', script: "Write-Host 'hi'", pwsh: 'true' },
        { displayName: 'step' },
      ),
    ];
    const run = await runTestJob(jobRequest(steps));
    const file = ". 'W/_temp/ID.ps1'";
    assert.equal(
      stepLog(run, 'step').replace('\uFEFF', ''),
      expectedLog('step', 'PowerShell', [
        'Generating script.',
        banner,
        `[command]W/1/s/bin/pwsh -NoLogo -NoProfile -NonInteractive -Command ${file}`.replace('W/1/s/bin/', ''),
        `<-NoLogo><-NoProfile><-NonInteractive><-Command><${file}>`,
        "$ErrorActionPreference = 'stop'",
        "$ProgressPreference = 'silentlyContinue'",
        "Write-Host 'hi'",
        'if (Test-Path -LiteralPath variable:\\LASTEXITCODE) {',
        '  exit $LASTEXITCODE',
        '}',
        "##[error]PowerShell exited with code '4'.",
      ]),
    );
  });

  test('of PowerShell where there is none', async () => {
    const run = await runTestJob(
      jobRequest([taskStep('PowerShell', { targetType: 'inline', script: 'x' }, { displayName: 'step' })], {
        variables: { path: { value: '/nonexistent' } },
      }),
    );
    assert.ok(
      stepLog(run, 'step').includes(
        "##[error]This machine has no PowerShell: neither 'pwsh' nor 'powershell' is on the agent's path.\n",
      ),
    );
    assert.equal(run.result, 'failed');
  });

  test('of a task that the agent does not have', async () => {
    const step = bash('true', {
      displayName: 'step',
      reference: { id: 'a0a0a0a0-0000-4000-8000-000000000000', name: 'Teapot', version: '1' },
    });
    const run = await runTestJob(jobRequest([step]));
    assert.equal(
      stepLog(run, 'step'),
      "##[section]Starting: step\n##[error]This agent does not have the task 'Teapot@1'.\n##[section]Finishing: step\n",
    );
    assert.equal(run.result, 'failed');
  });

  test('that is skipped says why, and nothing else', async () => {
    const run = await runTestJob(
      jobRequest([bash('true', { displayName: 'step', condition: "and(succeeded(), eq(variables['a'], 'b'))" })], {
        variables: { a: { value: 'c' } },
      }),
    );
    assert.equal(
      stepLog(run, 'step'),
      "Skipping step due to condition evaluation.\nEvaluating: and(succeeded(), eq(variables['a'], 'b'))\nExpanded: and(True, eq('c', 'b'))\nResult: False\n",
    );
    const { result, resultCode, startTime, finishTime } = run.server.record('step');
    assert.deepEqual(
      [result, resultCode, typeof startTime, typeof finishTime],
      ['skipped', 'Skipping step due to condition evaluation.', 'string', 'string'],
    );
    assert.equal(run.result, 'succeeded');
  });
});

test('a secret is hidden in names, issues, live lines and logs', async () => {
  const step = bash(
    'echo hunter2; echo "##vso[task.logissue type=error]x hunter2"; echo "##vso[task.setprogress value=1]hunter2"; exit 1',
    { displayName: 'say $(s)' },
  );
  const { server } = await runTestJob(
    jobRequest([step], {
      variables: { s: { value: 'hunter2', isSecret: true } },
      mask: [
        { type: 'variable', value: 's' },
        { type: 'regex', value: 'tok[0-9]+' },
      ],
    }),
  );
  const told = JSON.stringify([
    [...server.records.values()].map(({ variables, ...rest }) => rest),
    server.feeds,
    [...server.logs.values()],
  ]);
  assert.ok(!told.includes('hunter2'));
  assert.ok(told.includes('say ***'));
});
