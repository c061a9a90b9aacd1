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
];

const v = 'api-version=7.1';

/** Asks for everything that is served of protected resources. */
export async function walkResources(world: World, ask: Ask): Promise<void> {
  await walkVariableGroups(world, ask);
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
