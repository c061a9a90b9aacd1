import { readFileSync, statSync } from 'node:fs';
import { basename, isAbsolute } from 'node:path';
import { attachmentBytes } from '../../base/limits.ts';
import { messageOf } from '../../base/message-of.ts';
import type { StepContext } from '../step/step-context.ts';
import { CommandError, type CommandHandler, required } from './command.ts';

/** Attachments of a type that the service gives a meaning: its page shows summaries; logs and files are in a run's download of logs. */
const coreType = {
  summary: 'DistributedTask.Core.Summary',
  log: 'DistributedTask.Core.Log',
  file: 'DistributedTask.Core.FileAttachment',
} as const;

/** `task.addattachment`: a file under a type and a name of the step's choice. */
export const addAttachment: CommandHandler = (command, step) => {
  const type = pathPart(required(command, 'type'), 'type');
  const name = pathPart(required(command, 'name'), 'name');
  attach(step, { type, name, path: command.data });
};

/** `task.uploadsummary`: Markdown that the run's page shows. */
export const uploadSummary: CommandHandler = ({ data }, step) => {
  attach(step, { type: coreType.summary, name: basename(data), path: data });
};

/** `task.uploadfile`: a file that goes with the logs of the run. */
export const uploadFile: CommandHandler = ({ data }, step) => {
  attach(step, { type: coreType.file, name: basename(data), path: data });
};

/** `build.uploadlog`: a log of the step's own. */
export const uploadLog: CommandHandler = ({ data }, step) => {
  attach(step, { type: coreType.log, name: 'CustomToolLog', path: data });
};

type Attaching = { readonly type: string; readonly name: string; readonly path: string };

/** Read at once, because the step may delete the file; sent beside the steps that follow. Text for people is masked, other files are as they are. */
function attach({ job, entry }: StepContext, { type, name, path }: Attaching): void {
  const bytes = contentOf(job.containers.outside(path), type);
  const isText = type === coreType.summary || type === coreType.log;
  const sent = isText ? Buffer.from(job.masker.maskBytes(bytes.toString('latin1')), 'latin1') : bytes;
  const sending = job.server.attach({ recordId: entry.id, type, name }, sent).catch((failure: unknown) => {
    const message = `The attachment '${name}' could not be uploaded: ${messageOf(failure)}`;
    job.timeline.job.issue({ type: 'warning', category: 'General', message });
  });
  job.closing.push(sending);
}

/** Why a file that is not there cannot be attached, in the words of the service's agent. */
const missingFile: Readonly<Record<string, (path: string) => string>> = {
  [coreType.summary]: () =>
    'Cannot upload summary file, summary file location is not specified or summary file not exist on disk',
  [coreType.log]: path => `Log file path is not provided or file doesn't exist: '${path}'`,
};

function missingAttachment(): string {
  return 'Cannot upload task attachment file, attachment file location is not specified or attachment file not exist on disk';
}

function contentOf(path: string, type: string): Buffer {
  // A relative path says nothing: the agent itself runs wherever its user started it.
  const stat = isAbsolute(path) ? statSync(path, { throwIfNoEntry: false }) : undefined;
  if (!stat?.isFile()) throw new CommandError((missingFile[type] ?? missingAttachment)(path));
  if (stat.size > attachmentBytes) {
    throw new CommandError(`The file '${path}' is larger than an attachment may be: ${attachmentBytes} bytes.`);
  }
  return readFileSync(path);
}

/** Type and name stand in the attachment's address. */
function pathPart(text: string, what: string): string {
  if (/[/\\\0]/.test(text)) throw new CommandError(`The ${what} of an attachment must not contain '/' or '\\'.`);
  return text;
}
