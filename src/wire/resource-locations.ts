// One table: clients find every route by it, and it is checked as a whole against what the service publishes.
import type { ResourceLocation } from './discovery.ts';
import { hookLocations } from './hook-locations.ts';
import { pullRequestLocations } from './pull-request-locations.ts';
import { testLocations } from './test-locations.ts';

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
const repository = '{project}/_apis/{area}/repositories/{repositoryId}';
const sources = '{project}/_apis/sourceProviders/{providerName}';
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
  projectProperties: location(
    ['core', 'properties'],
    '4976a71a-4487-49aa-8aab-a1eda469037a',
    '_apis/projects/{projectId}/{resource}',
    { min: '3.2', released: previewOnly, resource: 1 },
  ),
  projectCollections: location(
    ['core', 'projectCollections'],
    '8031090f-ef1d-4af6-85fc-698cd75d42bf',
    '_apis/{resource}/{collectionId}',
    { min: '1.0', released, resource: 2 },
  ),
  teams: location(
    ['core', 'teams'],
    'd30a3dd1-f8ba-442a-b86a-bd0c0c383e59',
    '_apis/projects/{projectId}/{resource}/{*teamId}',
    { min: '1.0', released, resource: 3 },
  ),
  allTeams: location(['core', 'teams'], '7a4d9ee9-3433-4347-b47a-7a80f1cf307e', '_apis/{resource}', {
    min: '4.1',
    released: previewOnly,
    resource: 3,
  }),
  teamMembers: location(
    ['core', 'members'],
    '294c494c-2600-4d7e-b76c-3dd50c3c95be',
    '_apis/projects/{projectId}/teams/{teamId}/{resource}',
    { min: '1.0', released, resource: 2 },
  ),
  categorizedTeams: location(
    ['core', 'categorizedTeams'],
    '6f9619ff-8b86-d011-b42d-00c04fc964ff',
    '_apis/projects/{projectId}/{resource}/',
    { min: '7.1', released: previewOnly, resource: 1 },
  ),
  processes: location(
    ['core', 'processes'],
    '93878975-88c5-4e6a-8abb-7ddd77a8a7d8',
    '_apis/process/{resource}/{*processId}',
    { min: '1.0', released, resource: 1 },
  ),
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
  serviceDefinitions: location(
    ['Location', 'ServiceDefinitions'],
    'd810a47d-f4f4-4a62-a03f-fa1860585c4c',
    '_apis/{resource}/{serviceType}/{identifier}',
    { min: '1.0', released: previewOnly, resource: 1 },
  ),
  // The service serves people and their organizations from another host, whose locations it does not publish: the ids are those that its clients ask for.
  identities: location(['IMS', 'Identities'], '28010c54-d0c0-4c89-a5b0-1c9e188b9fb7', '_apis/{resource}/{identityId}', {
    min: '1.0',
    released,
    resource: 1,
  }),
  profiles: location(['Profile', 'Profiles'], 'f83735dc-483f-4238-a291-d45f6080a9af', '_apis/{area}/{resource}/{id}', {
    min: '1.0',
    released,
    resource: 3,
  }),
  accounts: location(['Account', 'Accounts'], '229a6a53-b428-4ffb-a835-e8f36b5b4b1e', '_apis/{resource}/{accountId}', {
    min: '1.0',
    released,
    resource: 1,
  }),
  repositories: location(
    ['git', 'repositories'],
    '225f7195-f9c7-4d14-ab28-a83f7ff77e1f',
    '{project}/_apis/{area}/{resource}/{repositoryId}',
    { min: '1.0', released, resource: 1 },
  ),
  refs: location(['git', 'refs'], '2d874a60-a811-4f62-9c9f-963a6ea0a55b', `${repository}/{resource}/{*filter}`, {
    min: '1.0',
    released,
    resource: 2,
  }),
  items: location(['git', 'items'], 'fb93c0db-47ed-4a31-8c20-47552878fb44', `${repository}/{resource}/{*path}`, {
    min: '1.0',
    released,
    resource: 1,
  }),
  commits: location(['git', 'commits'], 'c2570c3b-5b3f-41b8-98bf-5407bfde8d58', `${repository}/{resource}/{commitId}`, {
    min: '1.0',
    released,
    resource: 2,
  }),
  branchStats: location(
    ['git', 'branchStats'],
    'd5b216de-d8d5-4d32-ae76-51df755b16d3',
    `${repository}/stats/branches`,
    {
      min: '1.0',
      released,
      resource: 2,
    },
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
  stages: location(['build', 'stages'], 'b8aac6c9-744b-46e1-88fc-3550969f9313', `${build}/{resource}/{stageRefName}`, {
    min: '5.2',
    released,
    resource: 5,
  }),
  leases: location(
    ['build', 'leases'],
    '272051e4-9af1-45b5-ae22-8d960a5539d4',
    '{project}/_apis/{area}/retention/{resource}/{*leaseId}',
    {
      min: '6.0',
      released,
      resource: 2,
    },
  ),
  buildLeases: location(['build', 'buildleases'], '3da19a6a-f088-45c4-83ce-2ad3a87be6c4', `${build}/leases`, {
    min: '6.1',
    released,
    resource: 1,
  }),
  retention: location(
    ['build', 'retention'],
    'dadb46e7-5851-4c72-820e-ae8abb82f59f',
    '{project}/_apis/{area}/{resource}',
    {
      min: '5.2',
      released,
      resource: 1,
    },
  ),
  buildSettings: location(
    ['build', 'settings'],
    'aa8c1c9c-ef8b-474a-b8c4-785c7b191d0d',
    '{project}/_apis/{area}/{resource}',
    {
      min: '2.0',
      released,
      resource: 1,
    },
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
  buildReport: location(['build', 'report'], '45bcaa88-67e1-4042-a035-56d3b4a7d44c', `${build}/{resource}`, {
    min: '2.2',
    released,
    resource: 2,
  }),
  buildProperties: location(['build', 'properties'], '0a6312e9-0627-49b7-8083-7d74a64849c9', `${build}/{resource}`, {
    min: '3.2',
    released,
    resource: 1,
  }),
  buildSources: location(
    ['build', 'sources'],
    '56efdcdc-cf90-4028-9d2f-d41000682202',
    `${build}/{resource}/{sourceVersion}`,
    {
      min: '3.1',
      released,
      resource: 2,
    },
  ),
  buildWorkItems: location(['build', 'workitems'], '5a21f5d2-5642-47e4-a0bd-1356e6731bee', `${build}/{resource}`, {
    min: '2.0',
    released,
    resource: 2,
  }),
  workItems: location(
    ['build', 'workitems'],
    '52ba8915-5518-42e3-a4bb-b0182d159e2d',
    '{project}/_apis/{area}/{resource}',
    {
      min: '2.1',
      released,
      resource: 2,
    },
  ),
  buildChanges: location(['build', 'changes'], '54572c7b-bbd3-45d4-80dc-28be08941620', `${build}/{resource}`, {
    min: '2.0',
    released,
    resource: 2,
  }),
  changes: location(['build', 'changes'], 'f10f0ea5-18a1-43ec-a8fb-2042c7be9b43', '{project}/_apis/{area}/{resource}', {
    min: '2.1',
    released,
    resource: 3,
  }),
  statusBadge: location(
    ['build', 'status'],
    '07acfdce-4757-4439-b422-ddd13a2fcc10',
    '{project}/_apis/{area}/{resource}/{*definition}',
    {
      min: '5.0',
      released: previewOnly,
      resource: 1,
    },
  ),
  incomingWebhooks: location(
    ['distributedtask', 'webhooks'],
    '44f7ed85-9a3a-4669-bd4c-312d021559f4',
    '_apis/public/{area}/{resource}/{webHookId}',
    { min: '6.0', released: previewOnly, resource: 1 },
  ),
  definitionBadge: location(
    ['build', 'badge'],
    'de6a4df8-22cd-44ee-af2d-39f6aa7a4261',
    '_apis/public/{area}/definitions/{project}/{definitionId}/{resource}',
    {
      min: '2.0',
      released,
      resource: 2,
    },
  ),
  generalSettings: location(
    ['build', 'generalSettings'],
    'c4aefd19-30ff-405b-80ad-aca021e7242a',
    '{project}/_apis/{area}/{resource}',
    {
      min: '6.0',
      released,
      resource: 1,
    },
  ),
  sourceProviders: location(
    ['build', 'sourceProviders'],
    '3ce81729-954f-423d-a581-9fea01d25186',
    '{project}/_apis/{resource}',
    { min: '4.1', released, resource: 1 },
  ),
  sourceRepositories: location(
    ['build', 'repositories'],
    'd44d1680-f978-4834-9b93-8c6e132329c9',
    `${sources}/{resource}`,
    { min: '4.1', released, resource: 1 },
  ),
  sourceBranches: location(['build', 'branches'], 'e05d4403-9b81-4244-8763-20fde28d1976', `${sources}/{resource}`, {
    min: '4.1',
    released,
    resource: 1,
  }),
  sourceFiles: location(['build', 'fileContents'], '29d12225-b1d9-425f-b668-6c594a981313', `${sources}/{resource}`, {
    min: '4.1',
    released,
    resource: 1,
  }),
  sourcePaths: location(['build', 'pathContents'], '7944d6fb-df01-4709-920a-7a189aa34037', `${sources}/{resource}`, {
    min: '4.1',
    released,
    resource: 1,
  }),
  sourceWebhooks: location(['build', 'webhooks'], '8f20ff82-9498-4812-9f6e-9c01bdc50e99', `${sources}/{resource}`, {
    min: '4.1',
    released,
    resource: 1,
  }),
  restoredWebhooks: location(['build', 'webhooks'], '793bceb8-9736-4030-bd2f-fb3ce6d6b478', `${sources}/{resource}`, {
    min: '4.1',
    released,
    resource: 1,
  }),
  sourcePullRequests: location(
    ['build', 'pullRequests'],
    'd8763ec7-9ff0-4fb4-b2b2-9d757906ff14',
    `${sources}/{resource}/{pullRequestId}`,
    { min: '5.0', released, resource: 1 },
  ),
  controllers: location(
    ['build', 'Controllers'],
    'fcac1932-2ee1-437f-9b6f-7f696be858f6',
    '_apis/build/{resource}/{controllerId}',
    {
      min: '2.0',
      released,
      resource: 2,
    },
  ),
  resourceUsage: location(
    ['build', 'ResourceUsage'],
    '3813d06c-9e36-4ea1-aac3-61a485d60e3d',
    '_apis/build/{resource}',
    {
      min: '2.0',
      released: previewOnly,
      resource: 2,
    },
  ),
  buildOptions: location(
    ['build', 'options'],
    '591cb5a4-2d46-4f3a-a697-5cd42b6bd332',
    '{project}/_apis/{area}/{resource}',
    {
      min: '2.0',
      released,
      resource: 2,
    },
  ),
  definitionYaml: location(['build', 'yaml'], '7c3df3a1-7e51-4150-8cf7-540347f8697f', `${definition}/{resource}`, {
    min: '6.0',
    released,
    resource: 1,
  }),
  definitionMetrics: location(
    ['build', 'Metrics'],
    'd973b939-0ce0-4fec-91d8-da3940fa1827',
    `${definition}/{resource}`,
    {
      min: '3.0',
      released: previewOnly,
      resource: 1,
    },
  ),
  definitionTags: location(
    ['build', 'tags'],
    'cb894432-134a-4d31-a839-83beceaace4b',
    '{project}/_apis/{area}/definitions/{DefinitionId}/{resource}/{*tag}',
    {
      min: '3.1',
      released,
      resource: 3,
    },
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
  definitionProperties: location(
    ['build', 'properties'],
    'd9826ad7-2a68-46a9-a6e9-677698777895',
    `${definition}/{resource}`,
    { min: '3.2', released, resource: 1 },
  ),
  definitionResources: location(
    ['build', 'resources'],
    'ea623316-1967-45eb-89ab-e9e6110cf2d6',
    `${definition}/{resource}`,
    { min: '5.0', released: previewOnly, resource: 1 },
  ),
  definitionTemplates: location(
    ['build', 'templates'],
    'e884571e-7f92-4d6a-9274-3f5649900835',
    '{project}/_apis/{area}/definitions/{resource}/{templateId}',
    { min: '2.0', released, resource: 3 },
  ),
  projectMetrics: location(
    ['build', 'Metrics'],
    '7433fae7-a6bc-41dc-a6e2-eef9005ce41a',
    '{project}/_apis/{area}/{resource}/{metricAggregationType}',
    { min: '3.1', released: previewOnly, resource: 1 },
  ),
  repositoryBadge: location(
    ['build', 'buildbadge'],
    '21b3b9ce-fad5-4567-9ad0-80679794e003',
    '{project}/_apis/{area}/repos/{repoType}/badge',
    { min: '2.0', released: previewOnly, resource: 2 },
  ),
  retentionHistory: location(
    ['build', 'history'],
    '1a9c48be-0ef5-4ec2-b94f-f053bdd2d3bf',
    '_apis/{area}/retention/{resource}',
    { min: '6.1', released, resource: 1 },
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
  buildArtifacts: location(
    ['build', 'artifacts'],
    '1db06c96-014e-44e1-ac91-90b2d4b3e984',
    `${build}/{resource}/{artifactName}`,
    { min: '2.0', released, resource: 5 },
  ),
  runArtifacts: location(['Pipelines', 'artifacts'], '85023071-bd5e-4438-89b0-2a5bf362a19d', `${run}/{resource}`, {
    min: '5.2',
    released,
    resource: 1,
  }),
  containers: location(
    ['Container', 'Containers'],
    'e4f5c81e-e250-447b-9fef-bd48471bea5e',
    '_apis/resources/{resource}/{containerId}/{*itemPath}',
    { min: '1.0', released: previewOnly, resource: 4 },
  ),
  ...testLocations,
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
  poolPermissions: location(
    ['distributedtask', 'poolpermissions'],
    '162778f3-4b48-48f3-9d58-436fb9c407bc',
    `${pool}/permissions/{permissions}`,
    { min: '1.0', released, resource: 1 },
  ),
  userCapabilities: location(
    ['distributedtask', 'usercapabilities'],
    '30ba3ada-fedf-4da8-bbb5-dacf2f82e176',
    `${pool}/agents/{agentId}/{resource}`,
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
  oidcToken: location(
    ['distributedtask', 'oidctoken'],
    '69a319f4-28c1-4bfd-93e6-ea0ff5c6f1a2',
    `${plan}/jobs/{jobId}/{resource}`,
    { min: '7.1', released, resource: 1 },
  ),
  yamlSchema: location(
    ['distributedtask', 'yamlschema'],
    '1f9990b9-1dba-441f-9c2e-6485888c42b6',
    '_apis/{area}/{resource}',
    {
      min: '5.0',
      released,
      resource: 1,
    },
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
  environments: location(
    ['distributedtask', 'environments'],
    '8572b1fc-2482-47fa-8f74-7e3ed53ee54b',
    '{project}/_apis/{area}/{resource}/{environmentId}',
    { min: '5.0', released, resource: 1 },
  ),
  deployments: location(
    ['distributedtask', 'environmentdeploymentRecords'],
    '51bb5d21-4305-4ea6-9dbb-b7488af73334',
    '{project}/_apis/{area}/environments/{environmentId}/{resource}',
    { min: '5.0', released, resource: 1 },
  ),
  kubernetes: location(
    ['distributedtask', 'kubernetes'],
    '73fba52f-15ab-42b3-a538-ce67a9223a04',
    '{project}/_apis/{area}/environments/{environmentId}/providers/{resource}/{resourceId}',
    { min: '5.0', released, resource: 1 },
  ),
  pipelineEnvironments: location(
    ['environments', 'environments'],
    'd86b72de-d240-4d6f-8d06-08c2d66b015d',
    '{project}/_apis/pipelines/{resource}/{environmentId}',
    { min: '5.2', released, resource: 1 },
  ),
  pipelineDeployments: location(
    ['environments', 'environmentdeploymentrecords'],
    '0d9bba8c-e474-49a0-979a-e3b990b4bf76',
    '{project}/_apis/pipelines/environments/{environmentId}/{resource}',
    { min: '5.2', released, resource: 1 },
  ),
  pipelineKubernetes: location(
    ['environments', 'kubernetes'],
    '73fba52f-33ab-42b3-a538-ce67a9223b15',
    '{project}/_apis/pipelines/environments/{environmentId}/providers/{resource}/{resourceId}',
    { min: '5.2', released, resource: 2 },
  ),
  virtualMachines: location(
    ['environments', 'vmresource'],
    '20cb45c7-bd6c-401e-b7e0-a634beda2683',
    '{project}/_apis/pipelines/environments/{environmentId}/providers/virtualmachines/{resourceId}',
    { min: '5.2', released, resource: 1 },
  ),
  pipelinePermissions: location(
    ['pipelinePermissions', 'pipelinePermissions'],
    'b5b9a4a4-e6cd-4096-853c-ab7d8b0c4eb2',
    '{project}/_apis/pipelines/{resource}/{resourceType}/{resourceId}',
    { min: '5.1', released: previewOnly, resource: 1 },
  ),
  authorizedResources: location(
    ['build', 'authorizedresources'],
    '398c85bc-81aa-4822-947c-a194a05f0fef',
    '{project}/_apis/{area}/{resource}',
    { min: '5.0', released: previewOnly, resource: 1 },
  ),
  approvals: location(
    ['approval', 'approvals'],
    '37794717-f36f-4d78-b2bf-4dc30d0cfbcd',
    '{project}/_apis/pipelines/{resource}/{approvalId}',
    { min: '5.1', released, resource: 2 },
  ),
  checks: location(
    ['PipelinesChecks', 'configurations'],
    '86c8381e-5aee-4cde-8ae4-25c0c7f5eaea',
    '{project}/_apis/pipelines/checks/{resource}/{id}',
    { min: '5.1', released: previewOnly, resource: 1 },
  ),
  checkQueries: location(
    ['PipelinesChecks', 'queryconfigurations'],
    '5f3d0e64-f943-4584-8811-77eb495e831e',
    '{project}/_apis/pipelines/checks/{resource}',
    { min: '5.2', released: previewOnly, resource: 1 },
  ),
  // The service serves it from another host and publishes no id for it there: the id is ours.
  pats: location(['tokens', 'pats'], '55967393-20ef-45c6-a96c-b5d5d5986a9a', '_apis/{area}/{resource}', {
    min: '5.2',
    released: previewOnly,
    resource: 1,
  }),
  ...hookLocations,
  ...pullRequestLocations,
} as const satisfies Record<string, ResourceLocation>;

export type LocationName = keyof typeof resourceLocations;

/** Areas of resources by the ids under which clients ask where an area is served. */
export const resourceAreas: readonly { readonly id: string; readonly name: string }[] = [
  { id: '79134c72-4a58-4b42-976c-04e7115f32bf', name: 'core' },
  { id: '8a3d49b8-91f0-46ef-b33d-dda338c25db3', name: 'IMS' },
  { id: '55967393-20ef-45c6-a96c-b5d5d5986a9a', name: 'Tokens' },
  { id: '0d55247a-1c47-4462-9b1f-5e2125590ee6', name: 'Account' },
  { id: '4e080c62-fa21-4fbc-8fef-2a10a2b38049', name: 'git' },
  { id: '2e0bf237-8973-4ec9-a581-9c3d679d1776', name: 'pipelines' },
  { id: '965220d5-5bb9-42cf-8d67-9b146df2a5a4', name: 'Build' },
  { id: '5d6898bb-45ec-463f-95f9-54d49c71752e', name: 'build' },
  { id: 'c2aa639c-3ccc-4740-b3b6-ce2a1e1d984e', name: 'Test' },
  { id: 'c83eaf52-edf3-4034-ae11-17d38f25404c', name: 'testresults' },
  { id: 'a85b8835-c1a1-4aac-ae97-1c3d0ba72dbd', name: 'distributedtask' },
  { id: '1814ab31-2f4f-4a9f-8761-f4d77dc5a5d7', name: 'serviceendpoint' },
  { id: '0a833654-df2a-437e-8253-fe6b63b82035', name: 'environments' },
  { id: '5b55a9b6-2e0f-40d7-829d-3741d2b8c4e4', name: 'approval' },
  { id: 'a81a0441-de52-4000-aa15-ff0e07bfbbaa', name: 'pipelinePermissions' },
  { id: '4a933897-0488-45af-bd82-6fd3ad33f46a', name: 'PipelinesChecks' },
  { id: '6f0d0cb2-7079-41fa-aeef-4772f7a835f7', name: 'hookssvc' },
];
