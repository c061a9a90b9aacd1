import { createHash } from 'node:crypto';
import type { LightMyRequestResponse } from 'fastify';
import { openAccess } from '../../../src/access/access.ts';
import { AgentService } from '../../../src/api/agent-service.ts';
import { liveEventBytes } from '../../../src/api/live-event.ts';
import { runItem } from '../../../src/api/run-item.ts';
import { type ApiServer, createServer, type ServerOptions } from '../../../src/api/server.ts';
import type { Services } from '../../../src/api/services.ts';
import type { Clock } from '../../../src/base/clock.ts';
import { guidFromName, type ProjectId, type RepositoryId } from '../../../src/base/id.ts';
import type { Result } from '../../../src/base/result.ts';
import type { Hooks } from '../../../src/hooks/hooks.ts';
import type { HookSender } from '../../../src/hooks/ports.ts';
import { codeServices } from '../../../src/main/code-services.ts';
import { gitReader } from '../../../src/main/git-reader.ts';
import { type Kept, openKept } from '../../../src/main/kept.ts';
import { restCalls } from '../../../src/main/rest-calls.ts';
import { openRetention } from '../../../src/main/retention.ts';
import { openResources } from '../../../src/resources/resources.ts';
import { runPorts } from '../../../src/resources/run-ports.ts';
import { AgentQueues } from '../../../src/run/agent-queues.ts';
import { AttachmentStore } from '../../../src/run/attachments.ts';
import { openCheckSuites } from '../../../src/run/check-suites.ts';
import type { Identity, RunKey } from '../../../src/run/events.ts';
import { FeedHub } from '../../../src/run/feed.ts';
import { LiveRuns } from '../../../src/run/live-runs.ts';
import { LogStore } from '../../../src/run/logs.ts';
import { Orchestrator, runTopic } from '../../../src/run/orchestrator.ts';
import { Outbox } from '../../../src/run/outbox.ts';
import type { BlobStore } from '../../../src/run/ports/blob-store.ts';
import type { Pipeline, Project, Repository } from '../../../src/run/ports/catalogue.ts';
import type { RunRow } from '../../../src/run/ports/run-store.ts';
import type { Secrets } from '../../../src/run/ports/secrets.ts';
import type { Stores } from '../../../src/run/ports/stores.ts';
import { TaskRegistry } from '../../../src/run/task-registry.ts';
import type { PushedRef } from '../../../src/run/trigger-ports.ts';
import { openMemoryStores } from '../../../src/store/memory.ts';
import { openMemoryBlobs } from '../../../src/store/memory-blobs.ts';
import { openSecrets } from '../../../src/store/secrets.ts';
import { gitFolders } from './git-folders.ts';
import { hooksOf } from './hooks-of-world.ts';
import { checkAnswer } from './own-shapes.ts';
import { ScriptedPipelines } from './scripted-pipelines.ts';

export const organization = 'fabrikam';
export const host = 'localhost:8100';
export const base = `http://${host}/${organization}`;

/** A clock that stands still until it is told to go on. */
export class StoppedClock implements Clock {
  at = Date.UTC(2026, 7, 12, 8, 26, 45, 680);
  now(): number {
    return this.at;
  }
}

export const someone: Identity = {
  id: guidFromName('user', 'someone'),
  displayName: 'Some One',
  uniqueName: 'some.one@example.com',
};

export type Asked = {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The credentials' header; the token of every scope when it is not given. */
  readonly authorization?: string | null;
};

const projectId = guidFromName('project', 'oracle') as ProjectId;

const probe: Repository = {
  id: guidFromName('repository', 'probe') as RepositoryId,
  projectId,
  name: 'probe',
  url: '/srv/git/probe',
  defaultBranch: 'refs/heads/main',
};

const dependencies: Pipeline = {
  id: 21,
  projectId,
  name: 'dependencies',
  folder: '\\team\\sub',
  revision: 1,
  repositoryId: probe.id,
  yamlPath: 'ci/azure-pipelines.yml',
};

