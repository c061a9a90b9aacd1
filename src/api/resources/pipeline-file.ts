import type { Pipeline, Repository } from '../../run/ports/catalogue.ts';
import { repositoryMissing } from '../http/error-words.ts';
import { serviceError } from '../http/errors.ts';
import type { Services } from '../services.ts';

/** The repository of a pipeline, or the service's 404. */
export async function pipelineRepository(
  { organization, catalogue }: Services,
  { projectId, repositoryId }: Pipeline,
): Promise<Repository> {
  const repository = await catalogue.repository(organization, projectId, repositoryId);
  if (repository === undefined) throw repositoryMissing(repositoryId);
  return repository;
}

/** The text of a pipeline's file at the tip of a branch, its repository's default branch where none is named; or the service's 404. */
export async function pipelineFile(services: Services, pipeline: Pipeline, branch?: string): Promise<string> {
  const repository = await pipelineRepository(services, pipeline);
  const { git } = services;
  const { url, defaultBranch } = repository;
  const ref = branch ?? defaultBranch;
  const commit = await git.resolve(url, ref);
  const entry = commit === undefined ? undefined : await git.entry(url, commit, pipeline.yamlPath);
  const bytes = entry?.kind === 'blob' ? await git.blob(url, entry.id) : undefined;
  if (bytes !== undefined) return Buffer.from(bytes).toString('utf8');
  throw serviceError(
    'itemMissing',
    `The file /${pipeline.yamlPath} does not exist on branch ${ref} of ${repository.name}.`,
  );
}
