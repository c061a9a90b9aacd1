import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunProgress } from '../../src/cli/run-progress.ts';
import { openRunView } from '../../src/cli/run-view/open-run-view.ts';
import { FakeIo } from './support/fake-io.ts';

/** A run of which almost nothing ran. */
const skippedStory: readonly RunProgress[] = [
  {
    type: 'runQueued',
    name: '1',
    pipeline: 'p',
    stages: ['Build', 'Test', 'Publish'].map(name => ({
      name,
      displayName: name,
      jobs: [{ name: 'only', displayName: '', steps: [] }],
    })),
  },
  { type: 'stageStarted', stage: 'Build' },
  {
    type: 'jobCompleted',
    stage: 'Build',
    job: 'only',
    result: 'skipped',
    seconds: 0,
    reason: "Evaluating: eq(variables['a'], 'b')\nExpanded: eq('c', 'b')\nResult: False",
  },
  { type: 'stageCompleted', stage: 'Build', result: 'skipped', seconds: 0 },
  {
    type: 'stageCompleted',
    stage: 'Test',
    result: 'skipped',
    seconds: 0,
    reason: 'Evaluating: failed()\nResult: False',
  },
  { type: 'stageCompleted', stage: 'Publish', result: 'failed', seconds: 0, reason: 'This is no condition.' },
  { type: 'runCompleted', result: 'failed', seconds: 0 },
];

test('a run says in its summary why something was skipped, or could not begin', () => {
  const io = new FakeIo();
  const view = openRunView(io, 'text');
  for (const event of skippedStory) view.event(event);
  view.close();
  assert.equal(
    io.out.text,
    `Run 1 of p

Stage Build    skipped
  only         skipped          eq(variables['a'], 'b') is false: eq('c', 'b')
Stage Test     skipped          failed() is false
  only         skipped
Stage Publish  failed   0.0s    This is no condition.
  only         failed   0.0s
Run 1 failed in 0.0s
`,
  );
});
