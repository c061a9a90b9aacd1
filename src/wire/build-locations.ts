import type { ResourceLocation } from './discovery.ts';
import { location, previewOnly, released } from './location.ts';

const build = '{project}/_apis/{area}/builds/{buildId}';
const definition = '{project}/_apis/{area}/definitions/{definitionId}';
const sources = '{project}/_apis/sourceProviders/{providerName}';

/** Builds, their definitions and sources. */
export const buildLocations = {
  buildQueues: location(
    ['Build', 'Queues'],
    '09f2a4b8-08c9-4991-85c3-d698937568be',
    '_apis/build/{resource}/{controllerId}',
    { min: '1.0', released: '2.3', resource: 2, max: '2.3' },
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
  timeline: location(
    ['build', 'Timeline'],
    '8baac422-4c6e-4de5-8532-db96d92acffa',
    `${build}/{resource}/{timelineId}`,
    { min: '2.0', released, resource: 3 },
  ),
  authorizedResources: location(
    ['build', 'authorizedresources'],
    '398c85bc-81aa-4822-947c-a194a05f0fef',
    '{project}/_apis/{area}/{resource}',
    { min: '5.0', released: previewOnly, resource: 1 },
  ),
} as const satisfies Record<string, ResourceLocation>;
