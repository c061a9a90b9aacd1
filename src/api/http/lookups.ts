import type { Environment } from '../../resources/environment.ts';
import { environmentMissing } from '../../resources/environments.ts';
import type { Agent, AgentPool } from '../../run/ports/agent-registry.ts';
import type { Pipeline, Project, Repository } from '../../run/ports/catalogue.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import type { PullRequest } from '../../run/pull-request.ts';
import { PullRequestRefusal } from '../../run/pull-request-refusal.ts';
import type { AgentServer } from '../../wire/agent-server.ts';
import type { Services } from '../services.ts';
import {
  buildMissing,
  pipelineMissing,
  projectMissing,
  repositoryMissing,
  runMissing,
  unauthorized,
} from './error-words.ts';
import { type ServiceError, serviceError } from './errors.ts';
import type { Caller } from './tokens.ts';

/** The project a route names, by id or by name, or the service's 404. */
export async function projectOf(services: Services, params: { readonly project: string }): Promise<Project> {
  const project = await services.catalogue.project(services.organization, params.project);
  if (project === undefined) throw projectMissing(params.project);
  return project;
}

/** Lets the projects pass that a caller may ask for. */
export function mayBeSeenBy({ project }: Pick<Caller, 'project'>): (one: { readonly id: string }) => boolean {
  return ({ id }) => project === undefined || project.id === id;
}

/** The project of a route that may name none, or the service's 404 for one that is not there. */
export async function projectOrNone(
  services: Services,
  { project }: { readonly project?: string },
): Promise<Project | undefined> {
  return project === undefined ? undefined : projectOf(services, { project });
}

/** The repository a route names, by id or by name, of its project or, where it names none, of any; or the service's 404. */
export async function repositoryOf(
  services: Services,
  params: { readonly project?: string; readonly repositoryId: string },
): Promise<{ readonly project: Project; readonly repository: Repository }> {
  const named = await projectOrNone(services, params);
  const { organization, catalogue } = services;
  for (const project of named === undefined ? await catalogue.projects(organization) : [named]) {
    const repository = await catalogue.repository(organization, project.id, params.repositoryId);
    if (repository !== undefined) return { project, repository };
  }
  throw repositoryMissing(params.repositoryId);
}

/** The pull request that a route names, with its repository; or the service's 404 where the route names another project or repository. */
export async function pullRequestPlaceOf(
  services: Services,
  params: { readonly project?: string; readonly repositoryId?: string; readonly pullRequestId: number },
): Promise<{ readonly project: Project; readonly repository: Repository; readonly pullRequest: PullRequest }> {
  const { repositoryId, pullRequestId } = params;
  const named = await projectOrNone(services, params);
  const pullRequest = await services.pullRequests.get(pullRequestId);
  if (pullRequest === undefined) throw pullRequestMissing(pullRequestId);
  const place = await repositoryOf(services, {
    project: pullRequest.projectId,
    repositoryId: repositoryId ?? pullRequest.repositoryId,
  });
  const isElsewhere = named !== undefined && named.id !== pullRequest.projectId;
  if (isElsewhere || place.repository.id !== pullRequest.repositoryId) throw pullRequestMissing(pullRequestId);
  return { ...place, pullRequest };
}

function pullRequestMissing(id: number): PullRequestRefusal {
  return new PullRequestRefusal('pullRequestMissing', `TF401180: The requested pull request was not found: ${id}.`);
}

/** The pipeline a route names, or the service's 404. */
export async function pipelineOf(
  services: Services,
  params: { readonly project: string; readonly pipelineId: number },
): Promise<{ readonly project: Project; readonly pipeline: Pipeline }> {
  const project = await projectOf(services, params);
  const pipeline = await services.catalogue.pipeline(services.organization, project.id, params.pipelineId);
  if (pipeline === undefined) throw pipelineMissing(params.pipelineId);
  return { project, pipeline };
}

/** The run a route names: it must be one of the project's and the pipeline's. */
export async function runOf(
  services: Services,
  params: { readonly project: string; readonly pipelineId: number; readonly runId: number },
): Promise<RunRow> {
  const { project } = await pipelineOf(services, params);
  const row = await services.runs.row({ organization: services.organization, runId: params.runId });
  const isGone = row === undefined || row.notes.isDeleted;
  if (isGone || row.projectId !== project.id || row.pipeline.id !== params.pipelineId) {
    throw runMissing(params.runId);
  }
  return row;
}

/** The run that a route of the Build area names. Without a project in the route, any project's will do. */
export async function buildOf(
  services: Services,
  params: { readonly project?: string; readonly buildId: number },
): Promise<RunRow> {
  const { project, buildId } = params;
  const expected = project === undefined ? undefined : await projectOf(services, { project });
  const row = await services.runs.row({ organization: services.organization, runId: buildId });
  if (row === undefined || row.notes.isDeleted) throw buildMissing(buildId);
  if (expected !== undefined && expected.id !== row.projectId) throw buildMissing(buildId);
  return row;
}

/** Throws the service's refusal where a job, by its own token, changes what another run leaves behind. */
export function checkOwnRun({ job, identity }: Caller, { key }: RunRow): void {
  if (job !== undefined && (job.runId !== key.runId || job.check !== undefined))
    throw unauthorized(identity.displayName);
}

/** The pool a route names, or the service's 404. */
export async function poolOf(services: Services, { poolId }: { readonly poolId: number }): Promise<AgentPool> {
  const pools = await services.agents.pools(services.organization);
  const pool = pools.find(({ id }) => id === poolId);
  if (pool === undefined) throw serviceError('poolMissing', `The agent pool ${poolId} does not exist.`);
  return pool;
}

/** The agent a route names: it must be one of the pool's. */
export async function agentOf(
  services: Services,
  params: { readonly poolId: number; readonly agentId: number },
): Promise<Agent> {
  const pool = await poolOf(services, params);
  const agents = await services.agents.agents(services.organization, pool.id);
  const agent = agents.find(({ id }) => id === params.agentId);
  if (agent !== undefined) return agent;
  throw agentMissing(pool.id, params.agentId);
}

export function agentMissing(poolId: number, agentId: number): ServiceError {
  return serviceError('agentMissing', `Agent pool ${poolId} has no agent ${agentId}.`);
}

/** The environment a route names, or the service's 404. */
export async function environmentOf(
  services: Services,
  params: { readonly project: string; readonly environmentId: number },
): Promise<{ readonly project: Project; readonly environment: Environment }> {
  const project = await projectOf(services, params);
  const environment = await services.resources.environments.get(project.id, params.environmentId);
  if (environment === undefined) throw environmentMissing(params.environmentId);
  return { project, environment };
}

/** The agent protocol as the sender of a request may use it. */
export function agentServerOf(services: Services, request: { readonly caller: Caller }): AgentServer {
  return services.agentServer({ name: request.caller.identity.uniqueName });
}
