import type { Finding } from '../../base/finding.ts';
import { stepsOf } from '../job-parts.ts';
import type { Plan, PlanStep } from '../model.ts';
import { checkoutTask } from '../schema/step-kinds.ts';
import { splitTaskReference } from '../tasks/catalogue.ts';
import { planError } from './report.ts';

const checkoutId = splitTaskReference(checkoutTask).name;
const alwaysThere = new Set(['', 'self', 'none']);

/** Faults of checkouts: a word that is no address must be a repository resource's alias. */
export function checkCheckouts(plan: Plan): readonly Finding[] {
  const declared = Object.keys(plan.resources.repositories).filter(alias => !isElsewhere(alias));
  const aliases = new Set(declared.map(alias => alias.toLowerCase()));
  const isMissing = ({ task, inputs }: PlanStep): boolean => {
    const repository = inputs.repository ?? '';
    return task.id === checkoutId && !isElsewhere(repository) && !aliases.has(repository.toLowerCase());
  };
  return plan.stages.flatMap(({ jobs }) =>
    jobs.flatMap(job =>
      stepsOf(job)
        .filter(isMissing)
        .map(({ name, inputs, at }) =>
          planError('resource.repository', at, job.name, name, inputs.repository ?? '', [...aliases]),
        ),
    ),
  );
}

/** The pipeline's own repository, an address (`git://project/name`), or a text that is only known when the job runs. */
function isElsewhere(repository: string): boolean {
  return alwaysThere.has(repository.toLowerCase()) || repository.includes('://') || repository.includes('$');
}
