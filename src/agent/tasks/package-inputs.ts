import type { TaskDefinition } from '../../tasks/definition.ts';
import { isVisible } from '../../tasks/visible-rule.ts';
import { TaskFailure, type TaskRun } from './task.ts';
import { absolutePath } from './task-inputs.ts';

/**
 * Fails for a required input that the pipeline does not give and that has no default, if the inputs that are given show it. The service checks the same
 * when a run is queued; what a macro expands to is the task's own business.
 */
export function checkRequired({ inputs }: TaskDefinition, run: TaskRun): void {
  const authored = new Map(Object.entries(run.wire.inputs).map(([name, value]) => [name.toLowerCase(), value.trim()]));
  for (const { name, aliases, isRequired, visibleRule, groupRule, defaultValue } of inputs) {
    if (!isRequired || defaultValue.trim() !== '') continue;
    const isGiven = [name, ...aliases].some(each => (authored.get(each.toLowerCase()) ?? '') !== '');
    const isShown = [visibleRule, groupRule].every(rule => isVisible(rule, other => run.inputs.text(other)));
    if (!isGiven && isShown) {
      throw new TaskFailure(`Input required: ${name}`);
    }
  }
}

/** The inputs of a step as its task's process gets them, `INPUT_NAME`; paths are absolute, and an input that is not given has no variable. */
export function inputVariables({ inputs }: TaskDefinition, run: TaskRun): Record<string, string> {
  const root = pathRoot(run);
  const values = new Map(run.inputs.all());
  for (const { name, aliases, type } of inputs) {
    const key = name.toLowerCase();
    // The server puts names in the place of aliases, where it knows the task.
    const alias = aliases.find(each => values.has(each.toLowerCase()) && !isAuthored(run, name));
    if (alias !== undefined) values.set(key, run.inputs.text(alias));
    if (type.toLowerCase() === 'filepath') values.set(key, absolutePath(values.get(key) ?? '', root));
    else if (values.has(key)) values.set(key, withIds(values.get(key) ?? '', named(type, run)));
  }
  return Object.fromEntries(
    [...values].map(([name, value]) => [`INPUT_${name.replace(/[. ]/g, '_').toUpperCase()}`, value]),
  );
}

/** A thing that a job's message lists. One without an id goes by its name. */
type Named = { readonly id?: string; readonly name: string };

/** What inputs of a type name: service connections, secure files, or nothing. */
function named(type: string, { step }: TaskRun): readonly Named[] {
  const { endpoints, secureFiles = [] } = step.job.request.resources;
  const lowered = type.toLowerCase();
  if (lowered.startsWith('connectedservice')) return endpoints;
  return lowered === 'securefile' ? secureFiles : [];
}

/** Pipelines call things by their names, packages look for them by their ids. */
function withIds(value: string, things: readonly Named[]): string {
  if (things.length === 0) return value;
  const idOf = (text: string): string =>
    things.find(({ name }) => name.toLowerCase() === text.toLowerCase())?.id ?? text;
  return value
    .split(',')
    .map(text => idOf(text.trim()))
    .join(',');
}

function isAuthored({ wire }: TaskRun, name: string): boolean {
  return Object.keys(wire.inputs).some(each => each.toLowerCase() === name.toLowerCase());
}

/** Where paths begin: the folder of the only checkout, or that of all. */
function pathRoot({ step: { job }, place }: TaskRun): string {
  const variable = job.checkouts.size === 1 ? 'Build.SourcesDirectory' : 'System.DefaultWorkingDirectory';
  return place.view(job.variables.get(variable) ?? job.folders.sources);
}
