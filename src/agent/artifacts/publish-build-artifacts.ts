import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { nodeCrypto } from '../../base/node-crypto.ts';
import { findProgram } from '../tasks/find-program.ts';
import { TaskFailure, type TaskRun } from '../tasks/task.ts';
import { publishToShare } from './share.ts';
import { uploadContainer } from './upload-container.ts';

/** `PublishBuildArtifacts@1`: the upload follows the task's own output, as it does with `##vso[artifact.upload]`. */
export async function runPublishBuildArtifacts(run: TaskRun): Promise<void> {
  const { step, inputs } = run;
  const { variables, folders } = step.job;
  const root = variables.get('System.DefaultWorkingDirectory') ?? folders.sources;
  const given = inputs.text('PathtoPublish') === '' ? folders.artifacts : inputs.path('PathtoPublish', root);
  const name = inputs.text('ArtifactName');
  if (name === '') throw new TaskFailure('Input required: ArtifactName');
  const path = inputs.isOn('StoreAsTar') ? await storeAsTar(run, given, name) : given;
  if (inputs.text('ArtifactType').toLowerCase() === 'filepath') {
    const share = inputs.text('TargetPath');
    if (share === '') throw new TaskFailure('Input required: TargetPath');
    step.asyncCommands.push({
      name: 'Associate Artifact',
      async run(write) {
        const id = await publishToShare(step, { name, path, share });
        write(`Associated artifact ${id} with build ${variables.get('Build.BuildId') ?? ''}`);
      },
    });
    return;
  }
  step.asyncCommands.push({
    name: 'Upload Artifact',
    run: (_write, signal) => uploadContainer(step, { name, folder: name, path }, signal),
  });
}

/** Packs what is published, which keeps what a build artifact would lose: modes, links and empty folders. */
async function storeAsTar(run: TaskRun, path: string, name: string): Promise<string> {
  const tar = findProgram('tar', run.environment);
  if (tar === undefined) throw new TaskFailure("Unable to locate executable file: 'tar'.");
  const folder = join(run.step.job.folders.temp, nodeCrypto().randomUUID());
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name}.tar`);
  const args = ['--create', '--file', file, '--directory', dirname(path), '--', basename(path)];
  const exitCode = await run.run({ file: tar, args, cwd: dirname(path), output: 'plain' });
  if (exitCode !== 0) throw new TaskFailure(`tar failed with exit code ${exitCode}.`);
  return file;
}
