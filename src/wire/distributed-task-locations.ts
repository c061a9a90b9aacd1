import type { ResourceLocation } from './discovery.ts';
import { location, previewOnly, released } from './location.ts';

const pool = '_apis/{area}/pools/{poolId}';
const plan = '{scopeIdentifier}/_apis/{area}/hubs/{hubName}/plans/{planId}';

/** Pools, agents, their jobs, tasks, and what jobs are given. */
export const distributedTaskLocations = {
  taskGroups: location(
    ['distributedtask', 'taskgroups'],
    '6c08ffbf-dbf1-4f9a-94e5-a1cbd47005e7',
    '{project}/_apis/{area}/{resource}/{taskGroupId}',
    { min: '3.0', released, resource: 1 },
  ),
  agentClouds: location(
    ['distributedtask', 'agentclouds'],
    'bfa72b3d-0fc6-43fb-932b-a7f6559f93b9',
    '_apis/{area}/{resource}/{agentCloudId}',
    { min: '5.0', released, resource: 1 },
  ),
  agentCloudTypes: location(
    ['distributedtask', 'agentcloudtypes'],
    '5932e193-f376-469d-9c3e-e5588ce12cb5',
    '_apis/{area}/{resource}',
    { min: '1.0', released: previewOnly, resource: 1 },
  ),
  elasticPools: location(
    ['distributedtask', 'elasticpools'],
    'dd3c938f-835b-4971-b99a-db75a47aad43',
    '_apis/{area}/{resource}/{poolId}',
    { min: '6.1', released, resource: 1 },
  ),
  incomingWebhooks: location(
    ['distributedtask', 'webhooks'],
    '44f7ed85-9a3a-4669-bd4c-312d021559f4',
    '_apis/public/{area}/{resource}/{webHookId}',
    { min: '6.0', released: previewOnly, resource: 1 },
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
  planTimelines: location(
    ['distributedtask', 'timelines'],
    '83597576-cc2c-453c-bea6-2882ae6a1653',
    `${plan}/{resource}/{timelineId}`,
    { min: '2.0', released, resource: 2 },
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
} as const satisfies Record<string, ResourceLocation>;
