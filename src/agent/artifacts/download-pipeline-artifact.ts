import type { TaskRun } from '../tasks/task.ts';
import { setOutput } from '../variables/set-output.ts';
import { artifactNamed, downloadAll, downloadArtifact } from './download.ts';
import { findSource } from './source-inputs.ts';

/** `DownloadPipelineArtifact`, in all its versions: they differ in the names of their inputs. */
export async function runDownloadPipelineArtifact(run: TaskRun): Promise<void> {
  const { step, signal } = run;
  const { runId, artifacts } = await findSource(run);
  step.write(`Download from the specified build: #${runId}`);
  const folder = targetFolder(run);
  step.write(`Download artifact to: ${folder}`);
  const name = run.inputs.text('artifact') || run.inputs.text('artifactName');
  const patterns = run.inputs.text('patterns') || run.inputs.text('itemPattern') || '**';
  if (name === '') await downloadAll(step, artifacts, { folder, patterns }, signal);
  else await downloadArtifact(step, { artifact: artifactNamed(artifacts, name, runId), folder, patterns }, signal);
  setOutput(step, 'BuildNumber', String(runId));
  step.write('Downloading artifact finished.');
}

function targetFolder({ inputs, step, wire }: TaskRun): string {
  const { workspace, artifacts } = step.job.folders;
  const given = ['path', 'targetPath', 'downloadPath'].find(name => inputs.text(name) !== '');
  const isOld = wire.reference.version.startsWith('1') || wire.reference.version.startsWith('0');
  return given === undefined ? (isOld ? artifacts : workspace) : inputs.path(given, workspace);
}
