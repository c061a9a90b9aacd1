import { guidFromName, type JobId, type RecordId } from '../base/id.ts';
import type { PlanJob, PlanStep } from '../plan/model.ts';
import type { JobLeg } from './events.ts';
import { checkoutTaskId, stepsToDo } from './implicit-steps.ts';

/** A step as an agent gets it. */
export type OfferedStep = Omit<PlanStep, 'at' | 'enabled'> & { readonly id: RecordId };

/** A job's steps in order, as an agent gets them: with the implicit ones, without the disabled, names and ids given. */
export function offeredSteps(
  job: PlanJob,
  jobId: JobId,
  {
    leg,
    hasArtifacts = false,
  }: { readonly leg?: JobLeg | undefined; readonly hasArtifacts?: boolean | undefined } = {},
): readonly OfferedStep[] {
  const steps = stepsToDo(job, leg, hasArtifacts);
  const names = new StepNames(steps.map(step => step.name));
  return steps.map((step, index) => {
    const { at: _at, enabled: _enabled, ...rest } = step;
    const name = names.nameFor(step);
    return { ...rest, name, id: guidFromName(jobId, `${index}.${name}`) as RecordId };
  });
}

/** Gives unnamed steps the names the service gives them: `__system_1` for a checkout, `CmdLine`, `CmdLine1`, … for the others. */
class StepNames {
  readonly #taken: Set<string>;
  #checkouts = 0;

  constructor(authored: readonly string[]) {
    this.#taken = new Set(authored.filter(name => name !== '').map(name => name.toLowerCase()));
  }

  nameFor(step: PlanStep): string {
    if (step.name !== '') return step.name;
    if (step.task.id === checkoutTaskId) {
      this.#checkouts += 1;
      return `__system_${this.#checkouts}`;
    }
    const base = step.task.name;
    for (let number = 0; ; number += 1) {
      const name = number === 0 ? base : `${base}${number}`;
      if (this.#taken.has(name.toLowerCase())) continue;
      this.#taken.add(name.toLowerCase());
      return name;
    }
  }
}
