import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TaskHandler } from '../../tasks/definition.ts';
import type { TaskPackage } from '../../tasks/package.ts';
import { handlerEnvironment } from './handler-environment.ts';
import { checkExitCode } from './node-handler.ts';
import { TaskFailure, type TaskRun } from './task.ts';

/**
 * Runs a stage of a package with PowerShell, in the package's folder, under the module that such packages bring along. The service's agent does so on
 * Windows alone; what a package itself needs of Windows it needs here too.
 */
export async function runPowerShellHandler(
  { folder, definition }: TaskPackage,
  { target }: TaskHandler,
  run: TaskRun,
): Promise<void> {
  const program = run.place.program('pwsh', run.environment);
  if (program === undefined) throw new TaskFailure(withoutPowerShell(definition.name, "the agent's path"));
  const file = join(folder, target);
  if (!existsSync(file)) throw new TaskFailure(`The task '${definition.name}' has no file '${target}'.`);
  const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', commandFor(folder, file, run)];
  const cwd = run.place.view(folder);
  const exitCode = await run.run({ file: program, args, cwd, env: handlerEnvironment(definition, run) });
  const { container } = run.place;
  if (container !== undefined && exitCode === notFound)
    throw new TaskFailure(withoutPowerShell(definition.name, `the path of the container ${container.alias}`));
  checkExitCode(exitCode, program, file);
}

/** What a shell answers for a program that is not there. */
const notFound = 127;

function withoutPowerShell(task: string, path: string): string {
  return `The task '${task}' needs PowerShell, and 'pwsh' is not on ${path}: https://aka.ms/powershell.`;
}

function commandFor(folder: string, file: string, run: TaskRun): string {
  const { view } = run.place;
  const module = join(folder, 'ps_modules', 'VstsTaskSdk', 'VstsTaskSdk.psd1');
  const verbose = run.step.isDebug ? "$VerbosePreference = 'Continue'; " : '';
  const script = `. ${quote(view(file))}`;
  if (!existsSync(module)) return `$ErrorActionPreference = 'Stop'; ${verbose}${script}`;
  const load = `Import-Module -Name ${quote(view(module))} -ArgumentList @{ NonInteractive = $true } -ErrorAction Stop`;
  return `${verbose}${load}; Invoke-VstsTaskScript -ScriptBlock ([scriptblock]::Create(${quote(script)}))`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
