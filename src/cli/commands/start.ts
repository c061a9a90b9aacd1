import type { Command } from 'commander';
import type { RunAddress, ServerAddress } from '../doors.ts';
import { addServeFlags, type ServeFlags, serveOptions } from '../flags/serve-flags.ts';
import { interruptible } from '../interrupts.ts';
import type { Invocation } from '../invocation.ts';
import { openRunView } from '../run-view/open-run-view.ts';

const examples = `
Examples:
  millrace start
  millrace start --port 0 --data /tmp/millrace
`;

/** `millrace start`: the demonstration. It serves, runs the sample, says where the run can be read, and keeps serving. */
export function define(command: Command, invocation: Invocation): void {
  const { io } = invocation;
  command.description('Serves, runs the pipeline of the sample repository, and keeps serving.');
  addServeFlags(command, io);
  command.addHelpText('after', examples).action(async (flags: ServeFlags) => {
    invocation.exitCode = await demonstrate(flags, invocation);
  });
}

async function demonstrate(flags: ServeFlags, { io, doors }: Invocation): Promise<number> {
  const options = serveOptions(flags, io);
  const view = openRunView(io, 'text');
  let server: ServerAddress | undefined;
  const watch = {
    ready(address: ServerAddress) {
      server = address;
      io.out.write(`Millrace serves ${address.url}\n\n`);
    },
    progress: view.event,
    finished(run: RunAddress) {
      view.close();
      io.out.write(whatNow(run, server));
    },
  };
  try {
    return await interruptible(io, signal => doors.start(options, watch, signal));
  } finally {
    view.close();
  }
}

function whatNow({ run, web }: RunAddress, server: ServerAddress | undefined): string {
  const token = server?.token;
  const lines = [
    `This run as JSON: ${run}`,
    ...(web === undefined ? [] : [`On a page:        ${web}`]),
    ...(token === undefined ? [] : ['', `  curl -u ':${token}' '${run}?api-version=7.1'`, '']),
    `Millrace keeps serving${server === undefined ? '' : ` ${server.url}`}. Ctrl-C stops it.`,
  ];
  return `\n${lines.join('\n')}\n`;
}
