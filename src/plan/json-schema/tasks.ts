import type { TaskInput, TaskInputs } from '../task-inputs.ts';
import type { CataloguedTask, TaskVersion } from '../tasks/catalogue.ts';
import { expressionText, type JsonSchema, oneOfThese, unlessExpressions, when } from './json.ts';

/** What a step with a task must be beside a step: its task one of those known, or any other; inputs as the known task takes them. */
export function taskRules(tasks: readonly CataloguedTask[], inputs: TaskInputs): readonly JsonSchema[] {
  return tasks.flatMap(task =>
    task.versions.flatMap(version => {
      const known = inputs.get(`${task.name}@${version.major}`.toLowerCase());
      return known === undefined || known.length === 0 ? [] : [taskRule(task, version, known)];
    }),
  );
}

/** The names that editors offer. Any other text is taken too, or else those in lower case and expressions alone. */
export function taskNames(
  tasks: readonly CataloguedTask[],
  { otherTasks, anyTask }: { readonly otherTasks: readonly string[]; readonly anyTask: boolean },
): JsonSchema {
  const builtIn = tasks.flatMap(({ name, versions }) => versions.map(({ major }) => `${name}@${major}`).toReversed());
  const names = [...new Set([...builtIn, ...otherTasks])];
  const others = anyTask
    ? [{ type: 'string', minLength: 1 }]
    : [{ enum: lowerCaseOf(names) }, { type: 'string', pattern: expressionText }];
  return { description: 'A task: NAME@MAJOR.', anyOf: [{ enum: names }, ...others] };
}

function lowerCaseOf(names: readonly string[]): readonly string[] {
  return [...new Set(names.map(name => name.toLowerCase()))];
}

function taskRule(
  { name, friendlyName }: CataloguedTask,
  version: TaskVersion,
  known: readonly TaskInput[],
): JsonSchema {
  const names = new Map(known.map(input => [input.name, namesOf(input.name, version)]));
  const properties = known.flatMap(input =>
    (names.get(input.name) ?? []).map(each => [each, valueForm(input)] as const),
  );
  const required = known.filter(input => input.required).map(input => anyOfThese(names.get(input.name) ?? []));
  const reference = `${name}@${version.major}`;
  const isThisTask = {
    required: ['task'],
    properties: { task: { enum: [...new Set([reference, reference.toLowerCase()])] } },
  };
  const form = {
    description: friendlyName || name,
    properties: Object.fromEntries(properties),
    patternProperties: { [expressionText]: true },
    additionalProperties: false,
    ...(required.length > 0 && unlessExpressions({ allOf: required })),
  };
  return when(isThisTask, { properties: { inputs: form }, ...(required.length > 0 && { required: ['inputs'] }) });
}

function namesOf(input: string, { aliases }: TaskVersion): readonly string[] {
  const others = Object.values(aliases).filter(each => each.input === input);
  return [input, ...others.map(({ alias }) => alias)];
}

function anyOfThese(names: readonly string[]): JsonSchema {
  return oneOfThese(names.map(name => ({ required: [name] })));
}

/** Choices are offered, not asked for: `$(macro)` may stand for one, and some lists may be added to. */
function valueForm({ kind }: TaskInput): JsonSchema {
  const text = { type: ['string', 'number', 'boolean', 'null'] };
  if (kind === 'text') return text;
  return kind === 'boolean' ? { anyOf: [{ type: 'boolean' }, text] } : { anyOf: [{ enum: kind }, text] };
}
