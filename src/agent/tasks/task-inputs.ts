import { isAbsolute, join } from 'node:path';
import { expandMacros } from '../../expression/macro.ts';
import { type JobVariables, readBoolean } from '../variables/job-variables.ts';

/** The inputs of a step: the task's defaults, over them what the step says, macros expanded. Names match in any case. */
export class TaskInputs {
  readonly #values = new Map<string, string>();
  readonly #names = new Map<string, string>();

  constructor(
    defaults: Readonly<Record<string, string>>,
    authored: Readonly<Record<string, string>>,
    expand: (text: string) => string,
  ) {
    for (const inputs of [defaults, authored]) {
      for (const [name, value] of Object.entries(inputs)) {
        const key = name.toLowerCase();
        this.#values.set(key, expand(value.trim()));
        if (!this.#names.has(key)) this.#names.set(key, name);
      }
    }
  }

  /** `''` where the input is not given. */
  text(name: string): string {
    return this.#values.get(name.toLowerCase()) ?? '';
  }

  /** Every input that has a value, by its name in lower case. */
  all(): Iterable<readonly [name: string, value: string]> {
    return this.#values;
  }

  /** As `all`, by the names as they were first spelled. */
  *named(): Iterable<readonly [name: string, value: string]> {
    for (const [key, value] of this.#values) yield [this.#names.get(key) ?? key, value];
  }

  isOn(name: string, standard = false): boolean {
    return readBoolean(this.text(name)) ?? standard;
  }

  /** An absolute path: `root` where the input is not given, a relative one is from there. */
  path(name: string, root: string): string {
    return absolutePath(this.text(name), root);
  }
}

/** `path` from `root`; `root` itself where it is empty. */
export function absolutePath(path: string, root: string): string {
  return path === '' || isAbsolute(path) ? path || root : join(root, path);
}

function valueIn(environment: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  return Object.hasOwn(environment, name) ? environment[name] : undefined;
}

/** Replaces `$(name)` by variables, as `view` shows their values, then by the agent's own environment. */
export function expandForStep(
  text: string,
  variables: JobVariables,
  environment: Readonly<Record<string, string | undefined>>,
  view?: (value: string) => string,
): string {
  const expanded = variables.expandText(text, view);
  return expanded.includes('$(') ? expandMacros(expanded, name => valueIn(environment, name)) : expanded;
}