export type WorldOptions = {
  /** The folder of a repository. Default: it is nowhere. */
  readonly repositoryUrl?: string;
  /** Empty ones, which the world closes. Default: in memory. */
  readonly stores?: Stores;
};

/** A server over stores in memory, with one project, one repository, one pipeline, and real parts but for the compiler. */
export class World {
  readonly stores: Stores;
  readonly clock = new StoppedClock();
  readonly blobs: BlobStore = openMemoryBlobs();
  readonly secrets: Secrets = openSecrets(Buffer.alloc(32, 1));
  readonly faults: unknown[] = [];
  /** What was told of pushes over REST. */
  readonly told: PushedRef[] = [];
  /** Where the server calls for clients: not to this machine, as by default. */
  readonly reach = { allowPrivateAddresses: false };
  readonly orchestrator: Orchestrator;
  readonly logs: LogStore;
  readonly kept: Kept;
  readonly pipelines: ScriptedPipelines;
  readonly services: Services;
  readonly hooks: Hooks;
  /** What hooks are sent to. */
  receiver: HookSender['send'] = async () => ({ kind: 'answered', status: 200, reason: 'OK', headers: '', body: '' });
  readonly project: Project;
  readonly repository: Repository;
  readonly pipeline: Pipeline = dependencies;
  server!: ApiServer;

  constructor({ repositoryUrl = '/srv/git/probe', stores = openMemoryStores() }: WorldOptions = {}) {
    this.stores = stores;
    const { clock, secrets, blobs } = this;
    this.logs = new LogStore(stores.logs, blobs, clock, { onGrowth: run => stores.wakeups.wake(runTopic(run)) });
    const { documents, catalogue } = stores;
    const allot = (sequence: string): Promise<number> => stores.runs.allot(organization, sequence);
    const resources = openResources({ organization, documents, blobs, secrets, clock, allot });
    const tell = async (_: string, refs: readonly PushedRef[]) => void this.told.push(...refs);
    const ports = runPorts(resources, organization, stores);
    this.orchestrator = new Orchestrator(
      { stores, logs: this.logs, secrets, clock, ...ports },
      { tellsOthers: true, itemOf: runItem },
    );
    const attachments = new AttachmentStore(stores.documents, blobs, clock);
    const tasks = new TaskRegistry({ organization, documents: stores.documents, blobs });
    this.kept = openKept({ ...stores, blobs, clock });
    const { logs, orchestrator } = this;
    const feed = new FeedHub();
    const runsOf = { organization, stores, orchestrator, logs, attachments, feed, ...this.kept };
    const access = openAccess({ organization, stores, secrets, clock, key: Buffer.alloc(32, 2) });
    const agents = new AgentService({ ...runsOf, secrets, clock, resources, tasks, jobTokens: access.jobs });
    this.project = { id: projectId, name: 'oracle', description: 'Asks the service', createdAt: clock.now() };
    this.repository = { ...probe, url: repositoryUrl };
    this.hooks = hooksOf(
      { organization, base, stores, secrets, clock, orchestrator },
      request => this.receiver(request),
      message => this.faults.push(message),
    );
    this.pipelines = new ScriptedPipelines(orchestrator, this.project, this.repository);
    this.services = {
      ...{ organization, catalogue, documents, secrets, clock, runs: stores.runs, logs },
      live: this.#live(),
      attachments,
      tokens: stores.tokens,
      access,
      wakeups: stores.wakeups,
      ...this.kept,
      ...openRetention({ ...this.kept, ...stores, organization, logs, attachments, orchestrator, clock }),
      agents: stores.agents,
      queues: new AgentQueues(stores),
      queue: stores.queue,
      orchestrator,
      pipelines: this.pipelines,
      folders: gitFolders,
      git: gitReader,
      ...codeServices({ organization, catalogue, documents, runs: stores.runs, clock, allot, tell }),
      calls: restCalls(resources, secrets, this.reach),
      checkSuites: openCheckSuites({ organization, documents, clock }),
      resources,
      agentServer: () => agents,
      hooks: this.hooks,
      tasks,
      signingKey: Buffer.alloc(32, 2),
    };
  }

