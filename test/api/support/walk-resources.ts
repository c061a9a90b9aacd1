import type { Relaxation } from './vendor-documents.ts';
import type { Asked, World } from './world.ts';

export type Ask = (verb: string, path: string, asked?: Asked) => Promise<unknown>;

const nullableText = { type: ['string', 'null'] };

/** Where the service's answers about resources differ from its documents, and ours follow the answers. */
export const resourceRelaxations: readonly Relaxation[] = [
  {
    definition: 'VariableValue',
    members: { value: nullableText },
    why: 'The recorded answers have null for the value of a secret.',
  },
  {
    definition: 'EndpointAuthorization',
    members: { parameters: { type: 'object', additionalProperties: nullableText } },
    why: 'The recorded answers have null for confidential parameters.',
  },
];

/** Described answers about resources that are not checked, and why. */
export const uncheckedResources: Readonly<Record<string, string>> = {
  'POST /{organization}/{project}/_apis/serviceendpoint/endpoints':
    'Described as another operation at the same path; older clients add an endpoint there.',
};

const v = 'api-version=7.1';

/** Asks for everything that is served of protected resources. */
export async function walkResources(world: World, ask: Ask): Promise<void> {
  await walkVariableGroups(world, ask);
  await walkEndpoints(world, ask);
}

async function walkVariableGroups({ project }: World, ask: Ask): Promise<void> {
  const variables = { plain: { value: 'x', isReadOnly: true }, password: { value: 'y', isSecret: true } };
  const references = [{ projectReference: { id: project.id }, name: 'shared' }];
  const shared = '/_apis/distributedtask/variablegroups';
  const body = { name: 'shared', type: 'Vsts', variables, variableGroupProjectReferences: references };
  const { id } = (await ask('POST', `${shared}?${v}`, { body })) as { id: number };
  await ask('PUT', `${shared}/${id}?${v}`, { body });
  await ask('PATCH', `${shared}?variableGroupId=${id}&${v}`, { body: references });
  await ask('GET', `/oracle${shared}`);
  await ask('GET', `/oracle${shared}/${id}`);
  await ask('DELETE', `${shared}/${id}?projectIds=${project.id}&${v}`);
}

async function walkEndpoints({ project }: World, ask: Ask): Promise<void> {
  const endpoints = '/_apis/serviceendpoint/endpoints';
  const authorization = { scheme: 'UsernamePassword', parameters: { username: 'u', password: 'p' } };
  const references = [{ projectReference: { id: project.id }, name: 'connection' }];
  const body = { name: 'connection', type: 'generic', authorization, serviceEndpointProjectReferences: references };
  const { id } = (await ask('POST', `${endpoints}?${v}`, { body })) as { id: string };
  await ask('PUT', `${endpoints}/${id}?${v}`, { body });
  await ask('PUT', `${endpoints}?${v}`, { body: [{ ...body, id }] });
  await ask('PATCH', `${endpoints}/${id}?${v}`, { body: references });
  await ask('GET', `/oracle${endpoints}`);
  await ask('GET', `/oracle${endpoints}/${id}`);
  await ask('GET', '/_apis/serviceendpoint/types');
  await ask('DELETE', `${endpoints}/${id}?projectIds=${project.id}&${v}`);
}
