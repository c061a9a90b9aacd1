import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bash, jobRequest, runTestJob, taskStep } from './job.ts';

type Task = Parameters<typeof taskStep>[0];
type Case = readonly [what: string, task: Task, inputs: Record<string, string>, result: string, log: RegExp];

/** A `pwsh` that shows the script it was given. */
const setUp = `mkdir -p bin sub
printf '#!/bin/bash\\neval "cat \${5#. }"\\n' > bin/pwsh; chmod +x bin/pwsh
echo 'echo "file: $# $1 in $(basename "$PWD"), $(ps -o args= $$ | grep -c file.sh)"' > file.sh
echo 'echo "env file"' > env.sh; : > file.ps1
echo "##vso[task.prependpath]$PWD/bin"`;

const cases: readonly Case[] = [
  ['CmdLine runs its standard script where none is given', 'CmdLine', {}, 'succeeded', /^Hello world$/m],
  ['CmdLine refuses an empty script', 'CmdLine', { script: '' }, 'failed', /##\[error\]Input required: script/],
  [
    'Bash runs its standard script where none is given',
    'Bash',
    { targetType: 'inline' },
    'succeeded',
    /^Hello world$/m,
  ],
  [
    'Bash runs a file with arguments in a folder',
    'Bash',
    { filePath: 'file.sh', arguments: '"a b" c', workingDirectory: 'sub' },
    'succeeded',
    /^file: 2 a b in sub, 1$/m,
  ],
  ['Bash wants a file', 'Bash', {}, 'failed', /##\[error\]Input required: filePath/],
  [
    'Bash reads the file of bashEnvValue first',
    'Bash',
    { targetType: 'inline', script: 'echo script', bashEnvValue: '$(Build.SourcesDirectory)/env.sh' },
    'succeeded',
    /^env file\nscript$/m,
  ],
  [
    'Bash fails for what goes to the standard error stream',
    'Bash',
    { targetType: 'inline', script: 'echo oops >&2', failOnStderr: 'TRUE' },
    'failed',
    /##\[error\]Bash wrote one or more lines to the standard error stream\.\n##\[error\]oops/,
  ],
  [
    'Bash says which working directory is missing',
    'Bash',
    { targetType: 'inline', workingDirectory: 'gone' },
    'failed',
    /##\[error\]Not found workingDirectory: .*\/gone/,
  ],
  [
    'PowerShell takes preferences, and leaves those alone that are the default',
    'PowerShell',
    {
      targetType: 'inline',
      errorActionPreference: 'continue',
      warningPreference: 'default',
      progressPreference: 'default',
      ignoreLASTEXITCODE: 'true',
    },
    'succeeded',
    /^\uFEFF?\$ErrorActionPreference = 'continue'\n# Write your PowerShell commands here\.\n\nWrite-Host "Hello World"/m,
  ],
  [
    'PowerShell refuses a preference that is none',
    'PowerShell',
    { targetType: 'inline', verbosePreference: 'loud' },
    'failed',
    /##\[error\]Invalid VerbosePreference 'loud'\./,
  ],
  [
    'PowerShell calls a file with arguments',
    'PowerShell',
    { filePath: 'file.ps1', arguments: '-a 1' },
    'succeeded',
    /^\. '.*\/file\.ps1' -a 1$/m,
  ],
  ['PowerShell wants a file', 'PowerShell', {}, 'failed', /##\[error\]Input required: filePath/],
  [
    'PowerShell wants a file of its own kind',
    'PowerShell',
    { filePath: 'file.sh' },
    'failed',
    /##\[error\]Invalid file path '.*file\.sh'/,
  ],
  [
    'PowerShell shows warnings as issues if asked',
    'PowerShell',
    { targetType: 'inline', script: 'Write-Warning w', showWarnings: 'true' },
    'succeeded',
    /^& \{\nWrite-Warning w\n##\[warning\]/m,
  ],
];

describe('inputs of the tasks that are shells', () => {
  for (const [what, task, inputs, result, log] of cases) {
    test(what, async () => {
      const steps = [bash(setUp, { displayName: 'set-up' }), taskStep(task, inputs, { displayName: 'step' })];
      const { server } = await runTestJob(jobRequest(steps));
      const record = server.record('step');
      assert.equal(record.result, result, server.log(record));
      assert.match(server.log(record), log);
    });
  }

  test('Bash reads a file into its own shell where a setting asks for it', async () => {
    const steps = [
      bash(setUp, { displayName: 'set-up' }),
      taskStep('Bash', { filePath: 'file.sh' }, { displayName: 'step' }),
    ];
    const variables = { AZP_BASHV3_OLD_SOURCE_BEHAVIOR: { value: 'true' } };
    const { server } = await runTestJob(jobRequest(steps, { variables }));
    assert.match(server.log(server.record('step')), /Formatted command: \. '.*\/file\.sh'\n/);
  });
});
