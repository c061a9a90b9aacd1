import { guidFromName, type PlanId, type ProjectId, type RepositoryId } from '../../src/base/id.ts';
import type { Plan } from '../../src/plan/model.ts';
import type { RunPullRequest } from '../../src/run/events.ts';
import type { Pipeline, PipelineSettings, Repository } from '../../src/run/ports/catalogue.ts';
import type { CodeMerger } from '../../src/run/ports/code-merger.ts';
import type { RunCause } from '../../src/run/ports/pipeline-starter.ts';
import type { RunRow } from '../../src/run/ports/run-store.ts';
import type { PullRequest } from '../../src/run/pull-request.ts';
import { type NewPullRequest, PullRequests } from '../../src/run/pull-requests.ts';
import type { PushedRef, TriggerPorts } from '../../src/run/trigger-ports.ts';
import { Triggers } from '../../src/run/triggers.ts';
import { openMemoryStores } from '../../src/store/memory.ts';
import { row } from '../conformance/samples.ts';
import { job, plan, stage } from './plan-builder.ts';

const organization = 'test';
const projectId = guidFromName('project', 'test') as ProjectId;
/** The repository that pipelines and pull requests are of. */
export const repository: Repository = {
  id: guidFromName('repository', 'test') as RepositoryId,
  projectId,
  name: 'code',
  url: '/code',
  defaultBranch: 'refs/heads/main',
};

/** Triggers over stores in memory, a history that a test writes, and runs that are only noted. */
export class TriggerWorld {
  readonly stores = openMemoryStores();
  readonly started: (RunCause & { readonly pipeline: string })[] = [];
  readonly refs: Record<string, string> = { 'refs/heads/main': 'm1' };
  readonly messages: Record<string, string> = {};
  readonly plans = new Map<string, Partial<Plan>>();
  /** What the repository will tell of pushes. */
  readonly told: PushedRef[] = [];
  /** The ids of runs that were asked to stop. */
  readonly canceled: number[] = [];
  /** Merges every two commits but those whose names say that they conflict. */
  readonly merger: CodeMerger = {
    merge: async (_, { source, target }) =>
      source.startsWith('!') ? { status: 'conflicts' } : { status: 'succeeded', commit: `${target}+${source}` },
    moveRef: async (_, { name, to = '' }) => {
      this.merges[name] = to;
      return true;
    },
    contains: async (_, { branch, commit }) => this.merges[branch] === commit,
    isCheckedOut: async () => false,
  };
  readonly merges: Record<string, string> = {};
  readonly ports: TriggerPorts;
  readonly pullRequests: PullRequests;
  now = Date.UTC(2026, 0, 5, 12);
  #runs = 0;

  private constructor() {
    const { catalogue, documents, runs } = this.stores;
    this.ports = {
      organization,
      catalogue,
      documents,
      runs,
      history: {
        refs: async url => (url === '/code' ? { ...this.refs } : { 'refs/heads/main': 'o1' }),
        change: async (_, { to }) => ({ paths: ['a'], messages: [this.messages[to] ?? `Commit ${to}`] }),
      },
      told: async () => this.told.splice(0),
      merger: this.merger,
      cancel: async ({ runId }) => void this.canceled.push(runId),
      starter: {
        planAt: async pipeline => plan([stage('A', [job('a')])], this.plans.get(pipeline.name) ?? {}),
        start: async (pipeline, cause) => {
          this.started.push({ ...cause, pipeline: pipeline.name });
          return { runId: await this.addRun(pipeline, cause) };
        },
      },
      clock: { now: () => this.now },
      report: message => {
        throw new Error(message);
      },
    };
    const { history, merger, clock } = this.ports;
    const allot = (sequence: string): Promise<number> => runs.allot(organization, sequence);
    this.pullRequests = new PullRequests({ organization, documents, catalogue, history, merger, clock, allot });
  }

