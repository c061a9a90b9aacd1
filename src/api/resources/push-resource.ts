import { guidFromName } from '../../base/id.ts';
import { CodeRefusal } from '../../run/code-refusal.ts';
import type { Identity } from '../../run/events.ts';
import type { RecordedPush } from '../../run/recorded-pushes.ts';
import type { GitPush } from '../../wire/git-pushes.ts';
import type { GitCommit } from '../git-reader.ts';
import type { Services } from '../services.ts';
import { dateText } from './dates.ts';
import { commitInList, type GitPlace } from './git-resources.ts';
import { identityReference } from './identity-reference.ts';
import { repositoryResource } from './repository-resource.ts';

const nothing = '0'.repeat(40);

export type PushShows = { readonly withRefs: boolean; readonly commits?: readonly GitCommit[] };

/** A push. Who pushed over git is not known: the committer of what was pushed stands for him. */
export async function pushResource(
  services: Services,
  place: GitPlace,
  push: RecordedPush,
  { withRefs, commits }: PushShows,
): Promise<GitPush> {
  const { base, project, repository } = place;
  return {
    pushId: push.id,
    date: dateText(push.at),
    pushedBy: identityReference(base, push.by ?? (await committerOf(services, place, push))),
    ...(withRefs
      ? {
          refUpdates: push.refs.map(({ refName, from = nothing, to = nothing }) => ({
            repositoryId: repository.id,
            name: refName,
            oldObjectId: from,
            newObjectId: to,
          })),
        }
      : {}),
    ...(commits === undefined ? {} : { commits: commits.map(commit => commitInList(place, commit)) }),
    repository: repositoryResource(base, project, repository),
    url: `${base}/${project.id}/_apis/git/repositories/${repository.id}/pushes/${push.id}`,
  };
}

/** The push that a route names, or the service's 404. */
export async function pushOf({ pushes }: Services, { repository }: GitPlace, id: number): Promise<RecordedPush> {
  const push = await pushes.get(repository.id, id);
  if (push !== undefined) return push;
  throw new CodeRefusal('pushMissing', `TF401177: The push ${id} does not exist in ${repository.name}.`);
}

/** The commits that came with a push, newest first. */
export async function commitsOfPush(
  { git }: Services,
  { repository }: GitPlace,
  { refs }: RecordedPush,
  page: { readonly skip: number; readonly top: number },
): Promise<readonly GitCommit[]> {
  const [first] = refs;
  if (first?.to === undefined) return [];
  const { from, to } = first;
  // A new branch brings what the default branch does not have; the first one of all brings everything.
  const start = from ?? (first.refName === repository.defaultBranch ? undefined : repository.defaultBranch);
  const since = start === undefined ? undefined : await git.commits(repository.url, { to, from: start, ...page });
  return since ?? (await git.commits(repository.url, { to, ...page })) ?? [];
}

async function committerOf({ git }: Services, { repository }: GitPlace, { refs }: RecordedPush): Promise<Identity> {
  const version = refs[0]?.to;
  const [commit] = (version && (await git.commits(repository.url, { to: version, top: 1 }))) || [];
  const { name = '', email = '' } = commit?.committer ?? {};
  return { id: guidFromName('user', email), displayName: name, uniqueName: email };
}
