import type { Instant } from '../../base/clock.ts';
import type { PlanPipelineResource } from '../../plan/model.ts';
import type { Happening, HappeningHandler } from '../outbox.ts';
import type { Pipeline, Project } from '../ports/catalogue.ts';
import type { Document } from '../ports/document-store.ts';
import type { RunRow } from '../ports/run-store.ts';
import { type TriggerPorts, triggeredBy } from '../trigger-ports.ts';
import { signedFilters } from './ci-trigger.ts';
import { takesBranch } from './filters.ts';

/** A run, or some stages of it, that other pipelines may wait for. */
type Completion = {
  readonly runId: number;
  /** Absent in what was noted by earlier versions. */
  readonly pipelineId?: number;
  readonly isRun: boolean;
  /** The run is over, and did not succeed: only triggers that were set on pipelines may act on it. */
  readonly isFailure?: boolean;
  /** Every stage that is completed well, and those of them that were so just now. */
  readonly stages: readonly string[];
  readonly newStages: readonly string[];
};

const kind = 'completion';
const over: ReadonlySet<string> = new Set(['succeeded', 'succeededWithIssues']);

/** Puts runs that completed well, and their stages, where `CompletionTriggers` finds them. */
export const noteCompletions: HappeningHandler = async ({ key, run, events, after }: Happening) => {
  const isOver = events.some(event => event.type === 'runCompleted');
  const isRun = isOver && run.result === 'succeeded';
  const newStages = events.flatMap(event =>
    event.type === 'stageCompleted' && over.has(event.result) ? [event.stage] : [],
  );
  if (!isOver && newStages.length === 0) return [];
  const stages = [...run.stages.values()].filter(({ result }) => result !== undefined && over.has(result));
  const failure = isOver && !isRun ? { isFailure: true } : {};
  const value: Completion = {
    runId: key.runId,
    pipelineId: run.queued.pipeline.id,
    isRun,
    ...failure,
    stages: stages.map(({ plan }) => plan.name),
    newStages,
  };
  const at = events[0]?.at ?? 0;
  const content = { position: at, dueAt: at, value };
  return [{ kind, scope: '', id: `${key.runId}.${after}`, expected: 0, content }];
};

/** Starts the pipelines that wait for runs of others: `resources: pipelines:` with a trigger. */
export class CompletionTriggers {
  readonly #ports: TriggerPorts;

  constructor(ports: TriggerPorts) {
    this.#ports = ports;
  }

  /** Looks after the completions that were noted. Of several servers that do so one acts on each. */
  async tick(now: Instant): Promise<void> {
    const { documents, organization } = this.#ports;
    for (const document of await documents.due(kind, now)) {
      if (document.organization !== organization) continue;
      if (await this.#remove(document)) await this.#follow(document.value as Completion);
    }
  }

  #remove({ kind: of, scope, id, revision }: Document): Promise<boolean> {
    const change = { kind: of, scope, id, expected: revision, content: undefined };
    // A run that is started because of it is stored after it, and so keeps it.
    return this.#ports.documents.write(this.#ports.organization, [change], 'soon');
  }

