import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guidFromName, type ProjectId } from '../../src/base/id.ts';
import type { Result } from '../../src/base/result.ts';
import type { Plan } from '../../src/plan/model.ts';
import type { JobRef, RunKey } from '../../src/run/events.ts';
import { LogStore } from '../../src/run/logs.ts';
import { Orchestrator, type OrchestratorOptions, type OrchestratorPorts } from '../../src/run/orchestrator.ts';
import type { Stores } from '../../src/run/ports/stores.ts';
import type { QueueRequest } from '../../src/run/queue-request.ts';
import type { Run } from '../../src/run/state.ts';
import { openFolderBlobs } from '../../src/store/folder-blobs.ts';
import { openMemoryStores } from '../../src/store/memory.ts';
import { openSecrets } from '../../src/store/secrets.ts';
import { selfRepository } from './plan-builder.ts';

export const organization = 'test';

/** An orchestrator over stores in memory, with a clock that stands until it is set. */
export class RunWorld implements AsyncDisposable {
  readonly orchestrator: Orchestrator;
  readonly ports: OrchestratorPorts;
  readonly stores: Stores;
  now = 1_000_000;
  readonly #folder: string;

  private constructor(folder: string, more: Partial<OrchestratorPorts>, options: OrchestratorOptions) {
    this.#folder = folder;
    this.stores = openMemoryStores();
    const clock = { now: () => this.now };
    const logs = new LogStore(this.stores.logs, openFolderBlobs(folder), clock);
    this.ports = { stores: this.stores, logs, secrets: openSecrets(new Uint8Array(32)), clock, ...more };
    this.orchestrator = new Orchestrator(this.ports, { anyPool: true, ...options });
  }

  static async open(more: Partial<OrchestratorPorts> = {}, options: OrchestratorOptions = {}): Promise<RunWorld> {
    return new RunWorld(await mkdtemp(join(tmpdir(), 'millrace-run-')), more, options);
  }

  /** A second server on the same stores. */
  another(more: Partial<OrchestratorPorts>): Orchestrator {
    return new Orchestrator({ ...this.ports, ...more }, { anyPool: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stores[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async queue(of: Plan, given: Partial<QueueRequest> = {}): Promise<RunKey> {
    const row = await this.orchestrator.queue(this.request(of, given));
    return row.key;
  }

  /** What queues a run of a plan. */
  request(of: Plan, given: Partial<QueueRequest> = {}): QueueRequest {
    const projectId = guidFromName('project', 'test') as ProjectId;
    return {
      organization,
      origin: {
        collectionUri: 'http://127.0.0.1/test/',
        collectionId: 'c0',
        projectId,
        projectName: 'test',
        pipeline: { id: 1, revision: 1, name: 'test', folder: '\\' },
        reason: 'manual',
        self: selfRepository,
        requestedFor: { id: guidFromName('user', 'test'), displayName: 'Test', uniqueName: 'test' },
      },
      plan: of,
      finalYaml: '',
      repositories: { self: selfRepository },
      pipelines: {},
      variables: {},
      stagesToSkip: [],
      yamlFile: 'azure-pipelines.yml',
      ...given,
    };
  }

  async state(key: RunKey): Promise<Run> {
    const run = await this.orchestrator.state(key);
    if (run === undefined) throw new Error(`There is no run ${key.runId}.`);
    return run;
  }

  /** Plays an agent that takes a job and ends it. */
  async finish(key: RunKey, stage: string, job: string, result: Result = 'succeeded', attempt = 1): Promise<void> {
    const ref: JobRef = { stage, job, attempt };
    const at = this.now;
    await this.orchestrator.handle(key, [
      { type: 'assignJob', at, ref, agent: 'agent' },
      { type: 'startJob', at, ref },
      { type: 'finishJob', at, ref, result, outputs: {} },
    ]);
  }
}
