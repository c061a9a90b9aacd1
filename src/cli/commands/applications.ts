import type { Command } from 'commander';
import { CommandError } from '../errors.ts';
import { listFlag, textFlag } from '../flags/flag.ts';
import { needed } from '../flags/project-flag.ts';
import type { Invocation } from '../invocation.ts';
import { table } from '../table.ts';
import { askServer, segment } from './server-command.ts';

type Application = {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly redirectUris: readonly string[];
  readonly secretValidTo: string;
  readonly secret?: string;
};

const path = '_millrace/oauth/applications';

const examples = `
Examples:
  millrace applications register --name dashboard --redirect-uri https://dash.example.com/callback --scope vso.build
  millrace applications list
  millrace applications renew ID
  millrace applications remove ID
`;

/** `millrace applications`: programs that people may let act for them over OAuth 2. */
export function define(command: Command, invocation: Invocation): void {
  command.description('OAuth 2 applications of a server.').addHelpText('after', examples);
  defineRegister(command, invocation);
  defineList(command, invocation);
  defineRenew(command, invocation);
  defineRemove(command, invocation);
}

type RegisterFlags = {
  readonly name?: string;
  readonly description?: string;
  readonly redirectUri: readonly string[];
  readonly scope: readonly string[];
};

function defineRegister(command: Command, invocation: Invocation): void {
  const { env } = invocation.io;
  const register = command
    .command('register')
    .description('Registers an application; its id and secret are printed, the secret this once.')
    .addOption(textFlag(env, '--name <NAME>', 'what people are shown'))
    .addOption(textFlag(env, '--description <TEXT>', 'what it does'))
    .addOption(listFlag(env, '--redirect-uri <URL>', { description: 'where people are sent back', separator: 'comma' }))
    .addOption(listFlag(env, '--scope <SCOPE>', { description: 'what it may ask for', separator: 'comma' }));
  askServer<RegisterFlags>(register, invocation, async ({ server, flags, print }) => {
    const { description = '', redirectUri: redirectUris, scope } = flags;
    const name = needed('--name', flags.name);
    if (redirectUris.length === 0 || scope.length === 0)
      throw new CommandError('--redirect-uri and --scope are needed, once at least.');
    const body = { name, description, redirectUris, scope: scope.join(' ') };
    print(await server.post<Application>(path, body), credentials);
  });
}

function defineList(command: Command, invocation: Invocation): void {
  const list = command.command('list').description('Lists the applications, without their secrets.');
  askServer(list, invocation, async ({ server, print }) => {
    const { value } = await server.get<{ readonly value: readonly Application[] }>(path);
    print(value, applications =>
      table(
        ['name', 'id', 'scope', 'secret good until', 'redirect URIs'],
        applications.map(({ name, id, scope, secretValidTo, redirectUris }) => [
          name,
          id,
          scope,
          secretValidTo,
          redirectUris.join(' '),
        ]),
        'There are no applications.',
      ),
    );
  });
}

function defineRenew(command: Command, invocation: Invocation): void {
  const renew = command
    .command('renew')
    .description('Gives an application another secret for 60 days; the former one is refused at once.')
    .argument('<ID>');
  askServer(renew, invocation, async ({ server, args, print }) => {
    print(await server.post<Application>(`${path}/${segment(args[0] ?? '')}/secret`, {}), credentials);
  });
}

function defineRemove(command: Command, invocation: Invocation): void {
  const remove = command
    .command('remove')
    .description('Removes an application, and with it all that people let it do.')
    .argument('<ID>');
  askServer(remove, invocation, async ({ server, args, write }) => {
    await server.delete(`${path}/${segment(args[0] ?? '')}`);
    write('The application is removed.\n');
  });
}

function credentials({ id, secret = '', secretValidTo }: Application): string {
  return `client_id  ${id}\nsecret     ${secret}\ngood until ${secretValidTo}\n`;
}
