import { enabledStepsOf } from '../plan/job-parts.ts';
import type { Plan, PlanJob, PlanStep } from '../plan/model.ts';
import type { ResourceUse } from '../run/ports/resource-use.ts';
import type { KindOfInput, ReferenceKind } from './referring-inputs.ts';
import type { Resources } from './resources.ts';

/** A resource that an input of a step names. */
export type StepReference = {
  readonly type: ReferenceKind;
  readonly input: string;
  /** Names or ids as authored; some inputs take several. */
  readonly names: readonly string[];
};

/** What the inputs of a step refer to. Inputs that hold a macro are left out until it is expanded. */
export function referencesOf(
  inputs: Readonly<Record<string, string>>,
  kindOf: (input: string) => ReferenceKind | undefined,
): readonly StepReference[] {
  return Object.entries(inputs).flatMap(([input, value]) => {
    const type = kindOf(input);
    const names = value.split(',').flatMap(name => name.trim() || []);
    return type === undefined || names.length === 0 || value.includes('$(') ? [] : [{ type, input, names }];
  });
}

/** What a plan's steps refer to and its pipeline may not use, one sentence each, in the service's words. */
export async function unknownReferences(
  resources: Resources,
  use: ResourceUse,
  plan: Plan,
  kindOf: KindOfInput,
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const job of plan.stages.flatMap(stage => stage.jobs)) {
    for (const step of enabledStepsOf(job)) {
      for (const { type, input, names } of referencesOf(step.inputs, input => kindOf(step.task.id, input))) {
        for (const name of names) {
          if ((await usable(resources, use, type, name)) === undefined)
            problems.push(sentence(job, step, type, input, name));
        }
      }
    }
  }
  return problems;
}

/** The id of a resource that a pipeline names, by id or by name; `undefined` for one that it may not use. */
export async function usable(
  { endpoints, secureFiles, permissions }: Resources,
  { projectId, pipelineId }: Pick<ResourceUse, 'projectId' | 'pipelineId'>,
  type: StepReference['type'],
  name: string,
): Promise<string | undefined> {
  const shelf = type === 'endpoint' ? endpoints : secureFiles;
  const id = (await shelf.find(projectId, name))?.id;
  return id !== undefined && (await permissions.allows(projectId, { type, id }, pipelineId)) ? id : undefined;
}

function sentence(job: PlanJob, step: PlanStep, type: StepReference['type'], input: string, name: string): string {
  const [kind, state] =
    type === 'endpoint'
      ? ['service connection', 'does not exist, has been disabled or has not been authorized for use']
      : ['secure file', 'does not exist or has not been authorized for use'];
  return (
    `Job ${job.name}: Step ${step.name} input ${input} references ${kind} ${name} which could not be found. ` +
    `The ${kind} ${state}. For authorization details, refer to https://aka.ms/yamlauthz.`
  );
}
