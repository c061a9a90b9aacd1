import type { ResourceLocation } from './discovery.ts';

function pulls(resourceName: string, id: string, template: string, minVersion: string, resourceVersion: number) {
  const routeTemplate = `{project}/_apis/{area}/${template}`;
  const versions = { resourceVersion, minVersion, maxVersion: '7.2', releasedVersion: '7.1' };
  return { id, area: 'git', resourceName, routeTemplate, ...versions } satisfies ResourceLocation;
}

const ofRepository = 'repositories/{repositoryId}';

/** The resources of pull requests, under the ids that the service publishes for them. */
export const pullRequestLocations = {
  pullRequests: pulls(
    'pullRequests',
    '9946fd70-0d40-406e-b686-b4744cbbcc37',
    `${ofRepository}/{resource}/{pullRequestId}`,
    '1.0',
    2,
  ),
  pullRequestsOfProject: pulls('pullRequests', 'a5d28130-9cd2-40fa-9f08-902e7daa9efb', '{resource}', '1.0', 2),
  pullRequestById: pulls(
    'pullRequests',
    '01a46dea-7d46-4d40-bc84-319e7c260d99',
    '{resource}/{pullRequestId}',
    '3.0',
    2,
  ),
  pullRequestCommits: pulls(
    'pullRequestCommits',
    '52823034-34a8-4576-922c-8d8b77e9e4c4',
    `${ofRepository}/pullRequests/{pullRequestId}/commits`,
    '2.1',
    1,
  ),
  pullRequestIterations: pulls(
    'pullRequestIterations',
    'd43911ee-6958-46b0-a42b-8445b8a0d004',
    `${ofRepository}/pullRequests/{pullRequestId}/iterations/{iterationId}`,
    '3.0',
    2,
  ),
  pullRequestThreads: pulls(
    'pullRequestThreads',
    'ab6e2e5d-a0b7-4153-b64a-a4efe0d49449',
    `${ofRepository}/pullRequests/{pullRequestId}/threads/{threadId}`,
    '3.0',
    1,
  ),
  pullRequestThreadComments: pulls(
    'pullRequestThreadComments',
    '965a3ec7-5ed8-455a-bdcb-835a5ea7fe7b',
    `${ofRepository}/pullRequests/{pullRequestId}/threads/{threadId}/comments/{commentId}`,
    '3.0',
    1,
  ),
  pullRequestCommentLikes: pulls(
    'pullRequestCommentLikes',
    '5f2e2851-1389-425b-a00b-fb2adb3ef31b',
    `${ofRepository}/pullRequests/{pullRequestId}/threads/{threadId}/comments/{commentId}/likes`,
    '4.0',
    1,
  ),
  pullRequestStatuses: pulls(
    'pullRequestStatuses',
    'b5f6bb4f-8d1e-4d79-8d11-4c9172c99c35',
    `${ofRepository}/pullRequests/{pullRequestId}/statuses/{statusId}`,
    '3.0',
    2,
  ),
  pullRequestIterationStatuses: pulls(
    'pullRequestIterationStatuses',
    '75cf11c5-979f-4038-a76e-058a06adf2bf',
    `${ofRepository}/pullRequests/{pullRequestId}/iterations/{iterationId}/statuses/{statusId}`,
    '3.0',
    2,
  ),
  pullRequestIterationChanges: pulls(
    'pullRequestIterationChanges',
    '4216bdcf-b6b1-4d59-8b82-c34cc183fc8b',
    `${ofRepository}/pullRequests/{pullRequestId}/iterations/{iterationId}/changes`,
    '3.0',
    1,
  ),
  pullRequestLabels: pulls(
    'pullRequestLabels',
    'f22387e3-984e-4c52-9c6d-fbb8f14c812d',
    `${ofRepository}/pullRequests/{pullRequestId}/labels/{labelIdOrName}`,
    '4.0',
    1,
  ),
  pullRequestReviewers: pulls(
    'pullRequestReviewers',
    '4b6702c7-aa35-4b89-9c96-b9abf6d3e540',
    `${ofRepository}/pullRequests/{pullRequestId}/reviewers/{reviewerId}`,
    '1.0',
    1,
  ),
  pullRequestProperties: pulls(
    'pullRequestProperties',
    '48a52185-5b9e-4736-9dc1-bb1e2feac80b',
    `${ofRepository}/pullRequests/{pullRequestId}/properties`,
    '4.1',
    1,
  ),
  pullRequestWorkItems: pulls(
    'pullRequestWorkItems',
    '0a637fcc-5370-4ce8-b0e8-98091f5f9482',
    `${ofRepository}/pullRequests/{pullRequestId}/workitems`,
    '1.0',
    1,
  ),
  pullRequestIterationCommits: pulls(
    'pullRequestCommits',
    'e7ea0883-095f-4926-b5fb-f24691c26fb9',
    `${ofRepository}/pullRequests/{pullRequestId}/iterations/{iterationId}/commits`,
    '3.0',
    1,
  ),
  pullRequestQuery: pulls(
    'pullRequestQuery',
    'b3a6eebe-9cf0-49ea-b6cb-1a4c5f5007b0',
    `${ofRepository}/{resource}`,
    '3.0',
    1,
  ),
};
