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
  /** Capabilities that an agent must have, the version of its own among them. */
  readonly demands: readonly string[];
};

type Described = { readonly definition: TaskDefinition; readonly contribution: string };

export function knownTasks(packages: readonly Described[]): readonly CompilableTask[] {
  return packages.map(({ definition, contribution }) => compilable(definition, contribution));
}

function compilable(definition: TaskDefinition, contribution: string): CompilableTask {
  const { id, name, version, inputs, demands, minimumAgentVersion: least } = definition;
  return {
    id,
    name,
    ...(contribution === '' ? {} : { qualifiedName: `${contribution}.${name}` }),
    version: printVersion(version),
    inputs: inputs.map(input => ({ name: input.name, aliases: input.aliases, required: isAlwaysNeeded(input) })),
    demands: [...demands, ...(least === '' ? [] : [`Agent.Version -gtVersion ${least}`])],
  };
}

/** Whether every step must give an input; others are needed only beside certain ones. */
function isAlwaysNeeded({ isRequired, defaultValue, visibleRule, groupRule }: TaskInput): boolean {
  return isRequired && defaultValue.trim() === '' && visibleRule.trim() === '' && groupRule.trim() === '';
}
