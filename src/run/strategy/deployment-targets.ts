import type { PlanEnvironment, PlanJob } from '../../plan/model.ts';
import type { EnvironmentResource, RunEnvironment } from '../environment.ts';

export type Targets =
  | { readonly ok: true; readonly targets: readonly EnvironmentResource[] }
  /** In the service's words. */
  | { readonly ok: false; readonly message: string };

/** The resources of an environment that a deployment goes to; none where it names none: then it goes to the environment itself. */
export function deploymentTargets(job: PlanJob, environment: RunEnvironment): Targets {
  const asked = job.environment;
  const isRolling = job.strategy?.kind === 'rolling';
  if (asked === undefined || (!isRolling && !namesResources(asked))) return { ok: true, targets: [] };
  const targets = environment.resources.filter(resource => isAsked(resource, asked, isRolling));
  if (targets.length > 0) return { ok: true, targets };
  const { resourceName, resourceId } = asked;
  const named = resourceName ?? resourceId;
  const message =
    named === undefined
      ? `Job ${job.name}: Environment ${environment.name} has no virtual machine resource that the deployment could go to.`
      : `Job ${job.name}: Resource ${named} does not exist in environment ${environment.name}.`;
  return { ok: false, message };
}

/** How many resources a rolling deployment goes to at once: a number, or a part of all in percent; all where nothing is said. */
export function batchSize(text: string, targets: number): number | undefined {
  const [, digits, percent] = /^\s*(\d{1,9})\s*(%?)\s*$/.exec(text) ?? [];
  if (digits === undefined) return text.trim() === '' ? Math.max(1, targets) : undefined;
  const asked = percent === '%' ? Math.floor((targets * Number(digits)) / 100) : Number(digits);
  return Math.min(Math.max(1, asked), Math.max(1, targets));
}

function namesResources({ resourceName, resourceId, resourceType, tags }: PlanEnvironment): boolean {
  return [resourceName, resourceId, resourceType, tags].some(part => part !== undefined);
}

function isAsked(resource: EnvironmentResource, asked: PlanEnvironment, isRolling: boolean): boolean {
  const type = asked.resourceType ?? (isRolling || asked.tags !== undefined ? virtualMachine : undefined);
  return (
    (asked.resourceName === undefined || isSame(resource.name, asked.resourceName)) &&
    (asked.resourceId === undefined || String(resource.id) === asked.resourceId) &&
    (type === undefined || isSame(resource.type, type)) &&
    tagsOf(asked).every(tag => resource.tags.some(each => isSame(each, tag)))
  );
}

const virtualMachine = 'virtualMachine';

function tagsOf({ tags }: PlanEnvironment): readonly string[] {
  return (tags ?? '').split(',').flatMap(tag => tag.trim() || []);
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
