import type { Plan, PlanHooks, PlanJob, PlanStage, PlanStrategy } from '../../src/plan/model.ts';
import type { Check, CheckRule } from '../../src/run/checks.ts';
import type { RunEnvironment } from '../../src/run/environment.ts';
import { job, plan, stage, step } from '../run/plan-builder.ts';
import { conditions } from './conditions.ts';
import type { Random } from './random.ts';

/** The environment that simulated deployments go to. */
export const environment: RunEnvironment = {
  id: 1,
  name: 'farm',
  resources: ['vm1', 'vm2', 'vm3'].map((name, index) => ({ id: index + 1, name, type: 'virtualMachine', tags: [] })),
};

/** A graph of up to four stages of up to four jobs, of every kind that there is. */
export function randomPlan(random: Random): Plan {
  const names = Array.from({ length: 1 + random.below(4) }, (_, index) => `S${index}`);
  return plan(names.map((name, index) => randomStage(random, name, names.slice(0, index))));
}

/** The checks that a stage finds when it is ready; mostly none. */
export function randomChecks(random: Random): readonly Check[] {
  if (random.below(3) > 0) return [];
  return Array.from({ length: 1 + random.below(3) }, (_, index) => ({
    id: `check ${index}`,
    resource: { type: 'environment', id: String(index), name: `resource ${index}` },
    timeoutMinutes: random.pick([5, 60, 10_000]),
    ...randomRule(random),
  }));
}

function randomStage(random: Random, name: string, before: readonly string[]): PlanStage {
  const names = Array.from({ length: 1 + random.below(4) }, (_, index) => `j${index}`);
  return stage(
    name,
    names.map((each, index) => randomJob(random, each, names.slice(0, index))),
    {
      dependsOn: subset(random, before),
      condition: randomCondition(random),
      ...(random.below(8) === 0 ? { isManual: true } : {}),
    },
  );
}

function randomJob(random: Random, name: string, before: readonly string[]): PlanJob {
  return job(name, {
    dependsOn: subset(random, before),
    condition: randomCondition(random),
    continueOnError: String(random.below(4) === 0),
    timeoutInMinutes: random.pick(['', '1', '5']),
    cancelTimeoutInMinutes: '1',
    ...randomKind(random),
  });
}

function randomKind(random: Random): Partial<PlanJob> {
  const environmentOf = { environment: { name: environment.name }, steps: [] };
  switch (random.below(8)) {
    case 0:
      return { strategy: { kind: 'matrix', legs: randomLegs(random), maxParallel: random.pick(['', '1', '2']) } };
    case 1:
      return { strategy: { kind: 'parallel', count: String(random.below(4)) } };
    case 2:
      return { ...environmentOf, strategy: { kind: 'runOnce', hooks: randomHooks(random) } };
    case 3:
      return { ...environmentOf, strategy: randomRollout(random) };
    case 4:
      return { pool: { name: 'server', demands: [] }, steps: [serverStep(random), serverStep(random)] };
    default:
      return {};
  }
}

function randomRollout(random: Random): PlanStrategy {
  const hooks = randomHooks(random);
  if (random.below(2) === 0) return { kind: 'canary', increments: ['10', '50'], hooks };
  return { kind: 'rolling', maxParallel: random.pick(['', '1', '2', '50%']), hooks };
}

function randomHooks(random: Random): PlanHooks {
  const names = ['preDeploy', 'routeTraffic', 'postRouteTraffic', 'onFailure', 'onSuccess'] as const;
  const hook = { steps: [step('true')] };
  const chosen = names.filter(() => random.below(2) === 0);
  return { deploy: hook, ...Object.fromEntries(chosen.map(name => [name, hook])) };
}

function randomLegs(random: Random): Record<string, Record<string, string>> {
  const names = ['a', 'b', 'c', 'd'].slice(0, 1 + random.below(4));
  return Object.fromEntries(names.map(name => [name, { leg: name }]));
}

function serverStep(random: Random): PlanJob['steps'][number] {
  const delay = { id: '28782b92-5e8e-4458-9751-a71cd1492bae', name: 'Delay', version: '1' };
  const validation = { id: '2003ad3a-104a-451a-9238-60474ab294e6', name: 'ManualValidation', version: '1' };
  const task = random.pick([delay, validation]);
  const inputs = { delayForMinutes: random.pick(['0', '2', '90']), onTimeout: random.pick(['resume', 'reject']) };
  return { ...step(''), task, inputs };
}

function randomRule(random: Random): CheckRule {
  switch (random.below(4)) {
    case 0:
      return { kind: 'exclusiveLock' };
    case 1:
      return { kind: 'branchControl', allowedBranches: [random.pick(['*', '*', 'refs/heads/other'])] };
    case 2:
      return { kind: 'businessHours', timeZone: 'UTC', days: [0, 1, 2, 3, 4, 5, 6], startMinute: 60, endMinute: 1200 };
    default:
      return {
        kind: 'approval',
        approvers: ['ann', 'bob'].map(id => ({ id, displayName: id })),
        minRequired: random.below(3),
        isInOrder: random.below(2) === 0,
        mayApproveOwn: true,
        instructions: '',
      };
  }
}

function randomCondition(random: Random): string | undefined {
  return random.below(2) === 0 ? undefined : random.pick(conditions).text;
}

function subset(random: Random, names: readonly string[]): string[] {
  return names.filter(() => random.below(3) === 0);
}
