import { readPackage, type TaskPackage } from '../../tasks/package.ts';
import { readShipped } from '../../tasks/read-shipped.ts';
import { shippedFolder } from '../../tasks/shipped.ts';
import { parseVersion } from '../../tasks/version.ts';
import type { WireStep } from '../../wire/agent-protocol.ts';
import type { StepContext } from '../step/step-context.ts';
import { downloadPackage } from './download-package.ts';
import { packageTask } from './package-task.ts';
import type { Task } from './task.ts';

/**
 * The package a step asks for, as a task. A full version is one that the server has chosen: it is looked for on this machine, then at the server.
 * Otherwise, and where neither has it, it may be one that is shipped.
 */
export async function loadPackage(reference: WireStep['reference'], step: StepContext): Promise<Task | undefined> {
  const chosen = await chosenPackage(reference, step);
  if (chosen !== undefined) return packageTask(chosen, true);
  const shipped = await shippedPackage(reference);
  return shipped && packageTask(shipped, !speaksToServer(shipped));
}

async function chosenPackage(reference: WireStep['reference'], step: StepContext): Promise<TaskPackage | undefined> {
  if (reference.id === '' || parseVersion(reference.version) === undefined) return undefined;
  const local = step.job.packages.localTask?.(reference);
  const folder = local ?? (await downloadPackage(reference, step));
  return folder === undefined ? undefined : readPackage(folder);
}

async function shippedPackage(reference: WireStep['reference']): Promise<TaskPackage | undefined> {
  const folder = shippedFolder(reference);
  return folder === undefined ? undefined : readShipped(folder);
}

/** DownloadSecureFile reads from the server, which a container may not reach: it puts its file into a folder that containers share. */
function speaksToServer({ definition }: TaskPackage): boolean {
  return definition.name === 'DownloadSecureFile';
}
