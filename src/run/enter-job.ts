import type { Instant } from '../base/clock.ts';
import { evaluateCondition } from '../expression/condition.ts';
import { groupResult } from './aggregate.ts';
import { countingOf } from './counters.ts';
import { jobContext, stageDependenciesContext } from './dependencies.ts';
import type { JobRef, RunEvent } from './events.ts';
import { queueJob } from './queue-job.ts';
import { contextsOfRun } from './run-contexts.ts';
import type { JobGroup, JobState, Run, StageState } from './state.ts';
import { jobStatus } from './status.ts';
import { expandStrategy } from './strategy/expand-strategy.ts';
import { legTurn } from './strategy/leg-turn.ts';
import { isSystemVariable } from './system-variables.ts';
import {
  type Contexts,
  type EvaluatedVariables,
  evaluateText,
  evaluateVariables,
  scopeOf,
  type Variables,
  withVariable,
} from './variables.ts';

/** What follows for one job of the plan, in a stage that has begun. */
export function followGroup(run: Run, stage: StageState, group: JobGroup, at: Instant): readonly RunEvent[] {
  if (group.state === 'completed') return [];
  return group.state === 'pending' ? enterGroup(run, stage, group, at) : followLegs(run, stage, group, at);
}

function enterGroup(run: Run, stage: StageState, group: JobGroup, at: Instant): readonly RunEvent[] {
  const { name, dependsOn, condition } = group.plan;
  if (!dependsOn.every(before => stage.groups.get(before)?.state === 'completed')) return [];
  const ref: JobRef = { stage: stage.plan.name, job: name, attempt: group.attempt };
  const contexts = contextsOf(run, stage, group);
  const variables = jobVariables(run, stage, group, contexts);
  if (!variables.ok) return [{ type: 'jobAbandoned', at, ref, reason: variables.message }];
  const scope = scopeOf(variables.variables, run.queued.predefined, contexts);
  const verdict = evaluateCondition(condition, 'jobCondition', { ...scope, status: jobStatus(run, stage, dependsOn) });
  if (!verdict.ok) return [{ type: 'jobAbandoned', at, ref, reason: verdict.message }];
  if (!verdict.value) return [{ type: 'jobSkipped', at, ref, reason: verdict.trace.join('\n') }];
  const read = (text: string) => evaluateText(text, variables.variables, run.queued.predefined, contexts);
  const expanded = expandStrategy(group.plan, read, run.queued.environments);
  if (!expanded.ok) return [failure(ref, at, expanded.message)];
  const { expansion } = expanded;
  return [
    expansion === undefined
      ? queueJob(run, ref, group, variables.variables, at)
      : { type: 'jobExpanded', at, ref, expansion },
  ];
}

/** Legs that may start now, as many as `maxParallel` lets; the end of the job when all are over. */
function followLegs(run: Run, stage: StageState, group: JobGroup, at: Instant): readonly RunEvent[] {
  const { expansion, jobs } = group;
  if (expansion === undefined) return [];
  const ref: JobRef = { stage: stage.plan.name, job: group.plan.name, attempt: group.attempt };
  const all = [...jobs.values()];
  if (all.every(job => job.state === 'completed'))
    return [{ type: 'legsCompleted', at, ref, result: groupResult(group) }];
  const running = all.filter(job => job.state !== 'pending' && job.state !== 'completed').length;
  const free = expansion.maxParallel === 0 ? all.length : Math.max(0, expansion.maxParallel - running);
  const waiting = [...jobs].filter(([, job]) => job.state === 'pending');
  const legRef = (name: string, job: JobState): JobRef => ({ ...ref, job: name, attempt: job.attempt });
  const unwanted = waiting.filter(([, job]) => legTurn(group, job) === 'skip');
  const ready = waiting.filter(([, job]) => legTurn(group, job) === 'run').slice(0, free);
  return [
    ...unwanted.map(([name, job]): RunEvent => ({ type: 'jobSkipped', at, ref: legRef(name, job), reason: '' })),
    ...ready.map(([name, job]) => enterLeg(run, stage, group, legRef(name, job), job, at)),
  ];
}

function enterLeg(run: Run, stage: StageState, group: JobGroup, ref: JobRef, job: JobState, at: Instant): RunEvent {
  const variables = jobVariables(run, stage, group, contextsOf(run, stage, group), job.leg?.variables);
  if (!variables.ok) return { type: 'jobAbandoned', at, ref, reason: variables.message };
  return queueJob(run, ref, job, variables.variables, at);
}

function failure(ref: JobRef, at: Instant, reason: string): RunEvent {
  return { type: 'jobCompleted', at, ref, result: 'failed', outputs: {}, reason };
}

function contextsOf(run: Run, stage: StageState, group: JobGroup): Contexts {
  return {
    ...contextsOfRun(run),
    dependencies: jobContext(stage, group),
    stagedependencies: stageDependenciesContext(run, stage),
  };
}

/** The variables of a stage: those of the run, and its own. */
export function stageVariables(run: Run, stage: StageState, contexts: Contexts): EvaluatedVariables {
  return evaluateVariables(stage.plan.variables, run.queued.rootVariables, run.queued, contexts, countingOf(run));
}

/** The variables of a job. Those of its leg can be read by the job's own `$[ ]`, and win over them. */
function jobVariables(
  run: Run,
  stage: StageState,
  group: JobGroup,
  contexts: Contexts,
  leg: Readonly<Record<string, string>> = {},
): EvaluatedVariables {
  const around = stageVariables(run, stage, contexts);
  if (!around.ok) return around;
  const below = withLeg(run, around.variables, leg);
  const own = evaluateVariables(group.plan.variables, below, run.queued, contexts, countingOf(run));
  return own.ok ? { ok: true, variables: withLeg(run, own.variables, leg) } : own;
}

function withLeg({ queued }: Run, variables: Variables, leg: Readonly<Record<string, string>>): Variables {
  let all = variables;
  for (const [name, value] of Object.entries(leg)) {
    if (isSystemVariable(name, queued.predefined)) continue;
    all = withVariable(all, name, { value, isSecret: false, readonly: false });
  }
  return all;
}
