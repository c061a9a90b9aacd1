import { hostname } from 'node:os';
import { runAgent } from '../agent/agent.ts';
import type { AgentOptions } from '../cli/doors.ts';
import { httpAgentServer } from '../client/agent-server.ts';
import { agentIdentity } from './agent-identity.ts';

/**
 * How long an agent that was told to stop may take, in milliseconds: its job's processes are stopped within ten seconds, the rest is for
 * telling a server that may itself be gone.
 */
const goneMs = 15_000;

/** Takes jobs of a server until `signal` aborts; answers the exit code. */
export async function serveJobs(options: AgentOptions, ready: () => void, signal: AbortSignal): Promise<number> {
  const server = httpAgentServer({ url: options.url, token: options.token });
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
