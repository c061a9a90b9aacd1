import { type Static, Type } from 'typebox';
import type { RepositoryId } from '../../base/id.ts';
import type { PullRequest } from '../../run/pull-request.ts';
import { WireEnum } from '../../wire/json-schema.ts';
import { type GitPullRequest, pullRequestStatus } from '../../wire/pull-requests.ts';
import { projectOrNone } from '../http/lookups.ts';
import type { Services } from '../services.ts';
import { shownPullRequest } from './pull-request-resource.ts';

const text = Type.Optional(Type.String());
const count = Type.Optional(Type.Integer({ minimum: 0 }));

/** How many pull requests are answered unless the query says otherwise, and at most. */
const standardTop = 101;
const mostTop = 1000;

/** Which pull requests are asked for: the active ones unless the query says otherwise. */
export const PullRequestSearch = Type.Object({
  $top: count,
  $skip: count,
  'searchCriteria.status': Type.Optional(WireEnum(pullRequestStatus)),
  'searchCriteria.sourceRefName': text,
  'searchCriteria.targetRefName': text,
  'searchCriteria.creatorId': text,
  'searchCriteria.repositoryId': text,
});

/** The pull requests of a project or a repository that fit, newest first. */
export async function searchPullRequests(
  services: Services,
  base: string,
  within: { readonly project?: string; readonly repositoryId?: string },
  query: Static<typeof PullRequestSearch>,
): Promise<{ count: number; value: GitPullRequest[] }> {
  const project = await projectOrNone(services, within);
  const status = query['searchCriteria.status'] ?? 'active';
  const repositoryId = within.repositoryId ?? query['searchCriteria.repositoryId'];
  const sourceBranch = query['searchCriteria.sourceRefName'];
  const targetBranch = query['searchCriteria.targetRefName'];
  const creatorId = query['searchCriteria.creatorId'];
  const found = await services.pullRequests.list({
    ...(project === undefined ? {} : { projectId: project.id }),
    ...(repositoryId === undefined ? {} : { repositoryId: repositoryId.toLowerCase() as RepositoryId }),
    ...(status === 'all' || status === 'notSet' ? {} : { status }),
    ...(sourceBranch === undefined ? {} : { sourceBranch }),
    ...(targetBranch === undefined ? {} : { targetBranch }),
    ...(creatorId === undefined ? {} : { creatorId }),
    skip: query.$skip ?? 0,
    top: Math.min(query.$top ?? standardTop, mostTop),
  });
  const value: GitPullRequest[] = [];
  for (const pullRequest of found) value.push(...(await shown(services, base, pullRequest)));
  return { count: value.length, value };
}

/** Nothing where its repository is gone. */
async function shown(services: Services, base: string, pullRequest: PullRequest): Promise<readonly GitPullRequest[]> {
  const { organization, catalogue } = services;
  const { projectId, repositoryId } = pullRequest;
  const project = await catalogue.project(organization, projectId);
  const repository = await catalogue.repository(organization, projectId, repositoryId);
  if (project === undefined || repository === undefined) return [];
  return [await shownPullRequest(services, { base, project, repository }, pullRequest)];
}
