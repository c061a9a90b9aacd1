import { rename, writeFile } from 'node:fs/promises';
import { openAccess } from '../access/access.ts';
import { AgentService } from '../api/agent-service.ts';
import { hookResources } from '../api/hook-resources.ts';
import { type ApiServer, createServer } from '../api/server.ts';
import type { Services } from '../api/services.ts';
import type { CacheStore } from '../artifacts/cache-store.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import type { ServeOptions, ServerAddress } from '../cli/doors.ts';
import type { Emulator } from '../emulator/emulator.ts';
import { VirtualClock } from '../emulator/virtual-clock.ts';
import { type Hooks, openHooks } from '../hooks/hooks.ts';
import { openResources } from '../resources/resources.ts';
import { runPorts } from '../resources/run-ports.ts';
import { AgentQueues } from '../run/agent-queues.ts';
import { AttachmentStore } from '../run/attachments.ts';
import type { RunEvent, RunKey } from '../run/events.ts';
import { FeedHub, type FeedLines } from '../run/feed.ts';
import { LogStore } from '../run/logs.ts';
import { Orchestrator } from '../run/orchestrator.ts';
import type { BlobStore } from '../run/ports/blob-store.ts';
import type { PipelineStarter } from '../run/ports/pipeline-starter.ts';
import type { Stores } from '../run/ports/stores.ts';
import { TaskRegistry } from '../run/task-registry.ts';
import { openFolderBlobs } from '../store/folder-blobs.ts';
import { loadOrCreateKey, openSecrets } from '../store/secrets.ts';
import { renewToken } from './access-token.ts';
import { startAgentProcess } from './agent-process.ts';
import { Background } from './background.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { openEmulator } from './emulator.ts';
import { gitFolders } from './git-folders.ts';
import { gitReader } from './git-reader.ts';
import { hookSender } from './hook-sender.ts';
import { openKept } from './kept.ts';
import { listen, loopback, serverOptions, serverUrl, urlInside } from './listening.ts';
import { pipelineService } from './pipeline-service.ts';
import { pipelineStarter } from './pipeline-starter.ts';
import { restCalls } from './rest-calls.ts';
import { openRetention, startRetention } from './retention.ts';
import { openTelemetry, type Telemetry } from './telemetry.ts';
import { startTriggers } from './triggers.ts';

const tickMs = 1000;
const cleanMs = 600_000;

/** A server that accepts requests; disposing of it ends it, its agent first. */
export type RunningServer = AsyncDisposable & {
  readonly address: ServerAddress;
  readonly services: Services;
  /** There where it was asked for. */
  readonly emulator?: Emulator;
};

/** Hears what happens to runs, as it is stored. */
export type RunWatch = {
  readonly events: (key: RunKey, events: readonly RunEvent[]) => void;
  readonly lines: (key: RunKey, feed: FeedLines) => void;
};

