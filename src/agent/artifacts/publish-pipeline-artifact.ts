import { TaskFailure, type TaskRun } from '../tasks/task.ts';
import { readArtifactIgnore } from './artifact-ignore.ts';
import { createArtifact, isFile, type LocalArtifact, uploadPath } from './publish.ts';
import { publishToShare } from './share.ts';

/** `PublishPipelineArtifact@1`, which `publish:` stands for. */
export async function runPublishPipelineArtifact(run: TaskRun): Promise<void> {
  const { step, inputs } = run;
  const name = artifactName(run);
  const path = publishedPath(run);
  step.write(`Artifact name input: ${inputs.text('artifactName')}`);
  const number = step.job.variables.get('Build.BuildNumber') ?? '';
  if (inputs.text('artifactType').toLowerCase() === 'filepath') {
    const share = inputs.text('fileSharePath');
    if (share === '') throw new TaskFailure('Input required: fileSharePath');
    const id = await publishToShare(step, { name, path, share });
    step.write(`Associated artifact ${id} with build ${number}`);
    return;
  }
  step.write(`Uploading pipeline artifact from ${path} for build #${number}`);
  const id = await publish(run, { name, path, type: 'PipelineArtifact', properties: userProperties(run) });
  step.write(`Associated artifact ${id} with build ${number}`);
  step.write('Uploading pipeline artifact finished.');
}

async function publish(run: TaskRun, artifact: LocalArtifact): Promise<number> {
  const { step, signal } = run;
  const { file, ignored } = (await isFile(artifact.path))
    ? { file: undefined, ignored: () => false }
    : await readArtifactIgnore(artifact.path);
  if (file !== undefined) step.write(`Using .artifactignore file located at: ${file} for exclusions`);
  const tree = await uploadPath(step, { path: artifact.path, ignored }, signal);
  step.write(`Uploaded ${tree.fileCount} files, ${tree.sizeBytes} bytes.`);
  return createArtifact(step, artifact, tree);
}

/** Version 0 calls its path otherwise. A path that is relative is below the default working folder. */
function publishedPath({ inputs, step }: TaskRun): string {
  const { variables, folders } = step.job;
  const input = inputs.text('path') === '' ? 'targetPath' : 'path';
  if (inputs.text(input) === '') return folders.workspace;
  return inputs.path(input, variables.get('System.DefaultWorkingDirectory') ?? folders.sources);
}

/** Without a name the artifact is called after the job, in letters that any name may have. */
function artifactName({ inputs, step }: TaskRun): string {
  const given = inputs.text('artifactName');
  if (given !== '') return given;
  const job = step.job.variables.get('System.JobIdentifier') ?? step.job.request.jobName;
  return job.replace(/\.(?:__)?default\b/g, '').replace(/[^A-Za-z0-9 \-.]/g, '');
}

/** The input `properties` is a JSON object whose names begin with `user-`. */
function userProperties({ inputs }: TaskRun): Record<string, string> {
  const text = inputs.text('properties');
  if (text === '') return {};
  const properties = parseProperties(text);
  const wrong = Object.keys(properties).find(name => !name.startsWith('user-'));
  if (wrong !== undefined) throw new TaskFailure(`The name of the property '${wrong}' does not begin with 'user-'.`);
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, String(value)]));
}

function parseProperties(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // Said below.
  }
  throw new TaskFailure(`The input 'properties' is not a JSON object: ${text}`);
}
