import { Socket } from 'node:net';
import { hostname } from 'node:os';
import { runAgent } from '../agent/agent.ts';
import type { AgentOptions } from '../cli/doors.ts';
import { CommandError } from '../cli/errors.ts';
import { httpAgentServer } from '../client/agent-server.ts';
import { channelAgentServer } from '../client/channel-agent-server.ts';
import { AgentServerError } from '../wire/agent-protocol.ts';
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
  if (!isOfServer()) return { ...httpAgentServer({ url, token }), [Symbol.dispose]: () => undefined };
  return channelAgentServer(new Socket({ fd: Number(process.env[channelVariable]) }));
}

/** Whether a server has started this process as its own, and tells itself what is wrong with it. */
function isOfServer(): boolean {
  return process.env[channelVariable] !== undefined;
}

/** Tells the operator on stderr; what is said again and again, as long as a server is away, once. */
function tellOnce(): (message: string) => void {
  let last = '';
  return message => {
    if (message !== last) process.stderr.write(`millrace: ${message}\n`);
    last = message;
  };
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
      ...(isOfServer() ? {} : { report: tellOnce() }),
    }),
  );
  try {
    await Promise.all(agents);
  } catch (error) {
    if (error instanceof AgentServerError) throw new CommandError(`The server refuses the agent: ${error.message}`, 1);
    throw error;
  }
  return 0;
}
