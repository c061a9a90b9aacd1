import type { Repository } from '../../run/ports/catalogue.ts';
import type { GitEntry } from '../git-reader.ts';
import { argumentNull } from '../http/error-words.ts';
import { serviceError } from '../http/errors.ts';
import { repositoryOf } from '../http/lookups.ts';
import type { Services } from '../services.ts';
import type { GitPlace } from './git-resources.ts';
import { commitOf } from './git-version.ts';

/** The one provider of sources that is served: the registered repositories. */
export const providerName = 'TfsGit';

export type SourceParams = { readonly project: string; readonly providerName: string };

/** Throws the refusal of a provider that is not served. */
export function checkProvider(name: string): void {
  if (name.toLowerCase() === providerName.toLowerCase()) return;
  throw serviceError(
    'sourceProviderMissing',
    `The source provider ${name} could not be found. Repositories of ${providerName} are those that are registered here.`,
  );
}

/** The repository that a request names, or the service's 404. */
export async function sourcePlaceOf(
  services: Services,
  request: { readonly params: SourceParams; readonly base: string },
  repositoryId: string | undefined,
): Promise<GitPlace> {
  checkProvider(request.params.providerName);
  if (!repositoryId) throw argumentNull('repository');
  const { project } = request.params;
  return { base: request.base, ...(await repositoryOf(services, { project, repositoryId })) };
}

/** What stands at a path of a branch or commit, which may be named as clients like. */
export async function sourceEntryOf(
  services: Services,
  repository: Repository,
  { commitOrBranch = '', path = '' }: { readonly commitOrBranch?: string; readonly path?: string },
): Promise<{ readonly commit: string; readonly entry: GitEntry }> {
  const isCommit = /^[0-9a-f]{40}$/i.test(commitOrBranch);
  const commit = await commitOf(services, repository, {
    ...(commitOrBranch === '' ? {} : { version: commitOrBranch }),
    ...(isCommit ? { type: 'commit' } : {}),
  });
  const entry = await services.git.entry(repository.url, commit, path.replace(/^\/+|\/+$/g, ''));
  if (entry !== undefined) return { commit, entry };
  throw serviceError('itemMissing', `The path '${path}' could not be found in ${repository.name} at ${commit}.`);
}
