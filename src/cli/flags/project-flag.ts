import type { Command } from 'commander';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';
import { textFlag } from './flag.ts';

/** Which project a command is about. */
export type ProjectFlag = { readonly project?: string };

export function addProjectFlag(command: Command, { env }: Io): Command {
  return command.addOption(textFlag(env, '--project <NAME>', 'the project, by name or id'));
}

/** The value of a flag that a command can't do without. */
export function needed(flag: `--${string}`, value: string | undefined): string {
  if (value !== undefined) return value;
  throw new CommandError(`${flag} is needed.`);
}
