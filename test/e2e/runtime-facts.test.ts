import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertRun, Workshop } from '../tasks/pipeline.ts';

describe('an artifact without a name', () => {
  const cases: readonly [what: string, jobs: string, name: string][] = [
    ['steps alone', 'steps:', 'Job'],
    ['a job of a stage', 'stages:\n- stage: My_Stage\n  jobs:\n  - job: do_it\n    steps:', 'MyStage.doit'],
  ];
  for (const [what, head, name] of cases) {
    test(`is called after its job: ${what}`, async () => {
      await using workshop = await Workshop.open();
      const indent = head.includes('stages') ? '    ' : '';
      const steps = ['- checkout: none', '- bash: mkdir x && touch x/y', '- publish: x', '- download: current'];
      const look = `- bash: cd $(Pipeline.Workspace) && echo "there is $(ls -d ${name})"`;
      const run = await workshop.run(`${head}\n${[...steps, look].map(line => indent + line).join('\n')}`);
      assertRun(run, 0, new RegExp(`^there is ${name.replace('.', '\\.')}$`, 'm'));
    });
  }
});

test('a version of a task that has other inputs than ours is missing, not run as ours', async () => {
  await using workshop = await Workshop.open();
  const run = await workshop.run(`
steps:
- checkout: none
- task: CmdLine@1
  inputs: { filename: echo, arguments: hi }
- task: PowerShell@1
  inputs: { scriptType: inlineScript, inlineScript: Write-Host hi }
`);
  assertRun(run, 1, /The task 'CmdLine@1' is neither built in nor installed\./, /The task 'PowerShell@1' is neither/);
  assert.doesNotMatch(run.text, /Hello/);
});
