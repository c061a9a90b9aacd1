import type { WireStepTarget } from '../../wire/agent-protocol.ts';

/** A rule on logging commands, of a step's target or of its task. */
export type CommandRule = Pick<WireStepTarget, 'commands' | 'settableVariables'>;

/** Commands of a step that is restricted: they say something about the step, and send nothing anywhere. */
const harmless: ReadonlySet<string> = new Set([
  'task.setvariable',
  'task.setsecret',
  'task.logissue',
  'task.issue',
  'task.complete',
  'task.setprogress',
  'task.debug',
  'task.logdetail',
  'task.prependpath',
  'task.settaskvariable',
]);

/** What the logging commands of a step may do, by all rules that it is under: each of them must allow it. Default: everything. */
export class CommandRestrictions {
  readonly #rules: readonly CommandRule[];
  readonly #settable: readonly (readonly RegExp[])[];

  constructor(rules: readonly CommandRule[]) {
    this.#rules = rules;
    this.#settable = rules.flatMap(({ settableVariables }) =>
      settableVariables === undefined ? [] : [settableVariables.allowed.map(patternOf)],
    );
  }

  allowsCommand(area: string, event: string): boolean {
    const isRestricted = this.#rules.some(({ commands }) => commands?.toLowerCase() === 'restricted');
    return !isRestricted || harmless.has(`${area}.${event}`);
  }

  /** Whether a variable may be set; a folder put before the path sets `PATH`. */
  allowsVariable(name: string): boolean {
    return this.#settable.every(patterns => patterns.some(pattern => pattern.test(name)));
  }
}

/** `*` and `?` are wildcards, case makes no difference. */
function patternOf(glob: string): RegExp {
  const escaped = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 'is');
}
