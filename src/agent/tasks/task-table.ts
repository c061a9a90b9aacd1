import type { WireStep } from '../../wire/agent-protocol.ts';
import { checkoutTaskId } from '../checkout/place.ts';
import {
  cache,
  download,
  downloadBuildArtifacts,
  downloadPipelineArtifact,
  publishBuildArtifacts,
  publishPipelineArtifact,
} from './artifact-tasks.ts';
import { bash } from './bash.ts';
import { checkout } from './checkout.ts';
import { commandLine } from './command-line.ts';
import { powershell } from './powershell.ts';
import { publishCodeCoverage, publishTestResults } from './result-tasks.ts';
import type { Task } from './task.ts';

/** The tasks that the agent runs itself, as functions of this process, by the id that a job asks for. */
const tasks: Readonly<Record<string, Task>> = {
  [checkoutTaskId]: checkout,
  [commandLine.header.id]: commandLine,
  [bash.header.id]: bash,
  [powershell.header.id]: powershell,
  [publishPipelineArtifact.header.id]: publishPipelineArtifact,
  [download.header.id]: download,
  [downloadPipelineArtifact.header.id]: downloadPipelineArtifact,
  [publishBuildArtifacts.header.id]: publishBuildArtifacts,
  [downloadBuildArtifacts.header.id]: downloadBuildArtifacts,
  [cache.header.id]: cache,
  [publishTestResults.header.id]: publishTestResults,
  [publishCodeCoverage.header.id]: publishCodeCoverage,
};

/**
 * The task a step asks for, by id or, where the server knows no id, by name; `undefined` when it is not built in, or the server means another
 * version of it: a full one that is not ours.
 */
export function findTask(reference: WireStep['reference']): Task | undefined {
  const task = builtInTask(reference);
  const isOther = parts(reference.version) === 3 && task?.header.version !== reference.version;
  return isOther ? undefined : task;
}

function parts(version: string): number {
  return version.split('.').length;
}

/** The task of any version that it stands for. */
export function builtInTask({ id, name, version }: WireStep['reference']): Task | undefined {
  const task =
    id === '' ? taskNamed(name) : Object.hasOwn(tasks, id.toLowerCase()) ? tasks[id.toLowerCase()] : undefined;
  const [major = ''] = version.split('.');
  return task?.majors?.includes(major) === false ? undefined : task;
}

function taskNamed(name: string): Task | undefined {
  return Object.values(tasks).find(({ header }) => header.name.toLowerCase() === name.toLowerCase());
}
