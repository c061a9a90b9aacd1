import { resolve } from 'node:path';
import type { Command } from 'commander';
import { textFlag } from '../flags/flag.ts';
import { addProjectFlag, needed, type ProjectFlag } from '../flags/project-flag.ts';
import type { Invocation } from '../invocation.ts';
import { table } from '../table.ts';
import { askServer, segment } from './server-command.ts';

type Repository = {
  readonly id: string;
  readonly name: string;
  readonly remoteUrl: string;
  readonly defaultBranch?: string;
};

const examples = `
Examples:
  millrace repositories add . --project shop
  millrace repositories add /srv/git/shop.git --project shop --name shop
  millrace repositories list --project shop
`;

/** `millrace repositories`: folders of the server's machine, registered with it. */
export function define(command: Command, invocation: Invocation): void {
  const { io } = invocation;
  command.description('Repositories of a server.').addHelpText('after', examples);
  const add = command
    .command('add')
    .description("Registers a git repository, bare or not, of the server's machine.")
    .argument('<DIR>', 'its folder');
  addProjectFlag(add, io).addOption(textFlag(io.env, '--name <NAME>', "its name (default: the folder's)"));
  askServer<ProjectFlag & { readonly name?: string }>(add, invocation, async ({ server, args, flags, cwd, print }) => {
    const [folder = ''] = args;
    const project = needed('--project', flags.project);
    const repository = await server.post<Repository>(`${segment(project)}/_apis/git/repositories`, {
      ...(flags.name === undefined ? {} : { name: flags.name }),
      remoteUrl: resolve(cwd, folder),
    });
    print(repository, ({ id, name }) => `Repository ${name} is registered: ${id}\n`);
  });
  const list = addProjectFlag(
    command.command('list').description('Lists the repositories, of all projects without --project.'),
    io,
  );
  askServer<ProjectFlag>(list, invocation, async ({ server, flags, print }) => {
    const base = flags.project === undefined ? '' : `${segment(flags.project)}/`;
    const { value } = await server.get<{ readonly value: readonly Repository[] }>(`${base}_apis/git/repositories`);
    print(value, repositories =>
      table(
        ['name', 'id', 'branch', 'folder'],
        repositories.map(({ name, id, defaultBranch = '', remoteUrl }) => [
          name,
          id,
          branchName(defaultBranch),
          remoteUrl,
        ]),
        'There are no repositories yet.',
      ),
    );
  });
}

function branchName(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}
