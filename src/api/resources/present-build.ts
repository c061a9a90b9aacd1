import type { RunRow } from '../../run/ports/run-store.ts';
import type { Build } from '../../wire/builds.ts';
import { buildMissing } from '../http/error-words.ts';
import type { Services } from '../services.ts';
import { buildResource } from './build-resource.ts';
import { poolOf } from './definition-lookups.ts';

/** A run as a build, with the project and the pool that it names. */
export async function presentBuild(services: Services, base: string, row: RunRow): Promise<Build> {
  const { organization, catalogue, agents } = services;
  const [project, pools] = await Promise.all([
    catalogue.project(organization, row.projectId),
    agents.pools(organization),
  ]);
  if (project === undefined) throw buildMissing(row.key.runId);
  return buildResource(base, { row, project, pool: poolOf(pools, row.facts.poolId) });
}