  static async open(): Promise<TriggerWorld> {
    const world = new TriggerWorld();
    const { catalogue } = world.stores;
    const project = { id: projectId, name: 'Fiber', description: '', createdAt: 0 };
    await catalogue.addProject(organization, project);
    await catalogue.addRepository(organization, repository);
    return world;
  }

  /** Asks for `topic` to be merged into main. */
  async openPullRequest(more: Partial<NewPullRequest> = {}): Promise<PullRequest> {
    return this.pullRequests.create(repository, {
      ...{ title: 'T', description: '', isDraft: false, by: { id: 'u', displayName: 'U', uniqueName: 'u' } },
      ...{ sourceBranch: 'refs/heads/topic', targetBranch: 'refs/heads/main' },
      ...more,
    });
  }

  /** Triggers as another server would have them. */
  triggers(): Triggers {
    return new Triggers(this.ports);
  }

  /** Another repository of the project, whose branch main never moves. */
  async addRepository(name: string): Promise<Repository> {
    const id = guidFromName('repository', name) as RepositoryId;
    const added = { ...repository, id, name, url: `/${name}` };
    await this.stores.catalogue.addRepository(organization, added);
    return added;
  }

  async addPipeline(
    id: number,
    name: string,
    of: Partial<Plan>,
    settings?: PipelineSettings,
    from = repository,
  ): Promise<Pipeline> {
    const base = { id, projectId, name, folder: '\\', revision: 1, repositoryId: from.id, yamlPath: 'a.yml' };
    const pipeline: Pipeline = settings === undefined ? base : { ...base, settings };
    this.plans.set(name, of);
    await this.stores.catalogue.addPipeline(organization, pipeline);
    return pipeline;
  }

  /** A run of a pipeline as the store knows it; in progress. */
  async addRun({ id, name, folder, revision }: Pipeline, cause: Partial<RunCause>): Promise<number> {
    this.#runs += 1;
    const key = { organization, runId: this.#runs };
    const self = { id: repository.id, name: 'code', type: 'azureReposGit', url: '/code', workingTree: false } as const;
    const { refName = 'refs/heads/main', version = 'm1' } = cause.self ?? {};
    const made = row(key);
    const facts = { ...made.facts, projectName: 'Fiber', reason: cause.reason ?? 'manual' };
    const [, pull] = /^refs\/pull\/(\d+)\//.exec(refName) ?? [];
    const of: Partial<RunRow> = {
      projectId,
      planId: guidFromName(projectId, `${this.#runs}`) as PlanId,
      pipeline: { id, name, folder, revision },
      facts: {
        ...facts,
        ...(pull === undefined ? {} : { pullRequest: pullRequestOfRun(Number(pull)) }),
        repositories: { self: { ...self, refName, version }, ...(cause.pushed && { tools: cause.pushed }) },
      },
    };
    const event = { type: 'jobStarted', at: 0, ref: { stage: 'A', job: 'a', attempt: 1 } } as const;
    await this.stores.runs.append({
      key,
      expected: 0,
      events: [event],
      row: row(key, of),
      enqueue: [],
      dequeue: [],
    });
    return this.#runs;
  }

  /** Every run that goes on completes. */
  async completeRuns(): Promise<void> {
    for (const one of await this.stores.runs.list({ organization, top: 99 })) {
      const done = { ...one, state: 'completed', result: 'succeeded' } as const;
      const event = { type: 'runCompleted', at: this.now, result: 'succeeded' } as const;
      const expected = (await this.stores.runs.read(one.key, 0)).length;
      await this.stores.runs.append({ key: one.key, expected, events: [event], row: done, enqueue: [], dequeue: [] });
    }
  }

  /** What was started: pipeline, branch and commit. */
  get list(): string {
    return this.started.map(({ pipeline, self }) => `${pipeline} ${self?.refName} ${self?.version}`).join(', ');
  }
}

function pullRequestOfRun(id: number): RunPullRequest {
  return {
    ...{ id, iteration: 1, sourceCommit: '' },
    ...{ sourceBranch: 'refs/heads/topic', targetBranch: 'refs/heads/main' },
  };
}
