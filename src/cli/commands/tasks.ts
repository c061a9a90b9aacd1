import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Connection } from '../connection.ts';
import type { TaskRow } from '../doors.ts';
import { CommandError } from '../errors.ts';
import { addConnectionFlags, type ConnectionFlags, serverOf } from '../flags/connection-flags.ts';
import { switchFlag } from '../flags/flag.ts';
import type { Invocation } from '../invocation.ts';
import { table } from '../table.ts';
import { segment } from './server-command.ts';

const tasksPath = '_apis/distributedtask/tasks';

const examples = `
Examples:
  millrace tasks add ./my-task                 for local runs of this user
  millrace tasks add fabrikam.tasks-1.0.0.vsix
  millrace tasks list
  millrace tasks remove my-task@1.0.0
  millrace tasks add ./my-task --url http://127.0.0.1:8100/local --token …

Without --url (or MILLRACE_URL) packages are this user's, for 'millrace run'.
`;

/** Where packages are kept: this user's folder, or a server. */
type TaskShelf = {
  add(path: string): Promise<readonly TaskRow[]>;
  list(): Promise<readonly TaskRow[]>;
  /** A server removes all versions of a task at once. */
  remove(tasks: readonly TaskRow[]): Promise<void>;
  readonly removesAllVersions: boolean;
};

type TaskFlags = ConnectionFlags & { readonly json?: boolean; readonly overwrite?: boolean };

/** `millrace tasks`: the packages of tasks that are not built in. */
export function define(command: Command, invocation: Invocation): void {
  const { io } = invocation;
  command.description('Task packages, of this user or of a server.').addHelpText('after', examples);
  const add = command
    .command('add')
    .description('Installs a package.')
    .argument('<PATH>', 'a folder with task.json, a zip, or a .vsix');
  add.addOption(switchFlag(io.env, '--overwrite', 'replace the same version on a server'));
  act(add, invocation, async ({ shelf, args, print }) => {
    const [path = ''] = args;
    const file = resolve(io.cwd, path);
    if (!existsSync(file)) throw new CommandError(`There is no folder or file '${path}'.`);
    print(await shelf.add(file), rows => rows.map(row => `${row.name}@${row.version} is installed.\n`).join(''));
  });
  act(command.command('list').description('Lists the packages.'), invocation, async ({ shelf, print }) => {
    print(await shelf.list(), rows =>
      table(
        ['name', 'version', 'id', 'title'],
        rows.map(({ name, version, id, friendlyName }) => [name, version, id, friendlyName]),
        'There are no task packages yet.',
      ),
    );
  });
  const remove = command
    .command('remove')
    .description('Removes a package.')
    .argument('<TASK>', 'its name or id, and @VERSION for one of several');
  act(remove, invocation, async ({ shelf, args, print }) => {
    const [reference = ''] = args;
    const found = matching(await shelf.list(), reference);
    if (found.length === 0) throw new CommandError(`No task '${reference}' is installed.`, 1);
    if (shelf.removesAllVersions && reference.includes('@'))
      throw new CommandError('A server removes all versions of a task at once: name it without a version.');
    await shelf.remove(found);
    print(found, rows => rows.map(row => `${row.name}@${row.version} is removed.\n`).join(''));
  });
}

type Acting = {
  readonly shelf: TaskShelf;
  readonly args: readonly string[];
  print(rows: readonly TaskRow[], toText: (rows: readonly TaskRow[]) => string): void;
};

function act(command: Command, invocation: Invocation, work: (acting: Acting) => Promise<void>): void {
  const { io } = invocation;
  addConnectionFlags(command, io);
  command.addOption(switchFlag(io.env, '--json', 'print it as JSON'));
  command.action(async () => {
    const flags = command.opts<TaskFlags>();
    await work({
      shelf: flags.url === undefined ? await userShelf(invocation) : serverShelf(flags, invocation),
      args: command.args,
      print: (rows, toText) =>
        void io.out.write(flags.json === true ? `${JSON.stringify(rows, undefined, 2)}\n` : toText(rows)),
    });
  });
}

async function userShelf({ doors }: Invocation): Promise<TaskShelf> {
  const tasks = await doors.userTasks();
  return {
    add: path => tasks.add(path),
    list: () => tasks.list(),
    async remove(rows) {
      for (const row of rows) await tasks.remove(row);
    },
    removesAllVersions: false,
  };
}

type Definition = Omit<TaskRow, 'version'> & {
  readonly version: { readonly major: number; readonly minor: number; readonly patch: number };
};

function serverShelf(flags: TaskFlags, { doors }: Invocation): TaskShelf {
  const server = new Connection(serverOf(flags));
  const list = async (): Promise<readonly TaskRow[]> => {
    const { value } = await server.get<{ readonly value: readonly Definition[] }>(tasksPath);
    return value.map(({ id, name, friendlyName, version: { major, minor, patch } }) => ({
      id,
      name,
      friendlyName,
      version: `${major}.${minor}.${patch}`,
    }));
  };
  return {
    async add(path) {
      const packed = await (await doors.userTasks()).pack(path);
      for (const { task, zip, contribution } of packed) {
        const query = new URLSearchParams({ overwrite: String(flags.overwrite === true) });
        if (contribution !== '') query.set('contributionIdentifier', contribution);
        await server.put(`${tasksPath}/${segment(task.id)}?${query}`, zip);
      }
      return packed.map(({ task }) => task);
    },
    list,
    async remove(rows) {
      for (const id of new Set(rows.map(row => row.id))) await server.delete(`${tasksPath}/${segment(id)}`);
    },
    removesAllVersions: true,
  };
}

function matching(rows: readonly TaskRow[], reference: string): readonly TaskRow[] {
  const [name = '', version = ''] = reference.split('@');
  const wanted = name.toLowerCase();
  return rows.filter(
    row =>
      (row.name.toLowerCase() === wanted || row.id === wanted) &&
      (version === '' || `${row.version}.`.startsWith(`${version}.`)),
  );
}
