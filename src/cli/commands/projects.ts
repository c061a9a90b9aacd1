import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Connection } from '../connection.ts';
import { CommandError } from '../errors.ts';
import { textFlag } from '../flags/flag.ts';
import type { Invocation } from '../invocation.ts';
import { table } from '../table.ts';
import { askServer, segment } from './server-command.ts';

type Project = { readonly id: string; readonly name: string; readonly description?: string };
type Operation = { readonly id: string; readonly status: string };

/** How often, and how many times, the operation that creates a project is asked for. */
const pollMs = 250;
const polls = 240;

const examples = `
Examples:
  millrace projects create shop --description "All of the shop"
  millrace projects list
`;

/** `millrace projects`: created and listed. */
export function define(command: Command, invocation: Invocation): void {
  const { env } = invocation.io;
  command.description('Projects of a server.').addHelpText('after', examples);
  const create = command
    .command('create')
    .description('Creates a project.')
    .argument('<NAME>')
    .addOption(textFlag(env, '--description <TEXT>', 'what it is for'));
  askServer<{ readonly description?: string }>(create, invocation, async ({ server, args, flags, print }) => {
    const [name = ''] = args;
    const project = await createProject(server, name, flags.description ?? '');
    print(project, ({ id }) => `Project ${name} is created: ${id}\n`);
  });
  const list = command.command('list').description('Lists the projects.');
  askServer(list, invocation, async ({ server, print }) => {
    const { value } = await server.get<{ readonly value: readonly Project[] }>('_apis/projects');
    print(value, projects =>
      table(
        ['name', 'id', 'description'],
        projects.map(({ name, id, description = '' }) => [name, id, description]),
        'There are no projects yet.',
      ),
    );
  });
}

async function createProject(server: Connection, name: string, description: string): Promise<Project> {
  const capabilities = { versioncontrol: { sourceControlType: 'Git' } };
  const begun = await server.post<Operation>('_apis/projects', { name, description, capabilities });
  for (let poll = 0; poll < polls; poll += 1) {
    const { status } = await server.get<Operation>(`_apis/operations/${segment(begun.id)}`);
    if (status === 'succeeded') return server.get<Project>(`_apis/projects/${segment(name)}`);
    if (status === 'failed' || status === 'cancelled') break;
    await sleep(pollMs);
  }
  throw new CommandError(`The server did not create the project '${name}'.`, 1);
}
