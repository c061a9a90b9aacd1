import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { Duplex } from 'node:stream';
import { defaultPoolName, hostedPoolName } from '../run/queue-job.ts';
import { entryFile } from './installation.ts';

export type AgentProcessOptions = {
  /** Answers what the agent calls. */
  readonly serve: (channel: Duplex) => void;
  readonly url: string;
  readonly token: string;
  readonly work: string;
};

/** How long an agent that was told to stop may take before it is killed, in milliseconds. */
const stopMs = 20_000;

/** How long to wait before an agent that ended by itself is started again, in milliseconds. */
const restartMs = 1000;

/** Names the descriptor over which an agent of the server's own calls it, in the agent's environment. */
export const channelVariable = 'MILLRACE_CHANNEL';

const channelDescriptor = 4;

/**
 * Starts the server's own agent as a process of its own: starting a step from the server would block it for longer the more memory it
 * holds. The agent ends when the server does, however that ends, because it watches the channel between the two.
 * Its calls come over a pipe of their own.
 */
export function startAgentProcess(options: AgentProcessOptions): AsyncDisposable {
  let stopping = false;
  let running = launch();

  function launch(): ReturnType<typeof spawn> {
    const child = spawn(process.execPath, [...process.execArgv, entryFile, 'agent', '--work', options.work], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc', 'pipe'],
      env: {
        ...process.env,
        MILLRACE_URL: options.url,
        MILLRACE_TOKEN: options.token,
        [channelVariable]: String(channelDescriptor),
        MILLRACE_POOLS: [defaultPoolName, hostedPoolName].join(','),
        MILLRACE_PARALLEL: String(availableParallelism()),
      },
    });
    options.serve(child.stdio[channelDescriptor] as unknown as Duplex);
    child.once('exit', () => {
      if (!stopping)
        setTimeout(() => {
          if (!stopping) running = launch();
        }, restartMs).unref();
    });
    return child;
  }

  return {
    async [Symbol.asyncDispose]() {
      stopping = true;
      if (running.exitCode !== null || running.signalCode !== null) return;
      const ended = new Promise<void>(resolve => running.once('exit', () => resolve()));
      running.kill('SIGTERM');
      const kill = setTimeout(() => running.kill('SIGKILL'), stopMs);
      await ended;
      clearTimeout(kill);
    },
  };
}
