import { messageOf } from '../../base/message-of.ts';
import type { StepContext } from '../step/step-context.ts';
import { CommandError } from './command.ts';
import { allowsCommand } from './command-policy.ts';
import { commandTable, releaseAreas } from './command-table.ts';
import { type LoggingCommand, parseCommand } from './parse-command.ts';

/** What every line with a logging command has. */
export const commandMark = '##vso';

const documentation = 'http://go.microsoft.com/fwlink/?LinkId=817296';

/** Carries out the logging command of a line. False when the line holds none after all and is to be shown as it is. */
export function runCommand(line: string, step: StepContext): boolean {
  const command = parseCommand(line);
  if (command === undefined) {
    step.warning(
      `'${line}' contains logging command keyword '##vso', but it's not a legal command. Please see the list of accepted commands: ${documentation}`,
    );
    return false;
  }
  if (releaseAreas.has(command.area)) {
    step.error(`${command.area} commands are not supported for Build flow`);
    step.merge('failed');
    return false;
  }
  const area = Object.hasOwn(commandTable, command.area) ? commandTable[command.area] : undefined;
  if (area === undefined) {
    step.warning(
      `Cannot find command extension for ##vso[${command.area}.command]. Please reference documentation (${documentation})`,
    );
    return true;
  }
  if (!allowsCommand(step.policies, command)) {
    step.warning(
      `##vso[${command.area}.${command.event}] is not allowed in this step due to policy restrictions. Please reference documentation (${documentation})`,
    );
    return true;
  }
  carryOut(command, area, line, step);
  if (command.area !== 'task' || command.event !== 'debug') step.debug(`Processed: ${line}`);
  return true;
}

function carryOut(command: LoggingCommand, area: (typeof commandTable)[string], line: string, step: StepContext): void {
  const handler = Object.hasOwn(area, command.event) ? area[command.event] : undefined;
  try {
    if (handler === undefined) throw new CommandError(unknownEvent(command));
    handler(command, step);
  } catch (failure) {
    // A path that no system has a file at is the step's mistake, as is a file that it may not read: the step goes on either way.
    step.error(`Unable to process command '${line}' successfully. Please reference documentation (${documentation})`);
    step.error(messageOf(failure));
    step.merge('failed');
  }
}

function unknownEvent({ area, event }: LoggingCommand): string {
  return `##vso[${area}.${event}] is not a recognized command for ${area} command extension. Please reference documentation (${documentation})`;
}
