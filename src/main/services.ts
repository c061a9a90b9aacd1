import { openAccess } from '../access/access.ts';
import { AgentService } from '../api/agent-service.ts';
import { hookResources } from '../api/hook-resources.ts';
import { liveEventBytes } from '../api/live-event.ts';
import { runItem } from '../api/run-item.ts';
import type { Services } from '../api/services.ts';
import type { CacheStore } from '../artifacts/cache-store.ts';
import type { Clock } from '../base/clock.ts';
import type { ServeOptions } from '../cli/doors.ts';
import { type Hooks, openHooks } from '../hooks/hooks.ts';
import { openResources } from '../resources/resources.ts';
import { runPorts } from '../resources/run-ports.ts';
import { AgentQueues } from '../run/agent-queues.ts';
import { AttachmentStore } from '../run/attachments.ts';
import { openCheckSuites } from '../run/check-suites.ts';
import { deploymentRecorder } from '../run/deployments.ts';
import type { RunEvent, RunKey } from '../run/events.ts';
import { FeedHub, type FeedLines } from '../run/feed.ts';
import { LiveRuns } from '../run/live-runs.ts';
import { LogStore } from '../run/logs.ts';
import { Orchestrator, runTopic } from '../run/orchestrator.ts';
import type { HappeningHandler } from '../run/outbox.ts';
import type { BlobStore } from '../run/ports/blob-store.ts';
import type { PipelineStarter } from '../run/ports/pipeline-starter.ts';
import type { Stores } from '../run/ports/stores.ts';
import { TaskRegistry } from '../run/task-registry.ts';
import { openFolderBlobs } from '../store/folder-blobs.ts';
import { loadOrCreateKey, openSecrets } from '../store/secrets.ts';
import type { AgentServer } from '../wire/agent-server.ts';
import type { ReportFailure } from './background.ts';
import { codeServices } from './code-services.ts';
import type { DataFolder } from './data-folder.ts';
import { gitFolders } from './git-folders.ts';
import { gitReader } from './git-reader.ts';
import { hookSender } from './hook-sender.ts';
import { openKept } from './kept.ts';
import { KeptCompilations } from './kept-compilations.ts';
import { pipelineService } from './pipeline-service.ts';
import { pipelineStarter } from './pipeline-starter.ts';
import { tellPushes } from './push-log.ts';
import { restCalls } from './rest-calls.ts';
import { openRetention } from './retention.ts';

/** What a server's requests, agents and background work share. */
export type Built = {
  readonly api: Services;
  readonly agents: AgentServer;
  readonly logs: LogStore;
  readonly orchestrator: Orchestrator;
  readonly caches: CacheStore;
  readonly hooks: Hooks;
  readonly starter: PipelineStarter;
  readonly deployments: HappeningHandler;
};

/** Where a server is reached, which is known once it listens. */
export type Address = { readonly url: string };

/** Hears what happens to runs, as it is stored. */
export type RunHearing = { readonly events: RunEvents; readonly lines?: (key: RunKey, feed: FeedLines) => void };

type RunEvents = (key: RunKey, events: readonly RunEvent[]) => void;

/** What is to be put together. */
export type ServerParts = {
  readonly options: ServeOptions;
  readonly folder: DataFolder;
  readonly stores: Stores;
  readonly clock: Clock;
  readonly address: Address;
  readonly hearing: RunHearing;
  readonly report: ReportFailure;
};

/** Puts together all that a server is made of, but for what listens and what ticks. */
export async function buildServices(parts: ServerParts): Promise<Built> {
  const { options, stores, clock } = parts;
  const { organization } = options;
  const kept = await openStored(parts);
  const runs = openRuns(parts, kept);
  const { logs, attachments, tasks, secrets, resources, left, allot } = kept;
  const { catalogue, tokens, documents, wakeups } = stores;
  const tell = tellPushes(parts.folder.pushed);
  const code = codeServices({ organization, catalogue, documents, runs: stores.runs, clock, allot, tell });
  const starting = startingOf(parts, kept, runs.orchestrator, code.pullRequests);
  const hooks = hooksOf(parts, kept, runs.orchestrator);
  const api: Services = {
    ...{ organization, catalogue, runs: stores.runs, logs, attachments, tokens, documents, wakeups, secrets },
    ...left,
    ...openRetention({ organization, ...left, ...stores, logs, attachments, orchestrator: runs.orchestrator, clock }),
    access: kept.access,
    live: new LiveRuns({ ...stores, logs, encode: liveEventBytes, report: parts.report }),
    agents: stores.agents,
    queues: new AgentQueues(stores),
    queue: stores.queue,
    orchestrator: runs.orchestrator,
    pipelines: pipelineService(starting),
    tasks,
    folders: gitFolders,
    git: gitReader,
    ...code,
    calls: runs.calls,
    checkSuites: openCheckSuites({ organization, documents, clock }),
    resources,
    agentServer: () => runs.agents,
    hooks,
    clock,
    signingKey: kept.signingKey,
  };
  const { caches } = left;
  const deployments = deploymentRecorder(kept.ports.environments);
  return {
    api,
    agents: runs.agents,
    logs,
    orchestrator: runs.orchestrator,
    caches,
    hooks,
    starter: pipelineStarter(starting, parts.report),
    deployments,
  };
}

