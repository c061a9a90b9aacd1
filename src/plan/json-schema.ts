import { definitionsOf, directives, fileForms } from './json-schema/definitions.ts';
import { type JsonSchema, reference } from './json-schema/json.ts';
import { taskNames, taskRules } from './json-schema/tasks.ts';
import { schema } from './schema/schema.ts';
import { builtInTaskInputs } from './task-inputs.ts';
import { listBuiltInTasks } from './tasks/catalogue.ts';

export type JsonSchemaOptions = {
  /** Tasks beside the built-in ones, as `NAME@MAJOR`; their inputs are taken as they come. Default: none. */
  readonly otherTasks?: readonly string[];
  /** Whether a task may be one that is not known here. Default: true. */
  readonly anyTask?: boolean;
};

/**
 * The language as a JSON Schema (draft 7) for editors, made from the data that the compiler reads: pipelines and templates, with the built-in
 * tasks and their inputs. It takes whatever compiles but inputs in another case than their tasks spell them, and can't see what
 * expressions give, names that nothing has, or which key stands first.
 */
export function jsonSchema({ otherTasks = [], anyTask = true }: JsonSchemaOptions = {}): JsonSchema {
  const tasks = listBuiltInTasks();
  const definitions = definitionsOf(schema);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://millrace.dev/schema/azure-pipelines.json',
    title: 'Azure Pipelines',
    description: 'A pipeline, or a template of one.',
    anyOf: fileForms.map(reference),
    definitions: {
      ...definitions,
      directives,
      step: {
        allOf: [
          definitions.step,
          { properties: { task: taskNames(tasks, { otherTasks, anyTask }) } },
          reference('taskInputs'),
        ],
      },
      taskInputs: { allOf: taskRules(tasks, builtInTaskInputs()) },
    },
  };
}
