import type { ResourceLocation } from './discovery.ts';

type Versions = { readonly min: string; readonly released: string; readonly resource: number };

function location(
  [area, resourceName]: readonly [string, string],
  id: string,
  routeTemplate: string,
  versions: Versions,
): ResourceLocation {
  return {
    id,
    area,
    resourceName,
    routeTemplate,
    resourceVersion: versions.resource,
    minVersion: versions.min,
    maxVersion: '7.2',
    releasedVersion: versions.released,
  };
}

const run = '{project}/_apis/{area}/{pipelineId}/runs/{runId}';
const build = '{project}/_apis/{area}/builds/{buildId}';
const definition = '{project}/_apis/{area}/definitions/{definitionId}';
const pool = '_apis/{area}/pools/{poolId}';
const plan = '{scopeIdentifier}/_apis/{area}/hubs/{hubName}/plans/{planId}';
const released = '7.1';
const previewOnly = '0.0';

/**
 * Every resource that is served, under the id, the spelling and the versions that the service publishes for it: clients find their
 * routes by these ids and put `area` and `resourceName` into the template as they are spelled here.
 */
export const resourceLocations = {
  projects: location(['core', 'projects'], '603fe2ac-9723-48b9-88ad-09305aa6c6e1', '_apis/{resource}/{*projectId}', {
    min: '1.0',
    released,
    resource: 4,
  }),
  operations: location(
    ['operations', 'operations'],
    '9a1b74b4-2ca8-4a9f-8470-c2f2e6fdc949',
    '_apis/{resource}/{operationId}',
    { min: '2.0', released, resource: 1 },
  ),
  connectionData: location(['Location', 'ConnectionData'], '00d9565f-ed9c-4a06-9a50-00e7896ccab4', '_apis/{resource}', {
    min: '1.0',
    released: previewOnly,
    resource: 1,
  }),
  resourceAreas: location(
    ['Location', 'ResourceAreas'],
    'e81700f7-3be2-46de-8624-2eb35882fcaa',
    '_apis/{resource}/{areaId}',
    { min: '3.2', released: previewOnly, resource: 1 },
  ),
  repositories: location(
    ['git', 'repositories'],
    '225f7195-f9c7-4d14-ab28-a83f7ff77e1f',
    '{project}/_apis/{area}/{resource}/{repositoryId}',
    { min: '1.0', released, resource: 1 },
  ),
  pipelines: location(
    ['Pipelines', 'pipelines'],
    '28e1305e-2afe-47bf-abaf-cbb0e6a91988',
    '{project}/_apis/{area}/{pipelineId}',
    { min: '5.1', released, resource: 1 },
  ),
  preview: location(
    ['pipelines', 'preview'],
    '53df2d18-29ea-46a9-bee0-933540f80abf',
    '{project}/_apis/{area}/{pipelineId}/{resource}',
    { min: '5.1', released, resource: 2 },
  ),
  runs: location(
    ['Pipelines', 'runs'],
    '7859261e-d2e9-4a68-b820-a5d84cc5bb3d',
    '{project}/_apis/{area}/{pipelineId}/{resource}/{runId}',
    { min: '5.1', released, resource: 2 },
  ),
  runLogs: location(['Pipelines', 'logs'], 'fb1b6d27-3957-43d5-a14b-a2d70403e545', `${run}/{resource}/{logId}`, {
    min: '5.1',
    released,
    resource: 1,
  }),
  signedLogContent: location(
    ['Pipelines', 'signedlogcontent'],
    '74f99e32-e2c4-44f4-93dc-dec0bca530a5',
    `${run}/{resource}/{logId}`,
    { min: '5.1', released: previewOnly, resource: 1 },
  ),
  builds: location(
    ['Build', 'Builds'],
    '0cd358e1-9217-4d94-8269-1c1ee6f93dcf',
    '{project}/_apis/build/{resource}/{buildId}',
    { min: '1.0', released, resource: 7 },
  ),
  latestBuild: location(
    ['build', 'latest'],
    '54481611-01f4-47f3-998f-160da0f0c229',
    '{project}/_apis/{area}/{resource}/{*definition}',
    { min: '5.0', released: previewOnly, resource: 1 },
  ),
  buildAttachments: location(
    ['build', 'attachments'],
    'f2192269-89fa-4f94-baf6-8fb128c55159',
    `${build}/{resource}/{type}`,
    { min: '4.1', released, resource: 2 },
  ),
  buildAttachment: location(
    ['build', 'attachments'],
    'af5122d3-3438-485e-a25a-2dbbfde84ee6',
    `${build}/{timelineId}/{recordId}/{resource}/{type}/{name}`,
    { min: '4.1', released, resource: 2 },
  ),
  buildTags: location(['build', 'tags'], '6e6114b2-8161-44c8-8f6c-c5505782427f', `${build}/{resource}/{*tag}`, {
    min: '2.0',
    released,
    resource: 3,
  }),
  projectTags: location(
    ['build', 'tags'],
    'd84ac5c6-edc7-43d5-adc9-1b34be5dea09',
    '{project}/_apis/{area}/{resource}/{*tag}',
    { min: '2.0', released, resource: 3 },
  ),
  definitions: location(
    ['Build', 'Definitions'],
    'dbeaf647-6167-421a-bda9-c9327b25e2e6',
    '{project}/_apis/build/{resource}/{definitionId}',
    { min: '1.0', released, resource: 7 },
  ),
  definitionRevisions: location(
    ['build', 'revisions'],
    '7c116775-52e5-453e-8c5d-914d9762d8c4',
    `${definition}/{resource}`,
    { min: '2.0', released, resource: 3 },
  ),
  folders: location(
    ['build', 'folders'],
    'a906531b-d2da-4f55-bda7-f3e676cc50d9',
    '{project}/_apis/{area}/{resource}/{*path}',
    { min: '3.0', released: previewOnly, resource: 2 },
  ),
  buildLogs: location(['build', 'logs'], '35a80daf-7f30-45fc-86e8-6b813d9c90df', `${build}/{resource}/{logId}`, {
    min: '2.0',
    released,
    resource: 2,
  }),
  timeline: location(
    ['build', 'Timeline'],
    '8baac422-4c6e-4de5-8532-db96d92acffa',
    `${build}/{resource}/{timelineId}`,
    { min: '2.0', released, resource: 3 },
  ),
  tasks: location(
    ['distributedtask', 'tasks'],
    '60aac929-f0cd-4bc8-9ce4-6b30e8f1b1bd',
    '_apis/{area}/{resource}/{taskId}/{versionString}',
    { min: '1.0', released, resource: 1 },
  ),
  pools: location(
    ['distributedtask', 'pools'],
    'a8c47e17-4d56-4a56-92bb-de7ea7dc65be',
    '_apis/{area}/{resource}/{poolId}',
    { min: '1.0', released, resource: 1 },
  ),
  queues: location(
    ['distributedtask', 'queues'],
    '900fa995-c559-4923-aae7-f8424fe4fbea',
    '{project}/_apis/{area}/{resource}/{queueId}',
    { min: '2.0', released, resource: 1 },
  ),
  agents: location(
    ['distributedtask', 'agents'],
    'e298ef32-5878-4cab-993c-043836571f42',
    `${pool}/{resource}/{agentId}`,
    { min: '1.0', released, resource: 1 },
  ),
  sessions: location(
    ['distributedtask', 'sessions'],
    '134e239e-2df3-4794-a6f6-24f1f19ec8dc',
    `${pool}/{resource}/{sessionId}`,
    { min: '1.0', released, resource: 1 },
  ),
  messages: location(
    ['distributedtask', 'messages'],
    'c3a054f6-7a8a-49c0-944e-3a8e5d7adfd7',
    `${pool}/{resource}/{messageId}`,
    { min: '1.0', released, resource: 1 },
  ),
  jobRequests: location(
    ['distributedtask', 'jobrequests'],
    'fc825784-c92a-4299-9221-998a02d1b54f',
    `${pool}/{resource}/{requestId}`,
    { min: '1.0', released, resource: 1 },
  ),
  records: location(
    ['distributedtask', 'records'],
    '8893bc5b-35b2-4be7-83cb-99e683551db4',
    `${plan}/timelines/{timelineId}/{resource}/{recordId}`,
    { min: '2.0', released, resource: 2 },
  ),
  feed: location(
    ['distributedtask', 'feed'],
    '858983e4-19bd-4c5e-864c-507b59b58b12',
    `${plan}/timelines/{timelineId}/records/{recordId}/{resource}`,
    { min: '2.0', released, resource: 1 },
  ),
  planLogs: location(
    ['distributedtask', 'logs'],
    '46f5667d-263a-4684-91b1-dff7fdcf64e2',
    `${plan}/{resource}/{logId}`,
    { min: '2.0', released, resource: 1 },
  ),
  recordAttachments: location(
    ['distributedtask', 'attachments'],
    '7898f959-9cdf-4096-b29e-7f293031629e',
    `${plan}/timelines/{timelineId}/records/{recordId}/{resource}/{type}/{name}`,
    { min: '2.1', released, resource: 1 },
  ),
  planEvents: location(['distributedtask', 'events'], '557624af-b29e-4c20-8ab0-0399d2204f3f', `${plan}/{resource}`, {
    min: '2.0',
    released,
    resource: 1,
  }),
  variableGroups: location(
    ['distributedtask', 'variablegroups'],
    'f5b09dd5-9d54-45a1-8b5a-1c8287d634cc',
    '{project}/_apis/{area}/{resource}/{groupId}',
    { min: '3.1', released, resource: 2 },
  ),
  sharedVariableGroups: location(
    ['distributedtask', 'variablegroups'],
    'ef5b7057-ffc3-4c77-bbad-c10b4a4abcc7',
    '_apis/{area}/{resource}/{groupId}',
    { min: '5.2', released, resource: 2 },
  ),
  endpoints: location(
    ['serviceendpoint', 'endpoints'],
    'e85f1c62-adfc-4b74-b618-11a150fb195e',
    '{project}/_apis/{area}/{resource}/{endpointId}',
    { min: '4.1', released, resource: 4 },
  ),
  sharedEndpoints: location(
    ['serviceendpoint', 'endpoints'],
    '14e48fdc-2c8b-41ce-a0c3-e26f6cc55bd0',
    '_apis/{area}/{resource}/{endpointId}',
    { min: '5.2', released, resource: 4 },
  ),
  endpointTypes: location(
    ['serviceendpoint', 'types'],
    '5a7938a4-655e-486c-b562-b78c54a7e87b',
    '_apis/{area}/{resource}',
    { min: '4.1', released, resource: 1 },
  ),
  secureFiles: location(
    ['distributedtask', 'securefiles'],
    'adcfd8bc-b184-43ba-bd84-7c8c6a2ff421',
    '{project}/_apis/{area}/{resource}/{secureFileId}',
    { min: '3.2', released: previewOnly, resource: 1 },
  ),
  // The service serves it from another host and publishes no id for it there: the id is ours.
  pats: location(['tokens', 'pats'], '55967393-20ef-45c6-a96c-b5d5d5986a9a', '_apis/{area}/{resource}', {
    min: '5.2',
    released: previewOnly,
    resource: 1,
  }),
} as const satisfies Record<string, ResourceLocation>;

export type LocationName = keyof typeof resourceLocations;

/** Areas of resources by the ids under which clients ask where an area is served. */
export const resourceAreas: readonly { readonly id: string; readonly name: string }[] = [
  { id: '79134c72-4a58-4b42-976c-04e7115f32bf', name: 'core' },
  { id: '4e080c62-fa21-4fbc-8fef-2a10a2b38049', name: 'git' },
  { id: '2e0bf237-8973-4ec9-a581-9c3d679d1776', name: 'pipelines' },
  { id: '965220d5-5bb9-42cf-8d67-9b146df2a5a4', name: 'Build' },
  { id: '5d6898bb-45ec-463f-95f9-54d49c71752e', name: 'build' },
  { id: 'a85b8835-c1a1-4aac-ae97-1c3d0ba72dbd', name: 'distributedtask' },
  { id: '1814ab31-2f4f-4a9f-8761-f4d77dc5a5d7', name: 'serviceendpoint' },
];
