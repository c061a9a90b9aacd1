import type { StepContext } from '../step/step-context.ts';

/** Sets an output variable of a step: later steps read it as `step.name`, later jobs as an output. */
export function setOutput(step: StepContext, name: string, value: string): void {
  step.job.variables.set(`${step.entry.refName}.${name}`, value);
  step.entry.output(name, { value });
}