type Stored = Awaited<ReturnType<typeof openStored>>;

/** What is read and written, whoever asks. */
async function openStored({ options, folder, stores, clock }: ServerParts) {
  const { organization } = options;
  const { documents } = stores;
  const secrets = openSecrets(await loadOrCreateKey(folder.secretKey));
  const signingKey = await loadOrCreateKey(folder.signingKey);
  const blobs = await openBlobs(options, folder);
  const allot = (sequence: string): Promise<number> => stores.runs.allot(organization, sequence);
  const resources = openResources({ organization, documents, blobs, secrets, clock, allot });
  return {
    ...{ secrets, signingKey, allot, resources },
    logs: new LogStore(stores.logs, blobs, clock, { onGrowth: run => stores.wakeups.wake(runTopic(run)) }),
    attachments: new AttachmentStore(documents, blobs, clock),
    tasks: new TaskRegistry({ organization, documents, blobs }),
    left: openKept({ ...stores, blobs, clock }),
    access: openAccess({ organization, stores, secrets, clock, key: signingKey }),
    ports: runPorts(resources, organization, stores),
  };
}

/** What runs go through: those who decide, and those who give jobs to agents. */
function openRuns({ options, stores, clock, hearing }: ServerParts, kept: Stored) {
  const { organization, allowPrivateAddresses = false } = options;
  const { logs, attachments, tasks, secrets, resources, left } = kept;
  const calls = restCalls(resources, secrets, { allowPrivateAddresses });
  const orchestrator = new Orchestrator(
    { stores, logs, secrets, clock, restCalls: calls, jobTokens: kept.access.jobs, ...kept.ports },
    { tellsOthers: true, hasArtifacts: true, itemOf: runItem, onEvents: hearing.events },
  );
  const feed = new FeedHub();
  if (hearing.lines !== undefined) feed.followAll(hearing.lines);
  const runsOf = { organization, stores, orchestrator, logs, attachments, feed, ...left };
  const agents = new AgentService({ ...runsOf, secrets, clock, tasks, resources, jobTokens: kept.access.jobs });
  return { orchestrator, agents, calls };
}

/** What starts runs. */
function startingOf(
  { options, stores, address }: ServerParts,
  { resources, tasks }: Stored,
  orchestrator: Orchestrator,
  pullRequests: Services['pullRequests'],
) {
  const { organization, images } = options;
  const { catalogue, runs, agents } = stores;
  const collectionUri = (): string => `${address.url}/`;
  const compilations = new KeptCompilations();
  return {
    ...{ organization, images, collectionUri, catalogue, agents, runs, compilations },
    ...{ resources, tasks, pullRequests, orchestrator },
  };
}

function hooksOf(
  { options, stores, clock, address, report }: ServerParts,
  kept: Stored,
  orchestrator: Orchestrator,
): Hooks {
  const { organization, allowPrivateAddresses = false } = options;
  const { catalogue, documents, agents } = stores;
  const { secrets, allot } = kept;
  const timeline = (run: RunKey) => orchestrator.timeline(run);
  const resources = hookResources({
    organization,
    catalogue,
    agents,
    git: gitReader,
    timeline,
    base: () => address.url,
  });
  const sender = hookSender({ allowPrivate: allowPrivateAddresses });
  return openHooks({ organization, documents, secrets, clock, allot, report, sender, resources });
}

async function openBlobs(options: ServeOptions, folder: DataFolder): Promise<BlobStore> {
  if (options.memory === true) return (await import('../store/memory-blobs.ts')).openMemoryBlobs();
  return openFolderBlobs(options.blobs ?? folder.blobs);
}
