import type { Relaxation } from './vendor-documents.ts';
import type { Ask } from './walk-resources.ts';
import type { World } from './world.ts';

const v = 'api-version=7.1';

/** Where the service's answers about pools, projects and sources differ from its documents, and ours follow the answers. */
export const coreRelaxations: readonly Relaxation[] = [];

/** Asks for what is served of pools, of the organization's core, and of where sources are. */
export async function walkCore(_world: World, ask: Ask): Promise<void> {
  await walkPools(ask);
  await ask('GET', `/_apis/distributedtask/yamlschema?${v}`);
}

async function walkPools(ask: Ask): Promise<void> {
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
