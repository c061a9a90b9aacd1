import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Faults } from '../emulator/faults.ts';
import type { Fixtures } from '../emulator/fixtures.ts';
import type { Script } from '../emulator/script.ts';
import type { VirtualClock } from '../emulator/virtual-clock.ts';
import { openServer } from './server.ts';

/** What a server for tests is started with. */
export type MillraceOptions = {
  /** The first part of every address. Default: `fabrikam`. */
  readonly organization?: string;
  /** Whether an agent runs the jobs that have no outcome, with real processes. Default: false. */
  readonly agent?: boolean;
  /** Requests may name any api-version, or none. Default: false. */
  readonly looseVersions?: boolean;
  /** Whether service hooks and pipelines may call this machine, where tests listen. Default: true. */
  readonly allowPrivateAddresses?: boolean;
};

/** A server for tests; disposing of it ends it and removes all that it made. */
export type Millrace = AsyncDisposable & {
  /** `http://127.0.0.1:PORT/ORGANIZATION`, where official clients are pointed to. */
  readonly url: string;
  readonly organization: string;
  /** Allows everything. */
  readonly token: string;
  /** Makes projects, pipelines and runs. */
  readonly fixtures: Fixtures;
  /** The time of the server. */
  readonly clock: VirtualClock;
  /** Requests that go wrong. */
  readonly faults: Faults;
  /** Has the jobs of a pipeline's runs end as told, without an agent; `undefined` ends that. */
  readonly script: (pipelineId: number, outcomes: Script | undefined) => void;
};

/** Starts a server on a free port of this machine, with everything in memory. Any number of them may run in one process. */
export async function startMillrace(options: MillraceOptions = {}): Promise<Millrace> {
  const { organization = 'fabrikam', agent = false, looseVersions = false, allowPrivateAddresses = true } = options;
  await using opened = new AsyncDisposableStack();
  const data = await mkdtemp(join(tmpdir(), 'millrace-'));
  opened.defer(() => rm(data, { recursive: true, force: true, maxRetries: 5 }));
  const held = { port: 0, data, memory: true, emulator: true, images: {} };
  const server = opened.use(await openServer({ ...held, organization, agent, looseVersions, allowPrivateAddresses }));
  const { address, emulator } = server;
  if (emulator === undefined || address.token === undefined)
    throw new Error('The server came up without its emulator.');
  const { clock, faults, fixtures, player } = emulator;
  const resources = opened.move();
  return {
    url: address.url,
    organization,
    token: address.token,
    fixtures,
    clock,
    faults,
    script: (pipelineId, outcomes) => player.scriptPipeline(pipelineId, outcomes),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
