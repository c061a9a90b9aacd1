import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { AgentOptions } from '../doors.ts';
import { addConnectionFlags, type ConnectionFlags, serverOf } from '../flags/connection-flags.ts';
import { listFlag, textFlag, wholeNumber } from '../flags/flag.ts';
import { interruptible } from '../interrupts.ts';
import type { Invocation } from '../invocation.ts';
import type { Io } from '../io.ts';

const defaults = { pool: 'Default', parallel: '1', work: '_work' } as const;

/** More jobs at once than any machine does well. */
const mostParallel = 1000;

type AgentFlags = ConnectionFlags & {
  readonly pool: readonly string[];
  readonly parallel?: string;
  readonly name?: string;
  readonly work?: string;
};

const examples = `
Examples:
  millrace agent --url http://127.0.0.1:8100/local --token …
  MILLRACE_TOKEN=… millrace agent --url http://ci:8100/local --pool Linux --pool Default --parallel 4
`;

/** `millrace agent`: takes jobs of a server until Ctrl-C. */
export function define(command: Command, invocation: Invocation): void {
  const { io, doors } = invocation;
  const { env } = io;
  command.description('Takes jobs from a server.');
  addConnectionFlags(command, io);
  command
    .addOption(
      listFlag(env, '--pool <NAME>', {
        description: `agent pool to take jobs from (default: ${defaults.pool})`,
        separator: 'comma',
      }),
    )
    .addOption(textFlag(env, '--parallel <N>', `jobs at once, in each pool (default: ${defaults.parallel})`))
    .addOption(textFlag(env, '--name <NAME>', "the agent's name (default: the machine's)"))
    .addOption(textFlag(env, '--work <DIR>', `folder that jobs work in (default: ${defaults.work})`))
    .addHelpText('after', examples)
    .action(async (flags: AgentFlags) => {
      const options = agentOptions(flags, io);
      const ready = () => void io.out.write(greeting(options));
      invocation.exitCode = await interruptible(io, signal => doors.agent(options, ready, signal));
    });
}

function agentOptions(flags: AgentFlags, io: Io): AgentOptions {
  return {
    ...serverOf(flags),
    pools: flags.pool.length === 0 ? [defaults.pool] : [...new Set(flags.pool)],
    parallel: wholeNumber('--parallel', flags.parallel ?? defaults.parallel, { from: 1, to: mostParallel }),
    name: flags.name ?? hostname(),
    work: resolve(io.cwd, flags.work ?? defaults.work),
  };
}

function greeting({ url, pools, name }: AgentOptions): string {
  return `Agent ${name} takes jobs of ${pools.join(', ')} from ${url}\nCtrl-C stops it.\n`;
}
