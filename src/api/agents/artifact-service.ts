import type { ArtifactStore } from '../../artifacts/artifact-store.ts';
import { artifactSourceRuns } from '../../base/limits.ts';
import type { RunKey } from '../../run/events.ts';
import type { Catalogue } from '../../run/ports/catalogue.ts';
import type { RunRow, RunStore } from '../../run/ports/run-store.ts';
import { AgentServerError } from '../../wire/agent-protocol.ts';
import type { PlanScope } from '../../wire/agent-server.ts';
import type { ArtifactServer, ArtifactSource, NewArtifact, SourceRun } from '../../wire/artifact-server.ts';
import type { RunOfPlan } from './plan-runs.ts';

export type ArtifactServicePorts = {
  readonly artifacts: ArtifactStore;
  readonly runs: RunStore;
  readonly catalogue: Catalogue;
  readonly runOf: RunOfPlan;
};

type Latest = Extract<ArtifactSource, { kind: 'latest' }>;

/** What runs publish for others, straight from the stores. */
export class ArtifactService implements ArtifactServer {
  readonly #ports: ArtifactServicePorts;

  constructor(ports: ArtifactServicePorts) {
    this.#ports = ports;
  }

  async create(plan: PlanScope, artifact: NewArtifact): Promise<{ readonly id: number }> {
    const created = await this.#ports.artifacts.create(await this.#ports.runOf(plan), artifact);
    if ('reason' in created) throw new AgentServerError(created.reason === 'taken' ? 409 : 400, created.message);
    return { id: created.id };
  }

  async find(plan: PlanScope, source: ArtifactSource): Promise<SourceRun> {
    const own = await this.#ports.runOf(plan);
    const row = await this.#row(own, plan, source);
    const artifacts = await this.#ports.artifacts.list(row.key);
    return { runId: row.key.runId, runName: row.name, artifacts };
  }

  #row(own: RunKey, plan: PlanScope, source: ArtifactSource): Promise<RunRow> {
    switch (source.kind) {
      case 'current':
        return this.#run(own, undefined);
      case 'run':
        return this.#named(own, plan, source);
      default:
        return this.#latest(own, plan, source);
    }
  }

  async #named(own: RunKey, plan: PlanScope, { project, runId }: { project?: string; runId: number }): Promise<RunRow> {
    const projectId = project === undefined ? undefined : await this.#project(own, plan, project);
    return this.#run({ ...own, runId }, projectId);
  }

  async #run(key: RunKey, projectId: string | undefined): Promise<RunRow> {
    const row = await this.#ports.runs.row(key);
    if (row === undefined || (projectId !== undefined && row.projectId !== projectId))
      throw new AgentServerError(404, `The requested build ${key.runId} could not be found.`);
    return row;
  }

  async #latest(own: RunKey, plan: PlanScope, source: Latest): Promise<RunRow> {
    const { organization } = own;
    const projectId = await this.#project(own, plan, source.project ?? plan.scopeIdentifier);
    const pipelines = await this.#ports.catalogue.pipelines(organization, projectId);
    const wanted = source.pipeline.toLowerCase();
    const pipeline = pipelines.find(({ id, name }) => String(id) === wanted || name.toLowerCase() === wanted);
    if (pipeline === undefined) throw new AgentServerError(404, `The pipeline '${source.pipeline}' was not found.`);
    const query = { organization, projectId, pipelineId: pipeline.id, top: artifactSourceRuns };
    const [newest] = (await this.#ports.runs.list(query))
      .filter(row => mayServe(row, source))
      .sort((a, b) => (b.finishedAt ?? 0) - (a.finishedAt ?? 0));
    if (newest === undefined)
      throw new AgentServerError(404, `No run of the pipeline '${pipeline.name}' has what is asked for.`);
    return newest;
  }

  async #project(own: RunKey, plan: PlanScope, idOrName: string): Promise<RunRow['projectId']> {
    const project = await this.#ports.catalogue.project(own.organization, idOrName);
    if (project !== undefined) return project.id;
    // A run outside of a server has a project that nobody registered: its own.
    const row = await this.#ports.runs.row(own);
    const isOwn = [row?.projectId, row?.facts.projectName].some(name => name?.toLowerCase() === idOrName.toLowerCase());
    if (row !== undefined && (isOwn || idOrName === plan.scopeIdentifier)) return row.projectId;
    throw new AgentServerError(404, `The project '${idOrName}' was not found.`);
  }
}

function mayServe({ state, result, hasIssues, notes, facts }: RunRow, source: Latest): boolean {
  if (state !== 'completed' || notes.isDeleted) return false;
  const { branch, allowFailed, allowIssues, tags } = source;
  if (branch !== undefined && facts.repositories.self?.refName !== branch) return false;
  const known = new Set(notes.tags.map(tag => tag.toLowerCase()));
  if (!tags.every(tag => known.has(tag.toLowerCase()))) return false;
  if (result === 'failed') return allowFailed;
  return result === 'succeeded' && (allowIssues || !hasIssues);
}
