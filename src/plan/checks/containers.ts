import type { Finding } from '../../base/finding.ts';
import type { Plan, PlanJobContainer } from '../model.ts';
import { planError } from './report.ts';

/** Faults of job and service containers: a word that is no image must be a resource's alias. */
export function checkContainers(plan: Plan): readonly Finding[] {
  const aliases = new Set(Object.keys(plan.resources.containers).map(alias => alias.toLowerCase()));
  const isMissing = (container: PlanJobContainer): container is { readonly alias: string } =>
    'alias' in container && !isElsewhere(container.alias) && !aliases.has(container.alias.toLowerCase());
  return plan.stages.flatMap(({ jobs }) =>
    jobs.flatMap(({ container, services, at }) =>
      [...(container ? [container] : []), ...Object.values(services ?? {})]
        .filter(isMissing)
        .map(({ alias }) => planError('resource.container', at, alias)),
    ),
  );
}

/** An image, or a text that is only known when the job runs. */
function isElsewhere(alias: string): boolean {
  return alias === '' || alias.includes(':') || alias.includes('@') || alias.includes('$');
}
