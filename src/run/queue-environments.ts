import type { Plan, PlanJob } from '../plan/model.ts';
import type { EnvironmentResource, RunEnvironment } from './environment.ts';
import type { Environments } from './ports/environments.ts';
import type { ResourceUse } from './ports/resource-use.ts';
import { QueueRefusal } from './queue-refusal.ts';
import { deploymentTargets } from './strategy/deployment-targets.ts';
import { unknownEnvironment } from './strategy/expand-strategy.ts';
import { expandText, type Variables } from './variables.ts';

/** The environments that a plan's jobs deploy to, by name in lower case; `undefined` where none does. Throws `QueueRefusal`. */
export async function resolveEnvironments(
  { plan, organization, use }: { plan: Plan; organization: string; use: ResourceUse },
  variables: Variables,
  predefined: Readonly<Record<string, string>>,
  environments: Environments | undefined,
): Promise<Readonly<Record<string, RunEnvironment>> | undefined> {
  const jobs = plan.stages.flatMap(stage => stage.jobs.filter(job => job.environment !== undefined));
  if (jobs.length === 0) return undefined;
  const found: Record<string, RunEnvironment> = {};
  for (const job of jobs) {
    const name = expandText(job.environment?.name ?? '', variables, predefined).trim();
    const key = name.toLowerCase();
    const known = found[key] ?? (await environments?.resolve(organization, use, name));
    const environment = known ?? (environments === undefined ? assumed(name, jobs) : undefined);
    if (environment === undefined || name === '')
      throw new QueueRefusal(`Job ${job.name}: ${unknownEnvironment(name)}`);
    const targets = deploymentTargets(job, environment);
    if (!targets.ok) throw new QueueRefusal(targets.message);
    found[key] = environment;
  }
  return found;
}

/** Where nobody keeps environments, one has the resources that the pipeline says it has. */
function assumed(name: string, jobs: readonly PlanJob[]): RunEnvironment {
  const named = new Map<string, EnvironmentResource>();
  for (const { environment } of jobs) {
    if (environment?.name.toLowerCase() !== name.toLowerCase() || environment.resourceName === undefined) continue;
    const { resourceName, resourceType = 'kubernetes', tags = '' } = environment;
    const resource = {
      id: named.size + 1,
      name: resourceName,
      type: resourceType,
      tags: tags.split(',').flatMap(tag => tag.trim() || []),
    };
    named.set(resourceName.toLowerCase(), resource);
  }
  return { id: 1, name, resources: [...named.values()] };
}
