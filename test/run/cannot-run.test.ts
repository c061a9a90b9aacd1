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

test('a task of the service that is not run here is refused, unless it is disabled', () => {
  const bus = { id: 'ba761f24-cbd6-48cb-92f3-fc13396405b1', name: 'PublishToAzureServiceBus', version: '1' };
  const send: PlanStep = { ...step(''), name: 'send', task: bus };
  const problem = 'Job a: Step send is the task PublishToAzureServiceBus@1, which Millrace does not run yet.';
  assert.deepEqual(problemsOf({ steps: [send], pool: serverPool }), [problem]);
  assert.deepEqual(problemsOf({ steps: [{ ...send, enabled: 'false' }], pool: serverPool }), []);
});