/** Serves from a data folder until `signal` aborts; answers the exit code. */
export async function serve(
  options: ServeOptions,
  ready: (address: ServerAddress) => void,
  signal: AbortSignal,
): Promise<number> {
  await using server = await openServer(options);
  ready(server.address);
  await aborted(signal);
  return 0;
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Opens the stores, listens, and starts the server's own agent. `watch` hears of every run while the server lives. */
export async function openServer(options: ServeOptions, watch?: RunWatch): Promise<RunningServer> {
  const { organization } = options;
  await using opened = new AsyncDisposableStack();
  const folder = await openDataFolder(options.data);
  const stores = opened.use(await openStores(options, folder));
  const address = { url: '' };
  const { http = {} } = options;
  const telemetry = opened.use(await openTelemetry(http, { organization, stores }));
  const clock = options.emulator === true ? new VirtualClock() : systemClock;
  const hearing = alsoTo(telemetry, watch);
  const services = await buildServices(options, folder, stores, address, { watch: hearing, clock });
  const emulator =
    clock instanceof VirtualClock
      ? opened.use(openEmulator({ ...services, services: services.api, clock, data: options.data }))
      : undefined;
  if (emulator !== undefined) hearing.more.push(emulator.hear);
  const api: ApiServer = await createServer(services.api, {
    ...(await serverOptions(http, telemetry)),
    ...(emulator === undefined ? {} : { emulator: emulator.controls }),
    looseVersions: options.looseVersions ?? false,
  });
  opened.defer(() => api.close());
  const { port } = await listen(api, { host: http.host ?? loopback, port: options.port });
  address.url = `${serverUrl(http, port)}/${organization}`;
  const { orchestrator, caches } = services;
  opened.use(new Background({ name: 'looking for due runs', everyMs: tickMs, run: () => orchestrator.tick() }));
  const { starter } = services;
  const { handler, deliverer } = services.hooks;
  opened.defer(() => deliverer.settle());
  const followers = [{ handler, follow: () => deliverer.pump() }];
  const { pushed } = folder;
  opened.use(await startTriggers({ organization, stores, starter, clock, pushed, followers }));
  opened.use(new Background({ name: 'removing old caches', everyMs: cleanMs, run: () => evictAll(caches) }));
  opened.use(startRetention(services.api, systemClock));
  const firstToken = await makeFirstToken(stores, organization);
  if (options.agent) {
    const token = await renewToken(stores.tokens, organization, 'agent of this server', systemClock);
    const url = await urlInside(api, http, { port, organization });
    opened.use(startAgentProcess({ url, token, work: folder.agent }));
  }
  if (options.readyFile !== undefined) await writeReadyFile(options.readyFile, stores, organization, address.url);
  const resources = opened.move();
  return {
    address: { url: address.url, organization, ...(firstToken === undefined ? {} : { token: firstToken }) },
    services: services.api,
    ...(emulator === undefined ? {} : { emulator: emulator.controls }),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function evictAll(caches: CacheStore): Promise<void> {
  while ((await caches.evict()) > 0);
}

async function openStores(options: ServeOptions, folder: DataFolder): Promise<Stores> {
  if (options.memory === true) return (await import('../store/memory.ts')).openMemoryStores();
  if (options.database === undefined) {
    const { openSqliteStores } = await import('../store/sqlite.ts');
    return openSqliteStores({ file: folder.database });
  }
  const { openPostgresStores } = await import('../store/postgres.ts');
  return openPostgresStores({ url: options.database });
}

async function openBlobs(options: ServeOptions, folder: DataFolder): Promise<BlobStore> {
  if (options.memory === true) return (await import('../store/memory-blobs.ts')).openMemoryBlobs();
  return openFolderBlobs(options.blobs ?? folder.blobs);
}

type Built = {
  readonly logs: LogStore;
  readonly api: Services;
  readonly orchestrator: Orchestrator;
  readonly starter: PipelineStarter;
  readonly caches: CacheStore;
  readonly hooks: Hooks;
};

async function buildServices(
  options: ServeOptions,
  folder: DataFolder,
  stores: Stores,
  address: { readonly url: string },
  { watch, clock }: { readonly watch: RunHearer; readonly clock: Clock },
): Promise<Built> {
  const { organization } = options;
  const secrets = openSecrets(await loadOrCreateKey(folder.secretKey));
  const blobs = await openBlobs(options, folder);
  const logs = new LogStore(stores.logs, blobs, clock);
  const attachments = new AttachmentStore(stores.documents, blobs, clock);
  const tasks = new TaskRegistry({ organization, documents: stores.documents, blobs });
  const kept = openKept({ ...stores, blobs, clock });
  const feed = new FeedHub();
  const { catalogue, runs, tokens, documents, wakeups } = stores;
  const allot = (sequence: string): Promise<number> => runs.allot(organization, sequence);
  const resources = openResources({ organization, documents, blobs, secrets, clock, allot });
  const { allowPrivateAddresses = false } = options;
  const calls = restCalls(resources, secrets, { allowPrivateAddresses });
  const orchestrator = new Orchestrator(
    { stores, logs, secrets, clock, restCalls: calls, ...runPorts(resources, organization, stores) },
    { tellsOthers: true, hasArtifacts: true, onEvents: watch.events },
  );
  const retention = openRetention({ ...kept, runs, documents, logs, attachments, orchestrator, clock });
  if (watch.lines !== undefined) feed.followAll(watch.lines);
  const signingKey = await loadOrCreateKey(folder.signingKey);
  const access = openAccess({ organization, stores, secrets, clock, key: signingKey });
  const runsOf = { organization, stores, orchestrator, logs, attachments, feed, ...kept };
  const agents = new AgentService({ ...runsOf, secrets, clock, tasks, resources, jobTokens: access.jobs });
  const collectionUri = (): string => `${address.url}/`;
  const { images } = options;
  const starting = { organization, collectionUri, catalogue, runs, orchestrator, resources, tasks, images };
  const shown = hookResources({
    ...{ organization, catalogue, agents: stores.agents },
    timeline: run => orchestrator.timeline(run),
    base: () => address.url,
  });
  const sender = hookSender({ allowPrivate: options.hooksAllowPrivate ?? false });
  const hooks = openHooks({ organization, documents, secrets, clock, allot, report, sender, resources: shown });
  const api: Services = {
    organization,
    catalogue,
    runs,
    logs,
    attachments,
    tokens,
    access,
    documents,
    wakeups,
    secrets,
    ...kept,
    ...retention,
    agents: stores.agents,
    queues: new AgentQueues(stores),
    queue: stores.queue,
    orchestrator,
    pipelines: pipelineService(starting),
    tasks,
    folders: gitFolders,
    git: gitReader,
    resources,
    agentServer: () => agents,
    hooks,
    clock,
    signingKey,
  };
  return { api, logs, orchestrator, starter: pipelineStarter(starting), caches: kept.caches, hooks };
}

const report = (message: string): void => void process.stderr.write(`millrace: ${message}\n`);

type RunHearer = Pick<RunWatch, 'events'> & Partial<RunWatch> & { readonly more: RunWatch['events'][] };

function alsoTo(telemetry: Telemetry, watch: RunWatch | undefined): RunHearer {
  const events: RunWatch['events'] = (key, happened) => {
    telemetry.hear(key, happened);
    watch?.events(key, happened);
    for (const hear of more) hear(key, happened);
  };
  const more: RunWatch['events'][] = [];
  return { events, more, ...(watch === undefined ? {} : { lines: watch.lines }) };
}

async function makeFirstToken(stores: Stores, organization: string): Promise<string | undefined> {
  const known = await stores.tokens.list(organization);
  return known.length > 0 ? undefined : renewToken(stores.tokens, organization, 'first token', systemClock);
}

/** Written in one step, so that who waits for the file never reads half of it. Its token is good until the next one is written. */
async function writeReadyFile(file: string, stores: Stores, organization: string, url: string): Promise<void> {
  const token = await renewToken(stores.tokens, organization, `ready file ${file}`, systemClock);
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify({ url, organization, token })}\n`, { mode: 0o600 });
  await rename(draft, file);
}
