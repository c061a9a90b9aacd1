import { poolsOf, serverPoolName, stepsOf } from '../../plan/job-parts.ts';
import type { PlanJob, PlanStep } from '../../plan/model.ts';
import { connectionOf } from '../agentless/rest-call.ts';
import { serverTaskKind } from '../agentless/server-tasks.ts';
import type { ProtectedResource } from '../checks.ts';
import { checkoutTaskId } from '../implicit-steps.ts';
import { poolName } from '../queue-job.ts';
import type { Run, StageState } from '../state.ts';
import { expandText } from '../variables.ts';

/** What the jobs of a stage use that may have checks on it. Variables of the run's root are put in, no others, as documented. */
export function stageResources(run: Run, stage: StageState): readonly ProtectedResource[] {
  const { queued } = run;
  const text = (authored: string): string => expandText(authored, queued.rootVariables, queued.predefined).trim();
  const jobs = stage.plan.jobs;
  const found = [
    ...jobs.flatMap(job => environmentOf(run, job, text)),
    ...[queued.plan, stage.plan, ...jobs].flatMap(({ variables }) =>
      variables.flatMap(variable =>
        'group' in variable ? [{ type: 'variablegroup', id: '', name: variable.group } as const] : [],
      ),
    ),
    ...jobs.flatMap(job => repositoriesOf(run, job)),
    ...jobs.flatMap(job => stepsOf(job).flatMap(step => endpointOf(step, text))),
    ...jobs
      .flatMap(poolsOf)
      .flatMap((pool): readonly ProtectedResource[] =>
        pool.name === serverPoolName ? [] : [{ type: 'queue', id: '', name: text(poolName(pool)) }],
      ),
  ];
  const unique = new Map(
    found.map(resource => [`${resource.type}/${resource.id}/${resource.name.toLowerCase()}`, resource]),
  );
  return [...unique.values()];
}

function environmentOf(
  run: Run,
  { environment }: PlanJob,
  text: (authored: string) => string,
): readonly ProtectedResource[] {
  const found = environment && run.queued.environments?.[text(environment.name).toLowerCase()];
  return found === undefined ? [] : [{ type: 'environment', id: String(found.id), name: found.name }];
}

function repositoriesOf(run: Run, job: PlanJob): readonly ProtectedResource[] {
  const checkouts = stepsOf(job).filter(({ task }) => task.id === checkoutTaskId);
  const named = checkouts.map(({ inputs }) => inputs.repository ?? 'self');
  const aliases = checkouts.length === 0 && job.environment === undefined ? ['self'] : named;
  return Object.entries(run.queued.repositories)
    .filter(([alias]) => aliases.some(each => each.toLowerCase() === alias.toLowerCase()))
    .map(([, { id, name }]) => ({ type: 'repository', id, name }));
}

function endpointOf({ task, inputs }: PlanStep, text: (authored: string) => string): readonly ProtectedResource[] {
  return serverTaskKind(task) === 'invokeRest' ? [{ type: 'endpoint', id: '', name: connectionOf(inputs, text) }] : [];
}
