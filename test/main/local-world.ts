import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAgent } from '../../src/agent/agent.ts';
import { AgentService } from '../../src/api/agent-service.ts';
import { systemClock } from '../../src/base/clock.ts';
import { guidFromName, type ProjectId } from '../../src/base/id.ts';
import type { RunResult } from '../../src/base/result.ts';
import { agentIdentity } from '../../src/main/agent-identity.ts';
import { openKept } from '../../src/main/kept.ts';
import type { Plan } from '../../src/plan/model.ts';
import { AttachmentStore } from '../../src/run/attachments.ts';
import type { RunEvent, RunKey } from '../../src/run/events.ts';
import { FeedHub } from '../../src/run/feed.ts';
import { LogStore } from '../../src/run/logs.ts';
import { Orchestrator } from '../../src/run/orchestrator.ts';
import type { QueueRequest } from '../../src/run/queue-request.ts';
import { openFolderBlobs } from '../../src/store/folder-blobs.ts';
import { openMemoryStores } from '../../src/store/memory.ts';
import { openSecrets } from '../../src/store/secrets.ts';
import { selfRepository } from '../run/plan-builder.ts';

const organization = 'test';
const somebody = { id: guidFromName('user', 'test'), displayName: 'Test', uniqueName: 'test' };

/** The orchestrator, its stores and a real agent in one process, as `millrace run` puts them together. */
export class LocalWorld implements AsyncDisposable {
  readonly events: RunEvent[] = [];
  readonly lines: string[] = [];
  readonly #folder: string;
  readonly #stores = openMemoryStores();
  readonly #logs: LogStore;
  readonly #orchestrator: Orchestrator;
  readonly #service: AgentService;
  readonly #over = Promise.withResolvers<RunResult | undefined>();

  static async open(): Promise<LocalWorld> {
    return new LocalWorld(await mkdtemp(join(tmpdir(), 'millrace-world-')));
  }

  private constructor(folder: string) {
    this.#folder = folder;
    const stores = this.#stores;
    const secrets = openSecrets(new Uint8Array(32));
    const feed = new FeedHub();
    feed.followAll((_run, { lines }) => this.lines.push(...lines));
    const blobs = openFolderBlobs(join(folder, 'blobs'));
    this.#logs = new LogStore(stores.logs, blobs, systemClock);
    const attachments = new AttachmentStore(stores.documents, blobs, systemClock);
    this.#orchestrator = new Orchestrator(
      { stores, logs: this.#logs, secrets, clock: systemClock },
      {
        anyPool: true,
        onEvents: (_key, events, run) => {
          this.events.push(...events);
          if (run.state === 'completed') this.#over.resolve(run.result);
        },
      },
    );
    const ports = {
      organization,
      stores,
      orchestrator: this.#orchestrator,
      logs: this.#logs,
      attachments,
      feed,
      secrets,
    };
    const clock = systemClock;
    this.#service = new AgentService({ ...ports, clock, ...openKept({ ...stores, blobs, clock }) });
  }

  /** Runs a plan to its end. `during` is called once the run is queued. */
  async run(
    plan: Plan,
    variables: QueueRequest['variables'] = {},
    during?: (key: RunKey) => Promise<void>,
  ): Promise<{ readonly key: RunKey; readonly result: RunResult | undefined }> {
    const row = await this.#orchestrator.queue(this.#request(plan, variables));
    const stop = new AbortController();
    const agent = runAgent({
      server: this.#service,
      identity: agentIdentity('Default', 'test'),
      workFolder: join(this.#folder, 'work'),
      signal: stop.signal,
    });
    agent.catch(this.#over.reject);
    await during?.(row.key);
    const result = await this.#over.promise;
    stop.abort();
    await agent;
    return { key: row.key, result };
  }

  cancel(key: RunKey): Promise<unknown> {
    return this.#orchestrator.cancel(key, somebody);
  }

  timeline(key: RunKey): ReturnType<Orchestrator['timeline']> {
    return this.#orchestrator.timeline(key);
  }

  async log(key: RunKey, id: number): Promise<string> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.#logs.read(key, id)) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stores[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #request(plan: Plan, variables: QueueRequest['variables']): QueueRequest {
    return {
      organization,
      origin: {
        collectionUri: 'http://127.0.0.1/test/',
        collectionId: 'c0',
        projectId: guidFromName('project', 'test') as ProjectId,
        projectName: 'test',
        pipeline: { id: 1, revision: 1, name: 'test', folder: '\\' },
        reason: 'manual',
        self: selfRepository,
        requestedFor: somebody,
      },
      plan,
      finalYaml: 'stages: []\n',
      repositories: { self: selfRepository },
      variables,
      pipelines: {},
      stagesToSkip: [],
      yamlFile: 'azure-pipelines.yml',
    };
  }
}
