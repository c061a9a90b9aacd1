import { matchesName } from '../../base/name-pattern.ts';
import type { LoggingCommand } from './parse-command.ts';

/** What the logging commands of a step may do: a task restricts itself, and a step's `target` restricts any task. Every policy of a step must allow what is done. */
export type CommandPolicy = {
  /** Only commands that report on the step itself. */
  readonly isRestricted: boolean;
  /** Patterns (`*` is any text, case makes no difference) of the variables that may be set; absent is all. */
  readonly settableVariables?: readonly string[];
};

/** What a restricted step may still say: how it fares, its variables, its secrets; not what reaches into the run, such as artifacts. */
const harmless: ReadonlySet<string> = new Set([
  'task.complete',
  'task.debug',
  'task.issue',
  'task.logdetail',
  'task.logissue',
  'task.prependpath',
  'task.setprogress',
  'task.setsecret',
  'task.settaskvariable',
  'task.setvariable',
  'telemetry.publish',
]);

export function allowsCommand(policies: readonly CommandPolicy[], { area, event }: LoggingCommand): boolean {
  return harmless.has(`${area}.${event}`) || policies.every(({ isRestricted }) => !isRestricted);
}

export function allowsVariable(policies: readonly CommandPolicy[], name: string): boolean {
  return policies.every(
    ({ settableVariables }) =>
      settableVariables === undefined || settableVariables.some(pattern => matchesName(pattern, name)),
  );
}
