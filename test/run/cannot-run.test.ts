import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlanJob, PlanStep } from '../../src/plan/model.ts';
import { cannotRun } from '../../src/run/cannot-run.ts';
import { job, plan, stage, step } from './plan-builder.ts';

const problemsOf = (given: Partial<PlanJob>): readonly string[] => cannotRun(plan([stage('A', [job('a', given)])]));

const serverPool = { name: 'server', demands: [] };
const delay: PlanStep = {
  ...step('unused'),
  name: 'wait',
  task: { id: '28782b92-5e8e-4458-9751-a71cd1492bae', name: 'Delay', version: '1' },
};

test('a job of steps on an agent can run, and one of server tasks on the server', () => {
  assert.deepEqual(problemsOf({ steps: [step('true')], pool: { vmImage: 'ubuntu-latest', demands: [] } }), []);
  assert.deepEqual(problemsOf({ steps: [delay], pool: serverPool }), []);
});

test('a task in the wrong place is refused, unless it is disabled', () => {
  const misplaced =
    "Job a: Step wait references task 'Delay' at version '1' which is not valid for the given job target.";
  assert.deepEqual(problemsOf({ steps: [delay] }), [misplaced]);
  assert.deepEqual(problemsOf({ steps: [{ ...delay, enabled: 'false' }] }), []);
  assert.equal(problemsOf({ steps: [step('true')], pool: serverPool }).length, 1);
});
