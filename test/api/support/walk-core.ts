import type { Relaxation } from './vendor-documents.ts';
import type { Ask } from './walk-resources.ts';
import type { World } from './world.ts';

const v = 'api-version=7.1';

/** Where the service's answers about pools, projects and sources differ from its documents, and ours follow the answers. */
export const coreRelaxations: readonly Relaxation[] = [
  {
    definition: 'BuildDefinition',
    members: { properties: { type: 'object' } },
    why: 'On the wire properties are values by name.',
  },
  {
    definition: 'Identity',
    members: { descriptor: { type: 'string' }, properties: { type: 'object' } },
    why: 'On the wire a descriptor is a text, and properties are values by name, each with its type.',
  },
  {
    definition: 'ProjectProperty',
    members: { value: { type: 'string' } },
    why: 'The documents describe the class, whose value is any object; their own example has a text.',
  },
];

/** Asks for what is served of pools, of the organization's core, and of where sources are. */
export async function walkCore(_world: World, ask: Ask): Promise<void> {
  await walkPools(ask);
  await ask('GET', `/_apis/distributedtask/yamlschema?${v}`);
  await walkProjects(ask);
  await walkSources(ask);
  await walkDefinition(ask);
}

async function walkDefinition(ask: Ask): Promise<void> {
  const build = '/oracle/_apis/build';
  const preview = 'api-version=7.1-preview';
  const configuration = { type: 'yaml', path: '/x.yml', repository: { id: 'probe', type: 'azureReposGit' } };
  const { id } = (await ask('POST', `/oracle/_apis/pipelines?${v}`, { body: { name: 'walked', configuration } })) as {
    id: number;
  };
  const definition = `${build}/definitions/${id}`;
  const headers = { 'content-type': 'application/json-patch+json' };
  await ask('PATCH', `${definition}/properties?${v}`, { body: [{ op: 'add', path: '/a', value: 'x' }], headers });
  await ask('GET', `${definition}/properties`);
  await ask('PATCH', `${definition}/resources?${preview}`, { body: [{ type: 'queue', id: '2', authorized: true }] });
  await ask('GET', `${definition}/resources?${preview}`);
  await ask('DELETE', `${definition}?${v}`);
  await ask('PATCH', `${definition}?deleted=false&${v}`);
  const template = { id: 't', name: 'T', category: 'c', description: 'd' };
  await ask('PUT', `${build}/definitions/templates/t?${v}`, { body: template });
  await ask('GET', `${build}/definitions/templates/t`);
  await ask('GET', `${build}/definitions/templates`);
  await ask('DELETE', `${build}/definitions/templates/t?${v}`);
  await ask('GET', `${build}/metrics/daily?${preview}`);
  await ask('GET', `${build}/repos/tfsgit/badge?repoId=probe&${preview}`);
  await ask('GET', '/_apis/build/retention/history');
  await ask('PATCH', `${build}/builds?${v}`, { body: [] });
}

async function walkSources(ask: Ask): Promise<void> {
  const providers = '/oracle/_apis/sourceProviders';
  const of = 'repository=probe&path=/';
  await ask('GET', providers);
  await ask('GET', `${providers}/TfsGit/repositories`);
  await ask('GET', `${providers}/TfsGit/branches?${of}`);
  await ask('GET', `${providers}/TfsGit/pathcontents?${of}`);
  await ask('GET', `${providers}/TfsGit/webhooks?${of}`);
  await ask('POST', `${providers}/TfsGit/webhooks?${of}&${v}`, { body: ['continuousIntegration'] });
}

/** Described answers of these routes that are not checked, and why. */
export const uncheckedCore: Readonly<Record<string, string>> = {
  'GET /{organization}/{project}/_apis/sourceProviders/{providerName}/filecontents': 'Its answer is text.',
};

async function walkProjects(ask: Ask): Promise<void> {
  const { id } = (await ask('POST', `/_apis/projects?${v}`, { body: { name: 'core' } })) as { id: string };
  const project = `/_apis/projects/${id}`;
  const preview = 'api-version=7.1-preview';
  await ask('PATCH', `${project}?${v}`, { body: { description: 'd' } });
  const headers = { 'content-type': 'application/json-patch+json' };
  const body = [{ op: 'add', path: '/a', value: 'x' }];
  await ask('PATCH', `${project}/properties?${preview}`, { body, headers });
  await ask('GET', `${project}/properties?${preview}`);
  const { value } = (await ask('GET', `${project}/teams`)) as { value: readonly { id: string }[] };
  const team = (await ask('POST', `${project}/teams?${v}`, { body: { name: 'T' } })) as { id: string };
  await ask('PATCH', `${project}/teams/${team.id}?${v}`, { body: { description: 'd' } });
  await ask('DELETE', `${project}/teams/${team.id}?${v}`);
  const image = Buffer.from('ffd8ffe0', 'hex').toString('base64');
  await ask('PUT', `${project}/avatar?${preview}`, { body: { image } });
  await ask('DELETE', `${project}/avatar?${preview}`);
  await ask('GET', `${project}/teams/${value[0]?.id}`);
  await ask('GET', `${project}/teams/${value[0]?.id}/members`);
  await ask('GET', `${project}/categorizedteams?${preview}`);
  await ask('GET', `/_apis/teams?${preview}`);
  await ask('GET', '/_apis/process/processes');
  await ask('GET', '/_apis/process/processes/b8a3a935-7e91-48b8-a94c-606d37c3e9f2');
  await ask('GET', '/_apis/identities?searchFilter=General&filterValue=some.one@example.com');
  await ask('DELETE', `${project}?${v}`);
}

async function walkTaskGroups(ask: Ask): Promise<void> {
  const groups = '/oracle/_apis/distributedtask/taskgroups';
  const body = { name: 'g', tasks: [] };
  const { id } = (await ask('POST', `${groups}?${v}`, { body })) as { id: string };
  await ask('GET', `${groups}/${id}`);
  await ask('PUT', `${groups}/${id}?${v}`, { body: { ...body, revision: 1 } });
  await ask('DELETE', `${groups}/${id}?${v}`);
  await ask('GET', '/_apis/distributedtask/agentclouds');
  await ask('GET', '/_apis/distributedtask/agentcloudtypes?api-version=7.1-preview');
}

async function walkPools(ask: Ask): Promise<void> {
  await walkTaskGroups(ask);
  const pools = '/_apis/distributedtask/pools';
  const { id } = (await ask('POST', `${pools}?${v}`, { body: { name: 'made' } })) as { id: number };
  await ask('PATCH', `${pools}/${id}?${v}`, { body: { autoProvision: true } });
  await ask('GET', `${pools}/${id}`);
  await ask('GET', `${pools}?poolIds=${id}`);
  const agents = `${pools}/${id}/agents`;
  const body = { name: 'a', systemCapabilities: { x: 'y' }, userCapabilities: { z: '1' } };
  const agent = (await ask('POST', `${agents}?${v}`, { body })) as { id: number };
  await ask('PATCH', `${agents}/${agent.id}?${v}`, { body: { enabled: false } });
  await ask('GET', `${agents}?includeCapabilities=true&propertyFilters=*`);
  const queues = '/oracle/_apis/distributedtask/queues';
  await ask('DELETE', `${queues}/${id}?${v}`);
  await ask('POST', `${queues}?${v}`, { body: { name: 'made', pool: { id } } });
  await ask('GET', `${queues}?poolIds=${id}`);
  await ask('DELETE', `${agents}/${agent.id}?${v}`);
  await ask('DELETE', `${pools}/${id}?${v}`);
}
