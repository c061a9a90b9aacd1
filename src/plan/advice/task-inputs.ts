import type { Finding } from '../../base/finding.ts';
import { type ExpandedMapping, type ExpandedNode, memberOf } from '../../template/expanded.ts';
import type { TaskInputs } from '../task-inputs.ts';
import { canonicalInput, type FoundTask, type TaskCatalogue } from '../tasks/catalogue.ts';
import { warning } from './warning.ts';

/** What is known of tasks and what they take. */
type Tasks = { readonly catalogue: TaskCatalogue; readonly taskInputs: TaskInputs | undefined };

/** Inputs that a step gives and its task does not have, and those that the task can't do without. The service leaves both to the task. */
export function doubtfulInputs(root: ExpandedMapping, tasks: Tasks): readonly Finding[] {
  return stepsBelow(root).flatMap(step => {
    const task = memberOf(step, 'task');
    const found = task?.kind === 'scalar' ? tasks.catalogue.find(task.value) : undefined;
    if (task?.kind !== 'scalar' || found === undefined) return [];
    const known = inputsOf(found, tasks);
    if (known === undefined) return [];
    const given = memberOf(step, 'inputs');
    const entries = given?.kind === 'mapping' ? given.entries : [];
    const names = new Map(entries.map(entry => [canonicalInput(found.version, entry.key.value).toLowerCase(), entry]));
    const takes = new Set(known.map(({ name }) => name.toLowerCase()));
    const unknown = [...names].filter(([name]) => !takes.has(name));
    const missing = known.filter(({ name, required }) => required && !names.has(name.toLowerCase()));
    return [
      ...unknown.map(([, { key }]) => warning('advice.input-unknown', key, task.value, key.value)),
      ...missing.map(({ name }) => warning('advice.input-missing', task, task.value, writtenName(name, found))),
    ];
  });
}

/** Undefined where nothing is known of them. */
function inputsOf(
  found: FoundTask,
  { catalogue, taskInputs }: Tasks,
): readonly { readonly name: string; readonly required?: boolean }[] | undefined {
  const { task, version } = found;
  if (version.inputs !== undefined) return version.inputs;
  const reference = `${task.name}@${version.major}`.toLowerCase();
  // Built-in inputs go by name, and the tasks of `checkout`, `download` and `publish` share theirs with other tasks.
  if (catalogue.find(reference)?.task !== task) return undefined;
  const builtIn = taskInputs?.get(reference);
  // Some built-in tasks are listed without their inputs.
  return builtIn?.length === 0 ? undefined : builtIn;
}

/** People write an input by its alias, where it has one. */
function writtenName(name: string, { version }: FoundTask): string {
  return Object.values(version.aliases).find(({ input }) => input === name)?.alias ?? name;
}

/** All steps, in the order in which they stand. */
function stepsBelow(node: ExpandedNode): readonly ExpandedMapping[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'sequence') return node.items.flatMap(stepsBelow);
  return node.entries.flatMap(({ key, value }) => {
    if (key.value !== 'steps' || value.kind !== 'sequence') return stepsBelow(value);
    return value.items.filter(item => item.kind === 'mapping');
  });
}
