import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TaskFailure, type TaskRun } from '../tasks/task.ts';
import { setOutput } from '../variables/set-output.ts';
import { artifactNamed, downloadAll, downloadArtifact } from './download.ts';
import { findSource } from './source-inputs.ts';

/** `DownloadBuildArtifacts`: each artifact into a folder of its name. */
export async function runDownloadBuildArtifacts(run: TaskRun): Promise<void> {
  const { step, inputs, signal } = run;
  const isSingle = inputs.text('downloadType').toLowerCase() !== 'specific';
  const name = inputs.text('artifactName');
  if (isSingle && name === '') throw new TaskFailure('Input required: artifactName');
  const { runId, artifacts } = await findSource(run);
  step.write(`Download from the specified build: #${runId}`);
  const folder = targetFolder(run);
  if (inputs.isOn('cleanDestinationFolder')) await rm(folder, { recursive: true, force: true });
  const patterns = inputs.text('itemPattern') || '**';
  if (isSingle) {
    const artifact = artifactNamed(artifacts, name, runId);
    await downloadArtifact(step, { artifact, folder: join(folder, artifact.name), patterns }, signal);
  } else await downloadAll(step, artifacts, { folder, patterns }, signal);
  setOutput(step, 'BuildNumber', String(runId));
  step.write('Downloading artifact finished.');
}

/** A relative path begins where the steps of the job begin. */
function targetFolder({ inputs, step: { job } }: TaskRun): string {
  if (inputs.text('downloadPath') === '') return job.folders.artifacts;
  return inputs.path('downloadPath', job.variables.get('System.DefaultWorkingDirectory') ?? job.folders.sources);
}
