import type { Project, Repository } from '../../run/ports/catalogue.ts';
import type { GitRepository } from '../../wire/repositories.ts';
import { serviceError } from '../http/errors.ts';
import { projectReference } from './project-resource.ts';

/** A repository. Its size is not measured. */
export function repositoryResource(base: string, project: Project, repository: Repository): GitRepository {
  return {
    id: repository.id,
    name: repository.name,
    url: `${base}/${project.id}/_apis/git/repositories/${repository.id}`,
    project: projectReference(base, project),
    defaultBranch: repository.defaultBranch,
    size: 0,
    remoteUrl: repository.url,
    webUrl: `${base}/${encodeURIComponent(project.name)}/_git/${encodeURIComponent(repository.name)}`,
    isDisabled: false,
    isInMaintenance: false,
  };
}

/** The name of a repository, or the service's refusal. */
export function checkedRepositoryName(name: string): string {
  if (
    name.trim() === name &&
    name.length > 0 &&
    name.length <= 64 &&
    !/[\\/:*?"<>|;#$@,+=[\]{}\p{Cc}\p{Cs}]/u.test(name)
  ) {
    return name;
  }
  throw serviceError(
    'argument',
    `The repository name '${name}' is not valid. A name has 1 to 64 characters and none of \\ / : * ? " < > | ; # $ @ , + = [ ] { }.`,
  );
}
