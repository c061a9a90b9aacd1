import { isGuid } from '../../base/id.ts';
import type { StepContext } from '../step/step-context.ts';
import { CommandError, type CommandHandler } from './command.ts';
import type { LoggingCommand } from './parse-command.ts';
import { commandResult } from './report-progress.ts';

const recordStates: Readonly<Record<string, 'pending' | 'inProgress' | 'completed'>> = {
  initialized: 'pending',
  pending: 'pending',
  inprogress: 'inProgress',
  completed: 'completed',
};

/** The parts that each step has told of: their parents by their ids. */
const partsOf = new WeakMap<StepContext, Map<string, string | undefined>>();

/** `task.logdetail`: a part of the step, as a record in a timeline that the step's own record leads to. */
export const logDetail: CommandHandler = (command, step) => {
  const id = guid(command, 'id');
  if (id === undefined) throw new CommandError("Can't update timeline record, timeline record id is missing.");
  const parentId = guid(command, 'parentid');
  const parts = partsOf.get(step) ?? new Map<string, string | undefined>();
  partsOf.set(step, parts);
  if (!parts.has(id)) checkNew(command, parentId, parts);
  else if (parentId !== undefined && parentId !== parts.get(id))
    throw new CommandError('Cannot change parent timeline record of an existing timeline record.');
  if (!parts.has(id)) parts.set(id, parentId);
  step.job.timeline.queue.put({
    id,
    detailsOf: step.entry.details,
    ...optional('parentId', parentId),
    ...optional('type', text(command, 'type')),
    ...optional('name', text(command, 'name')),
    ...optional('order', numberOf(text(command, 'order'))),
    ...optional('startTime', text(command, 'starttime')),
    ...optional('finishTime', text(command, 'finishtime')),
    ...optional('percentComplete', numberOf(text(command, 'progress'))),
    ...optional('state', recordStates[(text(command, 'state') ?? '').toLowerCase()]),
    ...optional('result', commandResult(text(command, 'result'))),
    ...optional('currentOperation', command.data === '' ? undefined : command.data),
  });
};

function checkNew(
  command: LoggingCommand,
  parentId: string | undefined,
  parts: ReadonlyMap<string, string | undefined>,
): void {
  if (text(command, 'name') === undefined) throw new CommandError('Name is required for this new timeline record.');
  if (text(command, 'type') === undefined) throw new CommandError('Type is required for this new timeline record.');
  if (parentId !== undefined && !parts.has(parentId))
    throw new CommandError('Parent timeline record has not been created for this new timeline record.');
}

function guid(command: LoggingCommand, name: string): string | undefined {
  const given = text(command, name)?.toLowerCase();
  if (given === undefined) return undefined;
  if (!isGuid(given)) throw new CommandError("Command doesn't have a valid id of a timeline record.");
  return given;
}

function text(command: LoggingCommand, name: string): string | undefined {
  return command.properties.get(name);
}

/** A whole number that fits a record; anything else says nothing. */
function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [K in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [K in Name]?: Value };
}
