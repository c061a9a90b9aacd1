import { guidFromName, type PlanId, type ProjectId, type TimelineId } from '../../src/base/id.ts';
import type { Plan, PlanJob, PlanStage, PlanStep } from '../../src/plan/model.ts';
import { decide } from '../../src/run/decide.ts';
import type { QueuedRun, RunEvent, RunRepository } from '../../src/run/events.ts';
import { fold } from '../../src/run/evolve.ts';
import type { Run } from '../../src/run/state.ts';

const at = { file: '/azure-pipelines.yml', start: 0, end: 0 };

/** A script step; its members can be given. */
export function step(script: string, given: Partial<PlanStep> = {}): PlanStep {
  return {
    name: '',
    displayName: '',
    task: { id: 'd9bafed4-0b18-4f58-968d-86655b4d2ce9', name: 'CmdLine', version: '2' },
    inputs: { script },
    env: {},
    condition: undefined,
    continueOnError: '',
    enabled: 'true',
    timeoutInMinutes: '',
    retryCountOnTaskFailure: '',
    at,
    ...given,
  };
}

/** A job of one step that depends on nothing, unless given. */
export function job(name: string, given: Partial<PlanJob> = {}): PlanJob {
  return {
    name,
    displayName: name,
    dependsOn: [],
    condition: undefined,
    continueOnError: '',
    timeoutInMinutes: '',
    cancelTimeoutInMinutes: '',
    pool: { demands: [] },
    variables: [],
    workspaceClean: undefined,
    steps: [step('true')],
    at,
    ...given,
  };
}

/** A stage that depends on nothing, unless given. */
export function stage(name: string, jobs: readonly PlanJob[], given: Partial<PlanStage> = {}): PlanStage {
  return { name, displayName: name, dependsOn: [], condition: undefined, variables: [], jobs, at, ...given };
}

export function plan(stages: readonly PlanStage[], given: Partial<Plan> = {}): Plan {
  return {
    runName: '$(Date:yyyyMMdd).$(Rev:r)',
    appendCommitMessageToRunName: true,
    templateParameters: {},
    variables: [],
    resources: { repositories: {}, containers: {}, pipelines: {} },
    stages,
    ...given,
  };
}

export const selfRepository: RunRepository = {
  id: guidFromName('repository', 'test'),
  name: 'test',
  type: 'azureReposGit',
  url: '/nowhere',
  refName: 'refs/heads/main',
  version: '0'.repeat(40),
  workingTree: false,
};

export function queued(of: Plan, given: Partial<QueuedRun> = {}): QueuedRun {
  return {
    planId: guidFromName('plan', 'test') as PlanId,
    timelineId: guidFromName('timeline', 'test') as TimelineId,
    projectId: guidFromName('project', 'test') as ProjectId,
    projectName: 'test',
    pipeline: { id: 1, revision: 1, name: 'test', folder: '\\' },
    name: '20261124.1',
    reason: 'manual',
    requestedFor: { id: guidFromName('user', 'test'), displayName: 'Test', uniqueName: 'test' },
    plan: of,
    variables: {},
    rootVariables: {},
    predefined: { 'build.reason': 'Manual' },
    repositories: { self: selfRepository },
    pipelines: {},
    stagesToSkip: [],
    yamlFile: 'azure-pipelines.yml',
    ...given,
  };
}

/** A run of a plan, just begun, and the events so far. */
export function begin(of: Plan, given: Partial<QueuedRun> = {}): { run: Run; events: RunEvent[] } {
  const first: RunEvent = { type: 'runQueued', at: 0, run: queued(of, given) };
  const start = fold([first]);
  const next = decide(start, { type: 'begin', at: 0 });
  return { run: next.length === 0 ? start : fold(next, start), events: [first, ...next] };
}
