import { gitMerger } from '../../../src/main/git-merger.ts';
import type { Pipeline } from '../../../src/run/ports/catalogue.ts';
import type { RunCause } from '../../../src/run/ports/pipeline-starter.ts';
import { Triggers } from '../../../src/run/triggers.ts';
import { readChange, readRefs } from '../../../src/source/git-history.ts';
import { organization, type World } from './world.ts';

export type Started = RunCause & { readonly pipelineId: number };

/** Looks at the repositories of a world once, as a server does again and again; answers what would have been started. */
export async function lookAtRepositories(
  world: World,
  start: (pipeline: Pipeline, cause: RunCause) => Promise<number> = async () => 1,
): Promise<readonly Started[]> {
  const { catalogue, documents, runs } = world.stores;
  const started: Started[] = [];
  const triggers = new Triggers({
    ...{ organization, catalogue, documents, runs, merger: gitMerger, clock: world.clock },
    history: { refs: readRefs, change: readChange },
    told: async () => world.told.splice(0),
    cancel: async () => undefined,
    starter: {
      planAt: async () => undefined,
      start: async (pipeline, cause) => {
        started.push({ ...cause, pipelineId: pipeline.id });
        return { runId: await start(pipeline, cause) };
      },
    },
    report: message => world.faults.push(message),
  });
  await triggers.look();
  return started;
}
