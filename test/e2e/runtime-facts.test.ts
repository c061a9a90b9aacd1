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
