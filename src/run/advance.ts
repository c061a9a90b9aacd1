import type { Instant } from '../base/clock.ts';
import { evaluateCondition } from '../expression/condition.ts';
import { runResult, stageResult } from './aggregate.ts';
import { jobContext, stageContext, stageDependenciesContext } from './dependencies.ts';
import type { JobRef, RunEvent } from './events.ts';
import { fold } from './evolve.ts';
import { queueJob } from './queue-job.ts';
import type { JobState, Run, StageState } from './state.ts';
import { jobStatus, type StatusFunctions, stageStatus } from './status.ts';
import { type Contexts, evaluateVariables, scopeOf } from './variables.ts';

/** Everything that follows from where a run stands: stages and jobs that can start, stages and the run that are over. Pure. */
export function advance(run: Run, at: Instant): readonly RunEvent[] {
  const all: RunEvent[] = [];
  let now = run;
  for (let next = following(now, at); next.length > 0; next = following(now, at)) {
    all.push(...next);
    now = fold(next, now);
  }
  return all;
}

function following(run: Run, at: Instant): readonly RunEvent[] {
  if (run.state === 'completed') return [];
  const stages = [...run.stages.values()];
  if (stages.every(stage => stage.state === 'completed')) return [{ type: 'runCompleted', at, result: runResult(run) }];
  return stages.flatMap(stage =>
    stage.state === 'pending' ? enterStage(run, stage, at) : followStage(run, stage, at),
  );
}

function enterStage(run: Run, stage: StageState, at: Instant): readonly RunEvent[] {
  const { name, dependsOn, condition } = stage.plan;
  if (!dependsOn.every(before => run.stages.get(before)?.state === 'completed')) return [];
  const { attempt } = stage;
  const skipped: RunEvent = { type: 'stageCompleted', at, stage: name, attempt, result: 'skipped' };
  if (run.queued.stagesToSkip.some(each => each.toLowerCase() === name.toLowerCase())) return [skipped];
  const contexts = { dependencies: stageContext(run, stage), stagedependencies: stageDependenciesContext(run, stage) };
  const verdict = judge(
    condition,
    'stageCondition',
    stageStatus(run, stage),
    stageVariables(run, stage, contexts),
    run,
    contexts,
  );
  if (!verdict.ok) return [{ type: 'stageCompleted', at, stage: name, attempt, result: 'failed' }];
  return [verdict.value ? { type: 'stageStarted', at, stage: name, attempt } : skipped];
}

function followStage(run: Run, stage: StageState, at: Instant): readonly RunEvent[] {
  if (stage.state === 'completed') return [];
  const jobs = [...stage.jobs.values()];
  if (jobs.every(job => job.state === 'completed')) {
    const { attempt } = stage;
    return [{ type: 'stageCompleted', at, stage: stage.plan.name, attempt, result: stageResult(stage) }];
  }
  return jobs.flatMap(job => (job.state === 'pending' ? enterJob(run, stage, job, at) : []));
}

function enterJob(run: Run, stage: StageState, job: JobState, at: Instant): readonly RunEvent[] {
  const { name, dependsOn, condition } = job.plan;
  if (!dependsOn.every(before => stage.jobs.get(before)?.state === 'completed')) return [];
  const ref: JobRef = { stage: stage.plan.name, job: name, attempt: job.attempt };
  const contexts = { dependencies: jobContext(stage, job), stagedependencies: stageDependenciesContext(run, stage) };
  const variables = jobVariables(run, stage, job, contexts);
  if (!variables.ok) return [{ type: 'jobAbandoned', at, ref, reason: variables.message }];
  const verdict = judge(condition, 'jobCondition', jobStatus(run, stage, dependsOn), variables, run, contexts);
  if (!verdict.ok) return [{ type: 'jobAbandoned', at, ref, reason: verdict.message }];
  if (!verdict.value) return [{ type: 'jobSkipped', at, ref, reason: verdict.trace.join('\n') }];
  return [queueJob(run, ref, job.plan, variables.variables, at)];
}

type Verdict = ReturnType<typeof evaluateCondition>;
type ScopeVariables = ReturnType<typeof evaluateVariables>;

function judge(
  condition: string | undefined,
  slot: 'stageCondition' | 'jobCondition',
  status: StatusFunctions,
  variables: ScopeVariables,
  run: Run,
  contexts: Contexts,
): Verdict {
  if (!variables.ok) return variables;
  const scope = scopeOf(variables.variables, run.queued.predefined, contexts);
  return evaluateCondition(condition, slot, { ...scope, status });
}

function stageVariables(run: Run, stage: StageState, contexts: Contexts): ScopeVariables {
  return evaluateVariables(stage.plan.variables, run.queued.rootVariables, run.queued.predefined, contexts);
}

function jobVariables(run: Run, stage: StageState, job: JobState, contexts: Contexts): ScopeVariables {
  const around = stageVariables(run, stage, contexts);
  return around.ok ? evaluateVariables(job.plan.variables, around.variables, run.queued.predefined, contexts) : around;
}
