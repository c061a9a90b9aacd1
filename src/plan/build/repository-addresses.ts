import { stepsOf } from '../job-parts.ts';
import type { PlanRepository, PlanResources, PlanStage } from '../model.ts';
import { checkoutTask } from '../schema/step-kinds.ts';
import { splitTaskReference } from '../tasks/catalogue.ts';

const checkoutId = splitTaskReference(checkoutTask).name;

/** `git://project/name@ref`; without a ref it is the main branch. */
const address = /^(\w+):\/\/([^@$]+)(?:@([^$]+))?$/;

/** Adds the repositories that steps check out by their address, under that as their alias. */
export function withAddresses(resources: PlanResources, stages: readonly PlanStage[]): PlanResources {
  const steps = stages.flatMap(({ jobs }) => jobs.flatMap(stepsOf)).filter(({ task }) => task.id === checkoutId);
  const found = steps.flatMap(({ inputs: { repository = '' } }) => {
    const [, type, name, ref = 'refs/heads/main'] = address.exec(repository) ?? [];
    return type === undefined || name === undefined ? [] : [[repository, repositoryOf(type, name, ref)] as const];
  });
  return { ...resources, repositories: { ...Object.fromEntries(found), ...resources.repositories } };
}

function repositoryOf(type: string, name: string, ref: string): PlanRepository {
  return { type, name, ref };
}
