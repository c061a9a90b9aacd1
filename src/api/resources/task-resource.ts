import type { RegisteredTask } from '../../run/task-registry.ts';
import type { TaskDefinition } from '../../wire/tasks.ts';

/** A package as clients see it: all that its author wrote, read where it has to be. */
export function taskResource({ json, definition, contribution }: RegisteredTask): TaskDefinition {
  const { id, name, version, friendlyName, description, author } = definition;
  return {
    ...json,
    id,
    name,
    version: { ...version, isTest: false },
    friendlyName,
    description,
    author,
    contributionIdentifier: contribution,
    serverOwned: false,
    contentsUploaded: true,
  };
}
