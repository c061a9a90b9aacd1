import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newGuid } from '../../base/new-guid.ts';
import { type ProgramCall, TaskFailure, type TaskRun } from './task.ts';

const banner = '========================== Starting Command Output ===========================';

/** Errors of the standard error stream that become errors of the step: so many, of so many characters. */
const reportedErrors = 10;
const reportedErrorChars = 1000;

/** Makes a shell send both streams down one pipe, so that lines keep the order they were written in. It stands before the script's first line, so that line numbers stay. */
const joinStreams = 'exec 2>&1; ';

/** Writes a script where the job's temporary files are. Answers its path as the step sees it. */
export function writeScript(run: TaskRun, extension: string, text: string): string {
  const path = join(run.step.job.folders.temp, `${newGuid()}.${extension}`);
  writeFileSync(path, text);
  return run.place.view(path);
}

/** Tells who debugs what the step was given, as tasks of the service do when they read their inputs. */
export function debugInputs({ step, inputs }: TaskRun): void {
  if (step.isDebug) for (const [name, value] of inputs.named()) step.debug(`${name}=${value}`);
}

/** Shows a script of one line. Longer ones are not shown, nor those with a logging command, which would be carried out once more by who reads the log. */
export function announceScript(run: TaskRun, script: string): void {
  run.step.write('Generating script.');
  if (script.includes('\n') || script.includes('##vso[')) return;
  run.step.write('Script contents:');
  run.step.write(script);
}

/** The folder a script runs in. Throws a `TaskFailure` when there is none. */
export function workingFolder(run: TaskRun): string {
  const folder = run.inputs.path('workingDirectory', defaultFolder(run));
  if (run.place.isMissing(folder)) throw new TaskFailure(`Not found workingDirectory: ${folder}`);
  return folder;
}

/** Where relative paths of a step begin. */
export function defaultFolder({ step, place }: TaskRun): string {
  return place.view(step.job.variables.get('System.DefaultWorkingDirectory') ?? step.job.folders.sources);
}

export type ShellScript = {
  readonly text: string;
  readonly shellArgs: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
};

/** Writes a script for bash and runs it. Answers the exit code. */
export async function runInBash(run: TaskRun, script: ShellScript): Promise<number> {
  const bash = run.place.program('bash', run.environment);
  if (bash === undefined)
    throw new TaskFailure(
      "Unable to locate executable file: 'bash'. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable.",
    );
  const isJoined = !run.inputs.isOn('failOnStderr');
  const file = writeScript(run, 'sh', `${isJoined ? joinStreams : ''}${script.text}`);
  const call = {
    file: bash,
    args: [...script.shellArgs, file],
    cwd: workingFolder(run),
    isJoined,
    ...(script.env === undefined ? {} : { env: script.env }),
  };
  return runScript(run, call, 'Bash');
}

/** Shows what is run, runs it, and lets the standard error stream fail the step where `failOnStderr` says so. Answers the exit code. */
export async function runScript(run: TaskRun, call: ProgramCall, shell: string): Promise<number> {
  run.step.write(banner);
  run.step.write(`[command]${[call.file, ...call.args].join(' ')}`);
  const errors: string[] = [];
  const stderr = (lines: string): void => {
    if (errors.length <= reportedErrors) errors.push(shorten(lines, errors.length));
  };
  const exitCode = await run.run(run.inputs.isOn('failOnStderr') ? { ...call, stderr } : call);
  run.step.debug(`Exit code ${exitCode} received from tool '${call.file}'`);
  if (exitCode !== 0) fail(run, exitMessage(shell, exitCode, run.wire.reference.name));
  if (errors.length > 0) {
    fail(run, `${shell} wrote one or more lines to the standard error stream.`);
    for (const error of errors) run.step.error(error, { type: 'error' });
  }
  return exitCode;
}

function fail(run: TaskRun, message: string): void {
  run.step.error(message, { type: 'error' });
  run.step.merge('failed');
}

function exitMessage(shell: string, exitCode: number, task: string): string {
  if (exitCode === 137 && task === 'Bash') {
    return 'Bash exited with code 137, which means it ran out of memory. Make sure the agent (container) host has sufficient memory configured.';
  }
  return `${shell} exited with code '${exitCode}'.`;
}

function shorten(lines: string, before: number): string {
  if (before === reportedErrors) return 'Additional writes to stderr truncated';
  const text = lines.replace(/\n$/, '');
  return text.length <= reportedErrorChars ? text : `${text.slice(0, reportedErrorChars)}<truncated>`;
}
