import type { TaskDefinition, TaskInput } from './definition.ts';
import { printVersion } from './version.ts';

/** What a compiler must know of a version of a task, in the shape that it asks for. */
export type CompilableTask = {
  readonly id: string;
  readonly name: string;
  /** `publisher.extension.name`, where the extension is known. */
  readonly qualifiedName?: string;
  readonly version: string;
  readonly inputs: readonly {
    readonly name: string;
    readonly aliases: readonly string[];
    readonly required: boolean;
  }[];
};

type Described = { readonly definition: TaskDefinition; readonly contribution: string };

export function knownTasks(packages: readonly Described[]): readonly CompilableTask[] {
  return packages.map(({ definition: { id, name, version, inputs }, contribution }) => ({
    id,
    name,
    ...(contribution === '' ? {} : { qualifiedName: `${contribution}.${name}` }),
    version: printVersion(version),
    inputs: inputs.map(input => ({ name: input.name, aliases: input.aliases, required: isAlwaysNeeded(input) })),
  }));
}

/** Whether every step must give an input; others are needed only beside certain ones. */
function isAlwaysNeeded({ isRequired, defaultValue, visibleRule, groupRule }: TaskInput): boolean {
  return isRequired && defaultValue.trim() === '' && visibleRule.trim() === '' && groupRule.trim() === '';
}
