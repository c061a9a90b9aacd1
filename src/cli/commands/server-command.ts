import type { Command } from 'commander';
import { Connection } from '../connection.ts';
import { addConnectionFlags, type ConnectionFlags, serverOf } from '../flags/connection-flags.ts';
import { switchFlag } from '../flags/flag.ts';
import type { Invocation } from '../invocation.ts';

/** What a command that asks a server works with. */
export type Asking<Flags> = {
  readonly server: Connection;
  readonly flags: Flags;
  /** The command's arguments as they were typed. */
  readonly args: readonly string[];
  /** The current folder. */
  readonly cwd: string;
  /** Prints the answer: `resource` as JSON with `--json`, else the text that `toText` makes of it. */
  print<Resource>(resource: Resource, toText: (resource: Resource) => string): void;
  /** Prints a piece of text as it is. */
  write(text: string): void;
};

/** Gives a command the flags of a server and what it does with them. */
export function askServer<Flags extends object>(
  command: Command,
  { io }: Invocation,
  act: (asking: Asking<Flags>) => Promise<void>,
): void {
  addConnectionFlags(command, io);
  command.addOption(switchFlag(io.env, '--json', "print the server's answer as JSON"));
  command.action(async () => {
    const flags = command.opts<Flags & ConnectionFlags & { readonly json?: boolean }>();
    const write = (text: string) => void io.out.write(text);
    await act({
      server: new Connection(serverOf(flags)),
      flags,
      args: command.args,
      cwd: io.cwd,
      print: (resource, toText) =>
        write(flags.json === true ? `${JSON.stringify(resource, undefined, 2)}\n` : toText(resource)),
      write,
    });
  });
}

/** A segment of an address. */
export function segment(text: string): string {
  return encodeURIComponent(text);
}
