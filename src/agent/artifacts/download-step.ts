import { join } from 'node:path';
import type { SourceRun } from '../../wire/artifact-server.ts';
import { TaskFailure, type TaskRun } from '../tasks/task.ts';
import { artifactNamed, downloadAll, downloadArtifact } from './download.ts';

/** The task that `download:` stands for: artifacts of this run, or of the run that a pipeline resource took. */
export async function runDownloadStep(run: TaskRun): Promise<void> {
  const { step, inputs, signal } = run;
  const alias = inputs.text('alias');
  if (alias.toLowerCase() === 'none') return;
  const { runId, artifacts } = await find(run, alias);
  step.write(`Download from the specified build: #${runId}`);
  const { folder, isGiven } = targetFolder(run, alias);
  const name = inputs.text('artifact');
  const patterns = inputs.text('patterns') || '**';
  if (name === '') await downloadAll(step, artifacts, { folder, patterns }, signal);
  else {
    const artifact = artifactNamed(artifacts, name, runId);
    await downloadArtifact(
      step,
      { artifact, folder: isGiven ? folder : join(folder, artifact.name), patterns },
      signal,
    );
  }
  step.write('Downloading artifact finished.');
}

async function find({ step }: TaskRun, alias: string): Promise<SourceRun> {
  const { server, request, variables } = step.job;
  if (alias.toLowerCase() === 'current') return server.artifacts.find(request.plan, { kind: 'current' });
  const runId = Number(variables.get(`resources.pipeline.${alias}.runID`));
  const project = variables.get(`resources.pipeline.${alias}.projectID`);
  if (!(runId > 0))
    throw new TaskFailure(
      `There is no pipeline resource '${alias}', or it has no run. A run without a server has those of --resources FILE.`,
    );
  return server.artifacts.find(request.plan, { kind: 'run', runId, ...(project === undefined ? {} : { project }) });
}

/** `W` for this run, `W/<alias>` for another; where a path is given, an artifact's files go straight into it. */
function targetFolder(
  { inputs, step }: TaskRun,
  alias: string,
): { readonly folder: string; readonly isGiven: boolean } {
  const { workspace } = step.job.folders;
  if (inputs.text('path') !== '') return { folder: inputs.path('path', workspace), isGiven: true };
  return { folder: alias.toLowerCase() === 'current' ? workspace : join(workspace, alias), isGiven: false };
}
