import type { RunProgress } from '../../../src/cli/run-progress.ts';

/** A run of two stages: `Build` with one job that succeeds, `Test` with two jobs at once, of which one fails; `Publish` is skipped. */
export const runStory: readonly RunProgress[] = [
  {
    type: 'runQueued',
    name: '20260101.1',
    pipeline: 'shop',
    stages: [
      {
        name: 'Build',
        displayName: 'Build it',
        jobs: [{ name: 'compile', displayName: 'Compile', steps: [{ id: 's1', name: 'Make $(program)' }] }],
      },
      {
        name: 'Test',
        displayName: '',
        jobs: [
          { name: 'unit', displayName: 'Unit tests', steps: [{ id: 's2', name: 'Test' }] },
          { name: 'lint', displayName: '', steps: [{ id: 's3', name: 'Lint' }] },
        ],
      },
      { name: 'Publish', displayName: 'Publish', jobs: [{ name: 'push', displayName: 'Push', steps: [] }] },
    ],
  },
  { type: 'stageStarted', stage: 'Build' },
  { type: 'jobStarted', stage: 'Build', job: 'compile' },
  { type: 'stepStarted', stage: 'Build', job: 'compile', step: 's0', name: 'Initialize job' },
  { ...step('Build', 'compile', 's0', 'Initialize job'), result: 'succeeded', seconds: 0.1, errors: [] },
  { type: 'stepStarted', stage: 'Build', job: 'compile', step: 's1', name: 'Make greet' },
  { type: 'lines', stage: 'Build', job: 'compile', step: 's1', text: 'cc -o greet\ndone\n' },
  { ...step('Build', 'compile', 's1', 'Make greet'), result: 'succeeded', seconds: 3, errors: [] },
  { type: 'jobCompleted', stage: 'Build', job: 'compile', result: 'succeeded', seconds: 3.2 },
  { type: 'stageCompleted', stage: 'Build', result: 'succeeded', seconds: 3.4 },
  { type: 'stageStarted', stage: 'Test' },
  { type: 'jobStarted', stage: 'Test', job: 'unit' },
  { type: 'jobStarted', stage: 'Test', job: 'lint' },
  { type: 'stepStarted', stage: 'Test', job: 'unit', step: 's2', name: 'Test' },
  { type: 'stepStarted', stage: 'Test', job: 'lint', step: 's3', name: 'Lint' },
  { type: 'lines', stage: 'Test', job: 'unit', step: 's2', text: '1 passed\n\u001b[31m1 failed\u001b[0m\n' },
  { type: 'lines', stage: 'Test', job: 'lint', step: 's3', text: 'clean\n' },
  { type: 'message', level: 'warning', text: 'the disk is almost full' },
  { ...step('Test', 'unit', 's2', 'Test'), result: 'failed', seconds: 71, errors: ["Bash exited with code '1'."] },
  { ...step('Test', 'lint', 's3', 'Lint'), result: 'succeeded', seconds: 2, errors: [] },
  { type: 'jobCompleted', stage: 'Test', job: 'lint', result: 'succeeded', seconds: 2.1 },
  { type: 'jobCompleted', stage: 'Test', job: 'unit', result: 'failed', seconds: 71.5 },
  { type: 'stageCompleted', stage: 'Test', result: 'failed', seconds: 72 },
  { type: 'stageCompleted', stage: 'Publish', result: 'skipped', seconds: 0 },
  { type: 'runCompleted', result: 'failed', seconds: 7300 },
];

function step(stage: string, job: string, id: string, name: string) {
  return { type: 'stepCompleted', stage, job, step: id, name } as const;
}