  async #follow(completion: Completion): Promise<void> {
    const { organization, catalogue, runs } = this.#ports;
    const others: [Project, Pipeline][] = [];
    for (const project of await catalogue.projects(organization)) {
      for (const pipeline of await catalogue.pipelines(organization, project.id))
        if (pipeline.id !== completion.pipelineId) others.push([project, pipeline]);
    }
    const row = others.length === 0 ? undefined : await runs.row({ organization, runId: completion.runId });
    if (row === undefined) return;
    for (const [project, pipeline] of others)
      if (pipeline.id !== row.pipeline.id) await this.#react(project, pipeline, row, completion);
  }

  /** The triggers are those of the default branch's file. */
  async #react(project: Project, pipeline: Pipeline, row: RunRow, completion: Completion): Promise<void> {
    if (pipeline.settings?.queueStatus === 'disabled') return;
    if (isSetOn(pipeline, row, completion)) {
      await this.#start(pipeline, undefined, row);
      return;
    }
    if (completion.isFailure === true && completion.newStages.length === 0) return;
    const { organization, catalogue, history, starter } = this.#ports;
    const repository = await catalogue.repository(organization, pipeline.projectId, pipeline.repositoryId);
    const refName = repository?.defaultBranch ?? '';
    const version = repository && (await history.refs(repository.url))?.[refName];
    if (version === undefined) return;
    const plan = await starter.planAt(pipeline, { refName, version });
    for (const [alias, resource] of Object.entries(plan?.resources.pipelines ?? {})) {
      if (isOf(resource, project, row) && isTriggered(resource, row, completion))
        await this.#start(pipeline, alias, row);
    }
  }

  /** Of the same repository the triggered pipeline runs the commit that the triggering one ran. */
  async #start(pipeline: Pipeline, alias: string | undefined, row: RunRow): Promise<void> {
    const { starter, report } = this.#ports;
    const self = row.facts.repositories.self;
    const isShared = self?.id === pipeline.repositoryId;
    const started = await starter.start(pipeline, {
      reason: alias === undefined ? 'buildCompletion' : 'resourceTrigger',
      ...(isShared ? { self: { refName: self.refName, version: self.version } } : {}),
      by: triggeredBy,
      triggerInfo: {
        artifactType: 'Pipeline',
        alias: alias ?? '',
        definitionId: `${row.pipeline.id}`,
        source: row.pipeline.name,
        projectId: row.projectId,
        pipelineId: `${row.key.runId}`,
        version: row.name,
        branch: self?.refName ?? '',
        pipelineTriggerType: 'PipelineCompletion',
      },
      ...(alias === undefined ? {} : { pipelines: { [alias]: row.name } }),
    });
    if ('refusal' in started) report(`Run ${row.name} started no run of '${pipeline.name}': ${started.refusal}`);
  }
}

/** Whether somebody set on a pipeline itself that it runs after such a run; what its file says of it does not count then. */
function isSetOn({ settings, projectId }: Pipeline, row: RunRow, { isRun, isFailure = false }: Completion): boolean {
  const refName = row.facts.repositories.self?.refName ?? '';
  return (settings?.triggers ?? []).some(
    trigger =>
      trigger.kind === 'buildCompletion' &&
      trigger.pipelineId === row.pipeline.id &&
      projectId === row.projectId &&
      (isRun || (isFailure && !trigger.needsSuccess)) &&
      takesBranch(signedFilters(trigger.branchFilters), refName),
  );
}

function isOf({ source, project }: PlanPipelineResource, own: Project, row: RunRow): boolean {
  const home = project?.toLowerCase() ?? own.name.toLowerCase();
  if (home !== row.facts.projectName.toLowerCase() && home !== row.projectId) return false;
  const { name, folder } = row.pipeline;
  const path = `${folder === '\\' ? '' : folder}\\${name}`.toLowerCase();
  return [name.toLowerCase(), path].includes(source.toLowerCase());
}

function isTriggered({ trigger, branch }: PlanPipelineResource, row: RunRow, completion: Completion): boolean {
  if (trigger === undefined || !trigger.enabled) return false;
  const refName = row.facts.repositories.self?.refName ?? '';
  const hasFilter = trigger.branches.include.length + trigger.branches.exclude.length > 0;
  const isOnBranch = branch === undefined || hasFilter || takesBranch({ include: [branch], exclude: [] }, refName);
  if (!isOnBranch || !takesBranch(trigger.branches, refName)) return false;
  const tags = row.notes.tags.map(lowered);
  if (!trigger.tags.every(tag => tags.includes(lowered(tag)))) return false;
  if (trigger.stages.length === 0) return completion.isRun;
  // Only the last of the stages starts a run, not what completes after them.
  const [completed, latest] = [completion.stages.map(lowered), completion.newStages.map(lowered)];
  const wanted = trigger.stages.map(lowered);
  return wanted.every(stage => completed.includes(stage)) && wanted.some(stage => latest.includes(stage));
}

function lowered(text: string): string {
  return text.toLowerCase();
}
