import type { Repository } from '../../run/ports/catalogue.ts';
import type { versionType } from '../../wire/git-content.ts';
import { serviceError } from '../http/errors.ts';
import type { Services } from '../services.ts';

/** A version as clients name it: a branch unless they say otherwise, the default one when they name none. */
export type AskedVersion = { readonly version?: string; readonly type?: keyof typeof versionType };

/** The commit of a version, or the service's 404. */
export async function commitOf({ git }: Services, repository: Repository, asked: AskedVersion): Promise<string> {
  const name = fullName(repository, asked);
  const commit = await git.resolve(repository.url, name);
  if (commit !== undefined) return commit;
  throw serviceError(
    'commitMissing',
    `TF401175: The version descriptor <${asked.type ?? 'branch'}: ${asked.version ?? name}> could not be resolved to a version in the repository ${repository.name}.`,
  );
}

function fullName({ defaultBranch }: Repository, { version, type = 'branch' }: AskedVersion): string {
  if (!version) return defaultBranch;
  if (type === 'commit' || version.startsWith('refs/')) return version;
  return `refs/${type === 'tag' ? 'tags' : 'heads'}/${version}`;
}