  static async open({ repositoryUrl, stores: given, ...options }: ServerOptions & WorldOptions = {}): Promise<World> {
    const world = new World({ ...(repositoryUrl && { repositoryUrl }), ...(given && { stores: given }) });
    const { stores, project, repository, pipeline } = world;
    await stores.catalogue.addProject(organization, project);
    await stores.catalogue.addRepository(organization, repository);
    await stores.catalogue.addPipeline(organization, pipeline);
    await world.addToken('all', ['app_token']);
    world.server = await createServer(world.services, { reportFault: error => world.faults.push(error), ...options });
    return world;
  }

  #live(): LiveRuns {
    const { stores, logs, faults } = this;
    return new LiveRuns({
      ...{ ...stores, logs, encode: liveEventBytes },
      report: (_, failure) => faults.push(failure),
    });
  }

  /** Makes a token that is its own name. */
  addToken(name: string, scopes: readonly string[], expiresAt?: number): Promise<void> {
    const hash = createHash('sha256').update(name).digest('hex');
    return this.stores.tokens.add(organization, { hash, name, identity: someone, scopes, createdAt: 0, expiresAt });
  }

  /** Makes a token of every scope for somebody else. */
  addTokenOf(identity: Identity, name: string): Promise<void> {
    const hash = createHash('sha256').update(name).digest('hex');
    const token = { hash, name, identity, scopes: ['app_token'], createdAt: 0, expiresAt: undefined };
    return this.stores.tokens.add(organization, token);
  }

  /** Sends a request; `path` begins after the organization's name, unless with `//`. The answer is of the shape that its route has. */
  async call(method: string, path: string, asked: Asked = {}): Promise<LightMyRequestResponse> {
    const authorization = asked.authorization === undefined ? basic('all') : asked.authorization;
    const url = path.startsWith('//') ? path.slice(1) : `/${organization}${path}`;
    const answer = await this.server.inject({
      method: method as 'GET',
      url,
      headers: { host, ...(authorization === null ? {} : { authorization }), ...asked.headers },
      ...(asked.body === undefined ? {} : { payload: asked.body as object }),
    });
    await checkAnswer(this.server, method, url, answer);
    return answer;
  }

  /** Queues a run of the pipeline over the API. */
  async queue(body: object = {}): Promise<RunRow> {
    const answer = await this.call('POST', `/oracle/_apis/pipelines/${this.pipeline.id}/runs?api-version=7.1`, {
      body,
    });
    const row = await this.stores.runs.row({ organization, runId: answer.json<{ id: number }>().id });
    if (row === undefined) throw new Error(`No run was queued: ${answer.body}`, { cause: this.faults[0] });
    return row;
  }

  /** Tells hooks what happened so far, and lets them deliver what is due. */
  async tellHooks(): Promise<void> {
    await new Outbox(this.stores, [this.hooks.handler]).pump(this.clock.now());
    await this.hooks.deliverer.pump();
    await this.hooks.deliverer.settle();
  }

  /** Runs the one job of a run to its end, 31.7 seconds later. */
  async finish(key: RunKey, result: Result): Promise<void> {
    const ref = { stage: '__default', job: 'Job', attempt: 1 };
    const at = this.clock.now();
    await this.orchestrator.handle(key, [
      { type: 'assignJob', at, ref, agent: 'agent' },
      { type: 'startJob', at, ref },
    ]);
    this.clock.at += 31_700;
    await this.orchestrator.handle(key, [{ type: 'finishJob', at: this.clock.now(), ref, result, outputs: {} }]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
    await this.stores[Symbol.asyncDispose]();
  }
}

export function basic(token: string, user = ''): string {
  return `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`;
}
