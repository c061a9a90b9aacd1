import type { Plan, PlanJob, PlanStage } from '../plan/model.ts';

/** What of a plan to run: names in any case, empty for all. */
export type Selection = { readonly stages: readonly string[]; readonly jobs: readonly string[] };

export type Selected =
  | { readonly ok: true; readonly plan: Plan }
  /** `unknown` is not in the plan; `known` are the names that are. */
  | { readonly ok: false; readonly kind: 'stage' | 'job'; readonly unknown: string; readonly known: readonly string[] };

/** The plan with nothing but the selected stages and jobs; dependencies on what is left out go with it. */
export function selectPlan(plan: Plan, selection: Selection): Selected {
  const stageNames = plan.stages.map(stage => stage.name);
  const unknownStage = selection.stages.find(name => !includes(stageNames, name));
  if (unknownStage !== undefined) return { ok: false, kind: 'stage', unknown: unknownStage, known: stageNames };
  const stages = plan.stages.filter(stage => selected(selection.stages, stage.name));
  const jobNames = stages.flatMap(stage => stage.jobs.map(job => job.name));
  const unknownJob = selection.jobs.find(name => !includes(jobNames, name));
  if (unknownJob !== undefined) return { ok: false, kind: 'job', unknown: unknownJob, known: jobNames };
  return { ok: true, plan: { ...plan, stages: keepStages(stages, selection.jobs) } };
}

function keepStages(stages: readonly PlanStage[], jobs: readonly string[]): readonly PlanStage[] {
  const withJobs = stages
    .map(stage => ({ ...stage, jobs: keepJobs(stage.jobs.filter(job => selected(jobs, job.name))) }))
    .filter(stage => stage.jobs.length > 0 || jobs.length === 0);
  const names = withJobs.map(stage => stage.name);
  return withJobs.map(stage => ({ ...stage, dependsOn: stage.dependsOn.filter(name => includes(names, name)) }));
}

function keepJobs(jobs: readonly PlanJob[]): readonly PlanJob[] {
  const names = jobs.map(job => job.name);
  return jobs.map(job => ({ ...job, dependsOn: job.dependsOn.filter(name => includes(names, name)) }));
}

function selected(wanted: readonly string[], name: string): boolean {
  return wanted.length === 0 || includes(wanted, name);
}

function includes(names: readonly string[], name: string): boolean {
  return names.some(each => each.toLowerCase() === name.toLowerCase());
}
