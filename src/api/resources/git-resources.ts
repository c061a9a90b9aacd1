import type { Project, Repository } from '../../run/ports/catalogue.ts';
import type { GitCommitRef, GitItem, GitCommit as WireCommit, GitRef as WireRef } from '../../wire/git-content.ts';
import type { GitCommit, GitEntry, GitRef } from '../git-reader.ts';
import { dateText } from './dates.ts';

/** Where something of a repository is shown. */
export type GitPlace = { readonly base: string; readonly project: Project; readonly repository: Repository };

function urlOf({ base, project, repository }: GitPlace): string {
  return `${base}/${project.id}/_apis/git/repositories/${repository.id}`;
}

/** A branch or tag. */
export function refResource(place: GitPlace, { name, id, peeledId }: GitRef, peels: boolean): WireRef {
  return {
    name,
    objectId: id,
    ...(peels && peeledId !== undefined ? { peeledObjectId: peeledId } : {}),
    url: `${urlOf(place)}/refs?filter=${encodeURIComponent(name.replace(/^refs\//, ''))}`,
  };
}

/** A commit in a list: of its message the first line. */
export function commitInList(place: GitPlace, commit: GitCommit): GitCommitRef {
  const { base, project, repository } = place;
  const [comment = '', ...more] = commit.message.split('\n');
  return {
    commitId: commit.id,
    author: userDate(commit.author),
    committer: userDate(commit.committer),
    comment,
    ...(more.length > 0 ? { commentTruncated: true } : {}),
    parents: [...commit.parents],
    url: `${urlOf(place)}/commits/${commit.id}`,
    remoteUrl: `${base}/${encodeURIComponent(project.name)}/_git/${encodeURIComponent(repository.name)}/commit/${commit.id}`,
  };
}

/** A commit by itself. */
export function commitResource(place: GitPlace, commit: GitCommit): WireCommit {
  const { commentTruncated: _, ...shown } = commitInList(place, commit);
  return { ...shown, comment: commit.message, treeId: commit.treeId };
}

/** A file or folder; `content` of a file that was asked for. */
export function itemResource(place: GitPlace, commitId: string, entry: GitEntry, content?: string): GitItem {
  const path = `/${entry.path}`;
  const query = `path=${encodeURIComponent(path)}&versionType=Commit&version=${commitId}`;
  return {
    objectId: entry.id,
    gitObjectType: entry.kind,
    commitId,
    path,
    ...(entry.kind === 'tree' ? { isFolder: true } : {}),
    ...(entry.isLink ? { isSymLink: true } : {}),
    ...(content === undefined ? {} : { content }),
    url: `${urlOf(place)}/items?${query}`,
  };
}

function userDate({ name, email, at }: GitCommit['author']) {
  return { name, email, date: dateText(Date.parse(at)) };
}
