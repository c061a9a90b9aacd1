import type { StepContext } from '../step/step-context.ts';

/** Expands the job's variables before a step, warns of those that lead in a circle, and hides what secrets were made into. */
export function expandVariablesFor(step: StepContext): void {
  const { variables, masker } = step.job;
  for (const name of variables.expand()) {
    step.warning(`Unable to expand variable '${name}'. A cyclical reference was detected.`);
  }
  for (const { value, isSecret } of variables.all()) if (isSecret) masker.add(value);
}
