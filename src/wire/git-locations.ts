import type { ResourceLocation } from './discovery.ts';

function git(resourceName: string, id: string, template: string, minVersion: string, resourceVersion: number) {
  const routeTemplate = `{project}/_apis/{area}/${template}`;
  const versions = { resourceVersion, minVersion, maxVersion: '7.2', releasedVersion: '7.1' };
  return { id, area: 'git', resourceName, routeTemplate, ...versions } satisfies ResourceLocation;
}

const ofRepository = 'repositories/{repositoryId}';
const ofCommit = `${ofRepository}/commits/{commitId}`;

/** What else of a repository's code is served, under the ids that the service publishes. */
export const gitLocations = {
  pushes: git('pushes', 'ea98d07b-3c87-4971-8ede-a613694ffb55', `${ofRepository}/{resource}/{pushId}`, '1.0', 3),
  annotatedTags: git(
    'annotatedTags',
    '5e8a8081-3851-4626-b677-9891cc04102e',
    `${ofRepository}/{resource}/{objectId}`,
    '3.1',
    1,
  ),
  blobs: git('blobs', '7b28e929-2c99-405d-9c5c-6167a06e6816', `${ofRepository}/{resource}/{sha1}`, '1.0', 1),
  trees: git('trees', '729f6437-6f92-44ec-8bee-273a7111063c', `${ofRepository}/{resource}/{sha1}`, '1.0', 1),
  commitChanges: git('changes', '5bf884f5-3e07-42e9-afb8-1b872267bf16', `${ofCommit}/{resource}`, '1.0', 1),
  commitStatuses: git('statuses', '428dd4fb-fda5-4722-af02-9313b80305da', `${ofCommit}/{resource}`, '2.1', 2),
  mergeBases: git(
    'mergeBases',
    '7cf2abb6-c964-4f7e-9872-f78c66e72e9c',
    'repositories/{repositoryNameOrId}/commits/{commitId}/{resource}',
    '4.1',
    1,
  ),
  commitDiffs: git('commitDiffs', '615588d5-c0c7-4b88-88f8-e625306446e8', `${ofRepository}/diffs/commits`, '1.0', 1),
  commitsBatch: git('commitsBatch', '6400dfb2-0bcb-462b-b992-5a57f8f1416c', `${ofRepository}/{resource}`, '1.0', 2),
  deletedRepositories: git('deletedRepositories', '2b6869c4-cb25-42b5-b7a3-0d3e6be0a11a', '{resource}', '2.2', 1),
  recycleBin: git(
    'recycleBinRepositories',
    'a663da97-81db-4eb3-8b83-287670f63073',
    'recycleBin/repositories/{repositoryId}',
    '4.1',
    1,
  ),
  itemsBatch: git('itemsBatch', '630fd2e4-fb88-4f85-ad21-13f3fd1fbca9', `${ofRepository}/{resource}`, '1.0', 1),
};
