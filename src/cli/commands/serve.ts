import type { Command } from 'commander';
import type { ServerAddress } from '../doors.ts';
import { addServeFlags, type ServeFlags, serveOptions } from '../flags/serve-flags.ts';
import { interruptible } from '../interrupts.ts';
import type { Invocation } from '../invocation.ts';

const examples = `
Examples:
  millrace serve
  millrace serve --port 0 --ready-file ready.json
  millrace serve --data /var/lib/millrace --database postgres://localhost/millrace --no-agent
`;

/** `millrace serve`: the REST API until Ctrl-C. */
export function define(command: Command, invocation: Invocation): void {
  const { io, doors } = invocation;
  command.description('Serves the REST API, with an agent of its own.');
  addServeFlags(command, io);
  command.addHelpText('after', examples).action(async (flags: ServeFlags) => {
    const options = serveOptions(flags, io);
    const ready = (address: ServerAddress) => void io.out.write(greeting(address));
    invocation.exitCode = await interruptible(io, signal => doors.serve(options, ready, signal));
  });
}

function greeting({ url, token }: ServerAddress): string {
  return `Millrace serves ${url}\n${tokenLines(url, token)}Ctrl-C stops it.\n`;
}

function tokenLines(url: string, token: string | undefined): string {
  if (token === undefined) {
    return 'Its token was shown when it was first started; --ready-file FILE writes a new one.\n';
  }
  return `Token, shown this once: ${token}\nTry: curl -u ':${token}' '${url}/_apis/projects?api-version=7.1'\n`;
}
