import type { StepContext } from '../step/step-context.ts';
import { createArtifact, uploadPath } from './publish.ts';

/** Uploads a build artifact: a file under its name, or what is in a folder. An empty folder is a warning, and no artifact. */
export async function uploadContainer(
  step: StepContext,
  { name, folder, path }: { readonly name: string; readonly folder: string; readonly path: string },
  signal: AbortSignal,
): Promise<void> {
  const { variables } = step.job;
  const tree = await uploadPath(step, { path }, signal);
  if (tree.fileCount === 0) {
    step.warning(`Directory '${path}' is empty. Nothing will be added to build artifact '${name}'.`);
    return;
  }
  step.write(`Uploading ${tree.fileCount} files`);
  step.write(`Total file: ${tree.fileCount} ---- Processed file: ${tree.fileCount} (100%)`);
  step.write('File upload succeed.');
  const buildId = variables.get('Build.BuildId') ?? '';
  step.write(`Upload '${path}' to file container: '#/${buildId}/${folder}'`);
  const properties = { localpath: path, artifactsize: String(tree.sizeBytes) };
  const id = await createArtifact(step, { name, type: 'Container', path, properties }, tree);
  step.write(`Associated artifact ${id} with build ${buildId}`);
}
