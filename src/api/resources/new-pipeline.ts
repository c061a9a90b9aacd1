import type { ProjectId } from '../../base/id.ts';
import type { Identity } from '../../run/events.ts';
import type { Pipeline, Repository } from '../../run/ports/catalogue.ts';
import type { CreatePipelineParameters } from '../../wire/pipelines.ts';
import { repositoryMissing } from '../http/error-words.ts';
import { serviceError } from '../http/errors.ts';
import type { Services } from '../services.ts';

/** The longest name of a pipeline, as on the service. */
const longestName = 260;
const forbiddenInName = /[\\/:*?"<>|\p{Cc}\p{Cs}]/u;

/** Adds the pipeline that a request describes, or throws what is wrong with it; then nothing was written. */
export async function newPipeline(
  services: Services,
  projectId: ProjectId,
  parameters: CreatePipelineParameters,
  author: Identity,
): Promise<Pipeline> {
  const { organization, catalogue, runs, clock } = services;
  const name = checkedName(parameters.name);
  const folder = folderOf(parameters.folder);
  const yamlPath = yamlPathOf(parameters.configuration);
  const repository = await repositoryOf(services, projectId, parameters.configuration);
  const id = await runs.allot(organization, 'pipeline');
  const settings = { createdAt: clock.now(), author };
  const repositoryId = repository.id;
  const pipeline: Pipeline = { id, projectId, name, folder, revision: 1, repositoryId, yamlPath, settings };
  if (!(await catalogue.addPipeline(organization, pipeline))) {
    throw serviceError('pipelineTaken', `A pipeline named '${name}' already exists in the folder '${folder}'.`);
  }
  return pipeline;
}

/** Throws unless a pipeline is at the revision that was asked for: only the newest is kept. */
export function checkVersion(pipeline: Pipeline, asked: number | undefined): void {
  if (asked === undefined || asked === pipeline.revision) return;
  throw serviceError('pipelineMissing', `The pipeline '${pipeline.id}' does not exist in revision ${asked}`);
}

/** A name as a pipeline may have it, or the refusal. */
export function checkedName(name: string): string {
  if (name.trim() !== '' && name.length <= longestName && !forbiddenInName.test(name)) return name.trim();
  throw serviceError(
    'argument',
    `The pipeline name '${name}' is not valid. A name has 1 to ${longestName} characters and none of \\ / : * ? " < > |.`,
  );
}

/** A folder as the service writes it: `\` for the root, `\team\sub` otherwise. */
export function folderOf(text = '\\'): string {
  const segments = text.split(/[\\/]/).filter(segment => segment !== '');
  const wrong = segments.find(segment => forbiddenInName.test(segment) || segment === '.' || segment === '..');
  if (wrong !== undefined) throw serviceError('argument', `The folder '${text}' is not valid.`);
  return `\\${segments.join('\\')}`;
}

function yamlPathOf({ type, path }: CreatePipelineParameters['configuration']): string {
  if (type !== 'yaml') {
    throw serviceError(
      'argument',
      `The configuration type '${type}' is not supported. A pipeline here is always yaml.`,
    );
  }
  return checkedYamlPath(path);
}

/** A YAML file's path from the root of its repository, without a leading slash, or the refusal. */
export function checkedYamlPath(path: string | undefined): string {
  const segments = (path ?? '')
    .replaceAll('\\', '/')
    .split('/')
    .filter(segment => segment !== '' && segment !== '.');
  if (segments.length === 0 || segments.includes('..') || segments.join('/').includes('\0')) {
    throw serviceError('argument', `The YAML path '${path ?? ''}' is not a file of the repository.`);
  }
  return segments.join('/');
}

async function repositoryOf(
  { organization, catalogue }: Services,
  projectId: ProjectId,
  { repository }: CreatePipelineParameters['configuration'],
): Promise<Repository> {
  const { id, name, type = 'azureReposGit' } = repository ?? {};
  if (type !== 'azureReposGit' && type !== 'azureReposGitHyphenated') {
    throw serviceError('argument', `The repository type '${type}' is not supported. Use azureReposGit.`);
  }
  const wanted = id ?? name ?? '';
  const found = wanted === '' ? undefined : await catalogue.repository(organization, projectId, wanted);
  if (found === undefined) throw repositoryMissing(wanted);
  return found;
}
