import { delimiter } from 'node:path';
import type { Variable } from './job-variables.ts';

export type EnvironmentParts = {
  /** What steps may see of the agent's own environment. */
  readonly agent: Readonly<Record<string, string>>;
  /** The step's `env:`, macros expanded. */
  readonly step: Readonly<Record<string, string>>;
  readonly variables: Iterable<Variable>;
  /** What `task.prependpath` put before the path, newest first. */
  readonly pathPrefixes: readonly string[];
  /** What a task sets by itself; nothing beats it. */
  readonly task: Readonly<Record<string, string>>;
};

/** Settings of Millrace itself, its token among them, are nobody's business in a step. */
const ownPrefix = 'MILLRACE_';

/** What git sets while it runs a hook: an agent that was started from one would otherwise work on that repository (`git rev-parse --local-env-vars`). */
const hookVariables: ReadonlySet<string> = new Set([
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
]);

/**
 * The environment of a step's processes. Later parts win: the agent's, the step's `env:`, every variable that is not secret, the path,
 * the task's. So a variable beats an `env:` entry of the same name, as in the service.
 */
export function stepEnvironment(parts: EnvironmentParts): Record<string, string> {
  const environment: Record<string, string> = { ...parts.agent, ...parts.step };
  addVariables(environment, parts.variables);
  if (parts.pathPrefixes.length > 0) {
    environment.PATH = [...parts.pathPrefixes, environment.PATH ?? ''].filter(part => part !== '').join(delimiter);
  }
  return Object.assign(environment, parts.task, { TF_BUILD: 'True' });
}

/** What of the agent's own environment steps may see. */
export function passedOn(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined || name.startsWith(ownPrefix) || hookVariables.has(name) ? [] : [[name, value]],
    ),
  );
}

/** A name that changes on its way wins over one that does not: `A.B` supplies `A_B` even where a variable `A_B` exists. */
function addVariables(environment: Record<string, string>, variables: Iterable<Variable>): void {
  const changed: [name: string, value: string][] = [];
  for (const { name, value, isSecret, keepsCase } of variables) {
    if (isSecret || name === '' || name.includes('=') || name.includes('\0') || value.includes('\0')) continue;
    const target = environmentName(name, keepsCase);
    if (name.includes('.') || name.includes(' ')) changed.push([target, value]);
    else environment[target] = value;
  }
  for (const [name, value] of changed) environment[name] = value;
}

/** Names as they were asked for before: every step asks for much the same. Not more than these, for names come from pipelines. */
const knownNames = new Map<string, string>();
const mostKnownNames = 1000;

/** The name under which a variable stands in the environment. */
export function environmentName(name: string, keepsCase = false): string {
  if (keepsCase) return name.replace(/[. ]/g, '_');
  const known = knownNames.get(name);
  if (known !== undefined) return known;
  const upper = name.replace(/[. ]/g, '_').toUpperCase();
  if (knownNames.size < mostKnownNames) knownNames.set(name, upper);
  return upper;
}
