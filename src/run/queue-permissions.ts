import { poolsOf, serverPoolName } from '../plan/job-parts.ts';
import type { PlanJob } from '../plan/model.ts';
import type { ProtectedResource } from './checks.ts';
import { unknownPool } from './pools.ts';
import type { ResourcePermissions } from './ports/resource-permissions.ts';
import { poolName } from './queue-job.ts';
import { QueueRefusal } from './queue-refusal.ts';
import type { QueueRequest } from './queue-request.ts';

/**
 * Refuses a run that uses a pool, or a repository beside its own, which its pipeline may not use. Groups, environments and service connections are
 * refused where they are looked up. Throws `QueueRefusal`.
 */
export async function checkPermitted(
  { organization, origin, plan, repositories }: QueueRequest,
  permissions: ResourcePermissions | undefined,
): Promise<void> {
  if (permissions === undefined) return;
  const { projectId, pipeline, requestedFor } = origin;
  const use = { projectId, pipelineId: pipeline.id, requestedFor };
  const pools = [...new Set(plan.stages.flatMap(({ jobs }) => jobs.flatMap(poolNames)))];
  const others = Object.entries(repositories).flatMap(([alias, { name }]) => (alias === 'self' ? [] : [name]));
  const used: readonly (readonly [ProtectedResource, string])[] = [
    ...pools.map(name => [{ type: 'queue', id: '', name }, unknownPool(name)] as const),
    ...others.map(name => [{ type: 'repository', id: '', name }, unknownRepository(name)] as const),
  ];
  const problems: string[] = [];
  for (const [resource, problem] of used)
    if (!(await permissions.allows(organization, use, resource))) problems.push(problem);
  if (problems.length > 0) throw new QueueRefusal(problems.join('\n'));
}

/** The pools of a job and of its hooks. A name that holds a macro is known only when its job is queued. */
function poolNames(job: PlanJob): readonly string[] {
  return poolsOf(job)
    .map(poolName)
    .filter(name => name !== serverPoolName && !name.includes('$('));
}

function unknownRepository(name: string): string {
  return (
    `Could not find a repository with name ${name}. The repository does not exist or has not been authorized for use. ` +
    'For authorization details, refer to https://aka.ms/yamlauthz.'
  );
}
