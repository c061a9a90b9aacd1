import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertRun, Workshop } from '../tasks/pipeline.ts';

test('steps are shown under their names with variables put in, those of earlier steps too, and so are steps that are skipped', async () => {
  await using workshop = await Workshop.open();
  const run = await workshop.run(`
variables:
  who: world
steps:
- bash: echo "##vso[task.setvariable variable=word]later"
  displayName: Greet $(who) in $(Build.SourceBranchName)
- bash: echo hi
  displayName: Say $(word) and $(nothing)
- bash: echo never
  displayName: Never $(who)
  condition: eq(variables['who'], 'nobody')
- bash: echo nothing
  displayName: Nobody waits for it
  condition: false
`);
  assert.doesNotMatch(run.text, /Nobody waits/);
  assertRun(run, 0, /^==> Job \/ Say later and \$\(nothing\)\nhi$/m, /^==> Job \/ Never world$/m);
});
