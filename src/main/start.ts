import { join } from 'node:path';
import type { Services } from '../api/services.ts';
import { systemClock } from '../base/clock.ts';
import { guidFromName, type ProjectId, type RepositoryId } from '../base/id.ts';
import type { ServeOptions, StartWatch } from '../cli/doors.ts';
import { CommandError } from '../cli/errors.ts';
import type { RunKey } from '../run/events.ts';
import type { Catalogue, Pipeline } from '../run/ports/catalogue.ts';
import type { RunStore } from '../run/ports/run-store.ts';
import { administrator, renewToken } from './access-token.ts';
import { packageFolder } from './installation.ts';
import { ProgressTeller } from './run-progress.ts';
import { makeSampleRepository, sampleYamlPath } from './sample-repository.ts';
import { aborted, openServer, type RunWatch } from './server.ts';

const projectName = 'sample';

/** The demonstration: serves, registers the sample repository, runs its pipeline before the user's eyes, and keeps serving. */
export async function start(options: ServeOptions, watch: StartWatch, signal: AbortSignal): Promise<number> {
  const over = Promise.withResolvers<void>();
  await using server = await openServer(options, runWatch(watch, over.resolve));
  const { services } = server;
  const token = await renewToken(services.tokens, options.organization, 'npm start', systemClock);
  watch.ready({ ...server.address, token });
  const repository = await makeSampleRepository(join(packageFolder, 'sample'), join(options.data, 'sample'));
  const pipeline = await registerSample(services, repository);
  const key = await runSample(services, pipeline);
  await Promise.race([over.promise, aborted(signal)]);
  const { url } = server.address;
  watch.finished({
    run: `${url}/${pipeline.projectId}/_apis/pipelines/${pipeline.id}/runs/${key.runId}`,
    web: `${url}/${projectName}/_build/results?buildId=${key.runId}`,
  });
  await aborted(signal);
  return 0;
}

/** Passes on the first run that begins while the demonstration watches: its own. */
function runWatch(watch: StartWatch, over: () => void): RunWatch {
  const teller = new ProgressTeller(watch.progress);
  let watched: RunKey | undefined;
  return {
    events(key, events) {
      if (watched === undefined && events[0]?.type === 'runQueued') watched = key;
      if (watched?.runId !== key.runId) return;
      for (const event of events) teller.event(event);
      if (events.at(-1)?.type === 'runCompleted') over();
    },
    lines(key, feed) {
      if (watched?.runId === key.runId) teller.lines(feed);
    },
  };
}

async function registerSample(services: Services, url: string): Promise<Pipeline> {
  const { organization, catalogue, runs } = services;
  const projectId =
    (await catalogue.project(organization, projectName))?.id ?? (await addProject(organization, catalogue));
  const repositoryId = guidFromName(projectId, projectName) as RepositoryId;
  await catalogue.addRepository(organization, {
    id: repositoryId,
    projectId,
    name: projectName,
    url,
    defaultBranch: 'refs/heads/main',
  });
  const known = (await catalogue.pipelines(organization, projectId)).find(pipeline => pipeline.name === projectName);
  return known ?? addPipeline(organization, catalogue, runs, { projectId, repositoryId });
}

async function addProject(organization: string, catalogue: Catalogue): Promise<ProjectId> {
  const id = guidFromName(organization, `project ${projectName}`) as ProjectId;
  await catalogue.addProject(organization, {
    id,
    name: projectName,
    description: 'The sample that comes with Millrace',
    createdAt: systemClock.now(),
  });
  return id;
}

async function addPipeline(
  organization: string,
  catalogue: Catalogue,
  runs: RunStore,
  of: Pick<Pipeline, 'projectId' | 'repositoryId'>,
): Promise<Pipeline> {
  const id = await runs.allot(organization, 'pipeline');
  const pipeline: Pipeline = { ...of, id, name: projectName, folder: '\\', revision: 1, yamlPath: sampleYamlPath };
  await catalogue.addPipeline(organization, pipeline);
  return pipeline;
}

async function runSample(services: Services, pipeline: Pipeline): Promise<RunKey> {
  const resources = { repositories: {}, pipelines: {}, builds: {}, containers: {}, packages: {} };
  const parameters = { resources, stagesToSkip: [], templateParameters: {}, variables: {}, yamlOverride: undefined };
  const started = await services.pipelines.run(pipeline, parameters, administrator);
  if (started.ok) return started.row.key;
  const { problem } = started;
  throw new CommandError(
    problem.kind === 'invalid' ? problem.messages.join('\n') : `The sample's ${problem.what} is missing.`,
    1,
  );
}
