import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TaskHandler } from '../../tasks/definition.ts';
import type { TaskPackage } from '../../tasks/package.ts';
import { nodeInside } from '../container/mounts.ts';
import { handlerEnvironment } from './handler-environment.ts';
import { TaskFailure, type TaskRun } from './task.ts';

/** Runs a stage of a package with Node: this process's own, whichever the handler was written for. */
export async function runNodeHandler(
  { folder, definition }: TaskPackage,
  handler: TaskHandler,
  run: TaskRun,
): Promise<void> {
  const file = join(folder, handler.target);
  if (!existsSync(file)) throw new TaskFailure(`The task '${definition.name}' has no file '${handler.target}'.`);
  // Packages for an older Node use what has since been deprecated; who runs one can't do anything about it.
  const args = ['--no-deprecation', run.place.view(file)];
  const node = nodeOf(run);
  const exitCode = await run.run({
    file: node,
    args,
    cwd: handlerFolder(folder, handler, run),
    env: handlerEnvironment(definition, run),
  });
  checkExitCode(exitCode, node, file);
}

function nodeOf({ place }: TaskRun): string {
  if (place.container === undefined) return process.execPath;
  const { node = { path: nodeInside } } = place.container;
  if ('problem' in node) throw new TaskFailure(node.problem);
  return node.path;
}

/** Where a handler starts: where it says, or in the job's default working directory. */
function handlerFolder(folder: string, { workingDirectory }: TaskHandler, run: TaskRun): string {
  const { variables, folders } = run.step.job;
  if (workingDirectory !== '')
    return run.place.view(variables.expandText(workingDirectory.replaceAll(/\$\(currentDirectory\)/gi, folder)));
  const standard = variables.get('System.DefaultWorkingDirectory') ?? folders.sources;
  return run.place.view(existsSync(standard) ? standard : folders.work);
}

/** A handler that ends with anything but 0 fails its step. */
export function checkExitCode(exitCode: number, file: string, args: string): void {
  if (exitCode === 0) return;
  throw new TaskFailure(`Exit code ${exitCode} returned from process: file name '${file}', arguments '"${args}"'.`);
}
