import type { Pipeline } from '../../run/ports/catalogue.ts';
import type { Services } from '../services.ts';
import { searchBuilds } from './build-search.ts';

type BuiltQuery = { readonly builtAfter?: string; readonly notBuiltAfter?: string };

/** Those of the pipelines that have builds queued since a time, and those that have none since another. */
export async function builtSince(
  services: Services,
  pipelines: readonly Pipeline[],
  { builtAfter, notBuiltAfter }: BuiltQuery,
): Promise<readonly Pipeline[]> {
  if (!builtAfter && !notBuiltAfter) return pipelines;
  const fits = await Promise.all(
    pipelines.map(
      async pipeline =>
        (!builtAfter || (await isBuiltSince(services, pipeline, builtAfter))) &&
        (!notBuiltAfter || !(await isBuiltSince(services, pipeline, notBuiltAfter))),
    ),
  );
  return pipelines.filter((_, index) => fits[index]);
}

async function isBuiltSince(services: Services, { id, projectId }: Pipeline, minTime: string): Promise<boolean> {
  const query = { definitions: `${id}`, minTime, queryOrder: 'queueTimeDescending', $top: 1 } as const;
  return (await searchBuilds(services, projectId, query)).rows.length > 0;
}
