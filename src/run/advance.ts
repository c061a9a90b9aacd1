import type { Instant } from '../base/clock.ts';
import { evaluateCondition } from '../expression/condition.ts';
import { serverPoolName } from '../plan/job-parts.ts';
import { followServerJob } from './agentless/server-job.ts';
import { runResult, stageResult } from './aggregate.ts';
import { stageContext, stageDependenciesContext } from './dependencies.ts';
import { followGroup, stageVariables } from './enter-job.ts';
import type { RunEvent } from './events.ts';
import { fold } from './evolve.ts';
import { followGate } from './gate/follow-gate.ts';
import { isLeftOut, stagesBefore } from './left-out-stages.ts';
import { contextsOfRun } from './run-contexts.ts';
import type { JobGroup, Run, StageState } from './state.ts';
import { stageStatus } from './status.ts';
import { scopeOf } from './variables.ts';

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
  if (run.isHeld && run.state !== 'canceling') return [];
  const stages = [...run.stages.values()];
  const dormant = dormantStages(run);
  if (stages.every(stage => stage.state === 'completed' || dormant.has(stage.plan.name)))
    return [{ type: 'runCompleted', at, result: runResult(run) }];
  return stages.flatMap(stage =>
    stage.state === 'pending' ? enterStage(run, stage, at) : followStage(run, stage, at),
  );
}

/** Stages that nobody has started, and all that come after them: the run does not wait for these. */
function dormantStages(run: Run): ReadonlySet<string> {
  const dormant = new Set<string>();
  for (let size = -1; size !== dormant.size; ) {
    size = dormant.size;
    for (const stage of run.stages.values()) {
      const { name, dependsOn } = stage.plan;
      if (stage.state !== 'pending') continue;
      if (waitsForSomebody(stage) || (!isManual(stage) && dependsOn.some(each => dormant.has(each)))) dormant.add(name);
    }
  }
  return dormant;
}

function isManual(stage: StageState): boolean {
  return stage.plan.isManual === true;
}

function waitsForSomebody(stage: StageState): boolean {
  return isManual(stage) && !stage.isTriggered;
}

// A stage that is triggered by hand has no dependencies and may begin at any time, as documented: only a condition of its own holds it.
function enterStage(run: Run, stage: StageState, at: Instant): readonly RunEvent[] {
  const { name, condition } = stage.plan;
  const { attempt, gate } = stage;
  if (gate !== undefined) return followGate(run, stage, gate, at);
  const isFree = isManual(stage) || stagesBefore(run, stage).every(each => run.stages.get(each)?.state === 'completed');
  if (!isFree) return [];
  const skipped = { type: 'stageCompleted', at, stage: name, attempt, result: 'skipped' } as const;
  if (isLeftOut(run, name)) return [skipped];
  if (waitsForSomebody(stage)) return [];
  const verdict = judgeStage(run, stage, condition ?? (isManual(stage) ? 'always()' : undefined));
  if (!verdict.ok) return [{ ...skipped, result: 'failed', reason: verdict.message }];
  if (!verdict.value) return [{ ...skipped, reason: verdict.trace.join('\n') }];
  return [{ type: run.queued.isGuarded === true ? 'stageReady' : 'stageStarted', at, stage: name, attempt }];
}

function judgeStage(run: Run, stage: StageState, condition: string | undefined): ReturnType<typeof evaluateCondition> {
  const contexts = {
    ...contextsOfRun(run),
    dependencies: stageContext(run, stage),
    stagedependencies: stageDependenciesContext(run, stage),
  };
  const variables = stageVariables(run, stage, contexts);
  if (!variables.ok) return variables;
  const scope = scopeOf(variables.variables, run.queued.predefined, contexts);
  return evaluateCondition(condition, 'stageCondition', { ...scope, status: stageStatus(run, stage) });
}

function followStage(run: Run, stage: StageState, at: Instant): readonly RunEvent[] {
  if (stage.state === 'completed') return [];
  const events: RunEvent[] = [];
  let isOver = true;
  for (const group of stage.groups.values()) {
    if (group.state === 'completed') continue;
    isOver = false;
    // Nothing follows from a job that agents run until it is over, and there may be many.
    if (isWithAgents(group)) continue;
    events.push(...followGroup(run, stage, group, at), ...followServerJobs(run, stage, group, at));
  }
  if (!isOver) return events;
  const { attempt } = stage;
  return [{ type: 'stageCompleted', at, stage: stage.plan.name, attempt, result: stageResult(stage) }];
}

/** A job without a strategy that has been queued for agents. */
function isWithAgents({ state, expansion, jobs }: JobGroup): boolean {
  if (state !== 'inProgress' || expansion !== undefined) return false;
  for (const job of jobs.values()) if ('dispatch' in job && job.dispatch?.pool === serverPoolName) return false;
  return true;
}

/** Jobs without an agent begin at once, and go on here. */
function followServerJobs(run: Run, stage: StageState, group: JobGroup, at: Instant): readonly RunEvent[] {
  return [...group.jobs].flatMap(([name, job]): readonly RunEvent[] => {
    if (!('dispatch' in job) || job.dispatch?.pool !== serverPoolName) return [];
    const ref = { stage: stage.plan.name, job: name, attempt: job.attempt };
    if (job.state === 'queued')
      return [
        { type: 'jobAssigned', at, ref, agent: '' },
        { type: 'jobStarted', at, ref },
      ];
    return job.state === 'inProgress' ? followServerJob(run, ref, job, at) : [];
  });
}
