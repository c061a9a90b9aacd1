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

test('what a step said is wrong stands at its end, however long before it was said', async () => {
  await using workshop = await Workshop.open();
  // Its record goes out while it sleeps.
  const run = await workshop.run(`
steps:
- bash: |
    echo "##vso[task.logissue type=error]told early"
    sleep 1
    echo "##vso[task.complete result=Failed]"
`);
  assertRun(run, 1, /^==> Job \/ Bash failed after .*\n {4}told early$/m);
});
