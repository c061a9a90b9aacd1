import type { GitChange } from '../../wire/git-changes.ts';
import type { GitDifference } from '../git-reader.ts';
import type { GitPlace } from './git-resources.ts';

/** A file that is changed between two commits; `commits` are where it stands before and after. */
export function changeOfFile(
  { base, project, repository }: GitPlace,
  { kind, path, from, before, after, isEdited }: GitDifference,
  commits: { readonly before: string; readonly after: string },
): GitChange {
  const version = kind === 'delete' ? commits.before : commits.after;
  const asked = `path=${encodeURIComponent(`/${path}`)}&versionType=Commit&version=${version}`;
  return {
    item: {
      objectId: after ?? before ?? '',
      ...(before === undefined ? {} : { originalObjectId: before }),
      gitObjectType: 'blob',
      commitId: version,
      path: `/${path}`,
      url: `${base}/${project.id}/_apis/git/repositories/${repository.id}/items?${asked}`,
    },
    changeType: isEdited ? 'edit, rename' : kind,
    ...(from === undefined ? {} : { sourceServerItem: `/${from}` }),
  };
}

/** How many files of each kind there are, under the service's names. */
export function changeCounts(differences: readonly GitDifference[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of differences) {
    const name = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
