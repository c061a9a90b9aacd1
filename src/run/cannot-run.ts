import type { Plan, PlanJob, PlanStage, PlanVariable } from '../plan/model.ts';

/** What a plan asks for that no run can do yet, one sentence each; empty when it can run. */
export function cannotRun(plan: Plan): readonly string[] {
  return [...groupsOf(plan.variables, 'The pipeline'), ...plan.stages.flatMap(stageProblems)];
}

function stageProblems(stage: PlanStage): readonly string[] {
  const who = `Stage ${stage.name}`;
  return [...groupsOf(stage.variables, who), ...stage.jobs.flatMap(job => jobProblems(job, `${who} job ${job.name}`))];
}

function jobProblems(job: PlanJob, who: string): readonly string[] {
  const uses: readonly (readonly [string, boolean])[] = [
    ['runs in a container', job.container !== undefined],
    ['uses services', job.services !== undefined && Object.keys(job.services).length > 0],
    ['is agentless (pool: server)', job.pool.name === 'server'],
  ];
  return [...uses.flatMap(([use, is]) => (is ? [notYet(who, use)] : [])), ...groupsOf(job.variables, who)];
}

/** No server has variable groups yet, so none is ever found: the service's own sentence for that. */
function groupsOf(variables: readonly PlanVariable[], who: string): readonly string[] {
  return variables.flatMap(variable => {
    if (!('group' in variable)) return [];
    const sentence = `Variable group ${variable.group} was not found or is not authorized for use.`;
    return [`${who}: ${sentence} For authorization details, refer to https://aka.ms/yamlauthz.`];
  });
}

function notYet(who: string, use: string): string {
  return `${who} ${use}, which Millrace does not run yet.`;
}
