import type { StepContext } from '../step/step-context.ts';
import type { LoggingCommand } from './parse-command.ts';

/** A logging command that cannot be carried out; the message says why. The step fails. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** What a logging command does. Throws a `CommandError` when it cannot be carried out. */
export type CommandHandler = (command: LoggingCommand, step: StepContext) => void;

/** A property that must be there. */
export function required(command: LoggingCommand, name: string): string {
  const value = command.properties.get(name);
  if (value === undefined) {
    throw new CommandError(`Required field '${name}' is missing in ##vso[${command.area}.${command.event}] command.`);
  }
  return value;
}

/** A switch of a command: on only where it says `true`, in any case. */
export function isOn(command: LoggingCommand, name: string): boolean {
  return command.properties.get(name)?.toLowerCase() === 'true';
}
