import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlanJob } from '../../src/plan/model.ts';
import { cannotRun } from '../../src/run/cannot-run.ts';
import { job, plan, stage, step } from './plan-builder.ts';

const sentence = (use: string): string => `Stage A job a ${use}, which Millrace does not run yet.`;

const cases: readonly (readonly [what: string, given: Partial<PlanJob>, problem: string])[] = [
  ['a job in a container', { container: { alias: 'c' } }, sentence('runs in a container')],
];

for (const [what, given, problem] of cases) {
  test(`${what} is said to be out of reach`, () =>
    assert.deepEqual(cannotRun(plan([stage('A', [job('a', given)])])), [problem]));
}

test('a job of steps on an agent can run', () => {
  assert.deepEqual(
    cannotRun(
      plan([stage('A', [job('a', { steps: [step('true')], pool: { vmImage: 'ubuntu-latest', demands: [] } })])]),
    ),
    [],
  );
});
