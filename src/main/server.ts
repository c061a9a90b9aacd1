import { rename, writeFile } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import { answerAgentCalls } from '../api/agent-channel.ts';
import { type ApiServer, createServer } from '../api/server.ts';
import type { Services } from '../api/services.ts';
import type { CacheStore } from '../artifacts/cache-store.ts';
import { systemClock } from '../base/clock.ts';
import type { ServeOptions, ServerAddress } from '../cli/doors.ts';
import type { Emulator } from '../emulator/emulator.ts';
import { VirtualClock } from '../emulator/virtual-clock.ts';
import type { RunEvent, RunKey } from '../run/events.ts';
import type { FeedLines } from '../run/feed.ts';
import type { Stores } from '../run/ports/stores.ts';
import { renewToken } from './access-token.ts';
import { startAgentProcess } from './agent-process.ts';
import { Background, type ReportFailure } from './background.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { openEmulator } from './emulator.ts';
import { lockFolder } from './folder-lock.ts';
import { endFrugalStart } from './frugal-start.ts';
import { listen, loopback, serverOptions, serverUrl, urlInside } from './listening.ts';
import { openStores } from './open-stores.ts';
import { startRetention } from './retention.ts';
import { type Built, buildServices, type RunHearing } from './services.ts';
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
  // Servers of one PostgreSQL may have a folder in common, for its keys; but not its agents.
  if (options.agent || options.database === undefined) opened.use(lockFolder(options.data));
  const stores = opened.use(await openStores(options, folder.database));
  const address = { url: '' };
  const { http = {} } = options;
  const telemetry = opened.use(await openTelemetry(http, { organization, stores }));
  const clock = options.emulator === true ? new VirtualClock() : systemClock;
  const hearing = alsoTo(telemetry, watch);
  const { report } = telemetry;
  const services = await buildServices({ options, folder, stores, address, clock, hearing, report });
  const emulator =
    clock instanceof VirtualClock
      ? opened.use(openEmulator({ ...services, services: services.api, clock, data: options.data, report }))
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
  await startBackground(opened, stores, services, folder, report);
  const firstToken = await makeFirstToken(stores, organization);
  if (options.agent) {
    const token = await renewToken(stores.tokens, organization, 'agent of this server', systemClock);
    const url = await urlInside(api, http, { port, organization });
    const serve = (channel: Duplex): void =>
      answerAgentCalls(services.agents, channel, error => report('answering the agent of this server failed', error));
    opened.use(startAgentProcess({ serve, url, token, work: folder.agent }));
  }
  endFrugalStart();
  if (options.readyFile !== undefined) await writeReadyFile(options.readyFile, stores, organization, address.url);
  const resources = opened.move();
  return {
    address: { url: address.url, organization, ...(firstToken === undefined ? {} : { token: firstToken }) },
    services: services.api,
    ...(emulator === undefined ? {} : { emulator: emulator.controls }),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** What a server does unasked, until it ends. */
async function startBackground(
  opened: AsyncDisposableStack,
  stores: Stores,
  { api, orchestrator, caches, hooks, starter, deployments }: Built,
  { pushed }: DataFolder,
  report: ReportFailure,
): Promise<void> {
  const { organization, clock } = api;
  const { handler, deliverer } = hooks;
  opened.use(new Background({ name: 'looking for due runs', everyMs: tickMs, run: () => orchestrator.tick() }, report));
  opened.defer(() => deliverer.settle());
  const followers = [{ handler, follow: () => deliverer.pump() }, { handler: deployments }];
  const cancel = orchestrator.cancel.bind(orchestrator);
  const triggers = opened.use(
    await startTriggers({
      ...{ organization, stores, starter, clock, cancel, pushed, followers, report },
      completePullRequests: () => api.pullRequests.completeReady(),
    }),
  );
  if (clock instanceof VirtualClock) {
    clock.precede(() => triggers.look());
    clock.follow(() => triggers.tick());
  }
  opened.use(new Background({ name: 'removing old caches', everyMs: cleanMs, run: () => evictAll(caches) }, report));
  opened.use(startRetention(api, systemClock, report));
}

async function evictAll(caches: CacheStore): Promise<void> {
  while ((await caches.evict()) > 0);
}

type RunHearer = RunHearing & { readonly more: RunWatch['events'][] };

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
