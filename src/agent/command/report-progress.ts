import { isAbsolute, relative } from 'node:path';
import type { Result } from '../../base/result.ts';
import type { IssueData } from '../step/step-context.ts';
import { CommandError, type CommandHandler, isOn, required } from './command.ts';
import type { LoggingCommand } from './parse-command.ts';

/** `task.logissue`: an error or a warning of the record. The result stays as it is. */
export const logIssue: CommandHandler = (command, step) => {
  const type = command.properties.get('type')?.toLowerCase();
  if (type !== 'error' && type !== 'warning') {
    throw new CommandError(`issue type ${type ?? ''} is not an expected issue type.`);
  }
  const properties = { ...Object.fromEntries(command.properties), type };
  const { folders, containers } = step.job;
  const sourcepath = command.properties.get('sourcepath');
  const data = withRelativePath(
    sourcepath === undefined ? properties : { ...properties, sourcepath: containers.outside(sourcepath) },
    folders.sources,
  );
  const message = data.sourcepath === undefined ? command.data : locatedMessage(type, data, command.data);
  step[type](message, data);
};

const results: Readonly<Record<string, Result>> = {
  succeeded: 'succeeded',
  succeededwithissues: 'succeededWithIssues',
  failed: 'failed',
  canceled: 'canceled',
  cancelled: 'canceled',
  skipped: 'skipped',
};

/** A result as commands spell it, in any case. */
export function commandResult(text = ''): Result | undefined {
  const name = text.toLowerCase();
  return Object.hasOwn(results, name) ? results[name] : undefined;
}

/** `task.complete`: a result that counts from now on; with `done` the step need not be waited for. */
export const complete: CommandHandler = (command, step) => {
  const result = commandResult(text(command, 'result'));
  if (result === undefined) throw new CommandError("Command doesn't have valid result value.");
  step.merge(result);
  step.entry.progress(100, command.data);
  if (isOn(command, 'done')) step.finish();
};

/** `task.setprogress`: percent and what is being done. */
export const setProgress: CommandHandler = (command, step) => {
  const percent = Number(required(command, 'value'));
  if (!Number.isFinite(percent)) throw new CommandError("Command doesn't have valid progress value.");
  step.entry.progress(percent, command.data);
};

function withRelativePath(data: IssueData, sources: string): IssueData {
  const path = data.sourcepath;
  if (path === undefined || !isAbsolute(path)) return data;
  const within = relative(sources, path);
  return within.startsWith('..') ? data : { ...data, sourcepath: within };
}

function locatedMessage(type: string, data: IssueData, message: string): string {
  const { sourcepath, linenumber = '0', columnnumber = '0', code = '' } = data;
  return `${sourcepath}(${linenumber},${columnnumber}): ${type} ${code}: ${message}`;
}

function text(command: LoggingCommand, name: string): string | undefined {
  return command.properties.get(name);
}
