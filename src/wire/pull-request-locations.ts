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
};
