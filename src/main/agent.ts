import { Socket } from 'node:net';
import { hostname } from 'node:os';
import { runAgent } from '../agent/agent.ts';
import type { AgentOptions } from '../cli/doors.ts';
import { httpAgentServer } from '../client/agent-server.ts';
import { channelAgentServer } from '../client/channel-agent-server.ts';
import type { AgentServer } from '../wire/agent-server.ts';
import { agentIdentity } from './agent-identity.ts';
import { channelVariable } from './agent-process.ts';

/**
 * How long an agent that was told to stop may take, in milliseconds: its job's processes are stopped within ten seconds, the rest is for
 * telling a server that may itself be gone.
 */
const goneMs = 15_000;

type DisposableServer = AgentServer & Disposable;

/** The server of this process's own where it has started this one, else whichever is reached over HTTP. */
function openServer({ url, token }: AgentOptions): DisposableServer {
  const descriptor = process.env[channelVariable];
  if (descriptor === undefined) return { ...httpAgentServer({ url, token }), [Symbol.dispose]: () => undefined };
  return channelAgentServer(new Socket({ fd: Number(descriptor) }));
}

/** Takes jobs of a server until `signal` aborts; answers the exit code. */
export async function serveJobs(options: AgentOptions, ready: () => void, signal: AbortSignal): Promise<number> {
  using server = openServer(options);
  const name = options.name === '' ? hostname() : options.name;
  signal.addEventListener('abort', () => setTimeout(() => process.exit(1), goneMs).unref(), { once: true });
  ready();
  const agents = options.pools.map(pool =>
    runAgent({
      server,
      identity: agentIdentity(pool, name),
      workFolder: options.work,
      signal,
      parallel: options.parallel,
    }),
  );
  await Promise.all(agents);
  return 0;
}
