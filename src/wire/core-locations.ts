import type { ResourceLocation } from './discovery.ts';
import { location, previewOnly, released } from './location.ts';

/** Projects, teams, people, tokens, and where things are. */
export const coreLocations = {
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
  projectAvatar: location(
    ['core', 'avatar'],
    '54b2a2a0-859b-4d05-827c-ec4c862f641a',
    '_apis/projects/{projectId}/{resource}',
    { min: '5.1', released: previewOnly, resource: 1 },
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
  usageEvents: location(
    ['CustomerIntelligence', 'Events'],
    'b5cc35c2-ff2b-491d-a085-24b6e9f396fd',
    '_apis/{area}/{resource}',
    { min: '2.0', released: previewOnly, resource: 1 },
  ),
  memberAvatars: location(
    ['GraphProfile', 'MemberAvatars'],
    'd443431f-b341-42e4-85cf-a5b0d639ed8f',
    '_apis/{area}/{resource}/{memberDescriptor}',
    { min: '5.0', released, resource: 1 },
  ),
  accounts: location(['Account', 'Accounts'], '229a6a53-b428-4ffb-a835-e8f36b5b4b1e', '_apis/{resource}/{accountId}', {
    min: '1.0',
    released,
    resource: 1,
  }),
  // The service serves it from another host and publishes no id for it there: the id is ours.
  pats: location(['tokens', 'pats'], '55967393-20ef-45c6-a96c-b5d5d5986a9a', '_apis/{area}/{resource}', {
    min: '5.2',
    released: previewOnly,
    resource: 1,
  }),
} as const satisfies Record<string, ResourceLocation>;
