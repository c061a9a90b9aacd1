import type { Pipeline } from '../../run/ports/catalogue.ts';
import type { Services } from '../services.ts';
import { searchBuilds } from './build-search.ts';
import type { DefinitionFacts } from './definition-resource.ts';
import { presentBuild } from './present-build.ts';

/** A pipeline's newest build, and its newest one that is over; each absent where there is none. */
export async function latestBuilds(
  services: Services,
  base: string,
  { id, projectId }: Pipeline,
): Promise<Pick<DefinitionFacts, 'latest' | 'latestCompleted'>> {
  const one = { definitions: `${id}`, $top: 1 } as const;
  const [newest] = (await searchBuilds(services, projectId, one)).rows;
  if (newest === undefined) return {};
  const latest = await presentBuild(services, base, newest);
  if (newest.state === 'completed') return { latest, latestCompleted: latest };
  const [over] = (await searchBuilds(services, projectId, { ...one, statusFilter: 'completed' })).rows;
  return over === undefined ? { latest } : { latest, latestCompleted: await presentBuild(services, base, over) };
}
