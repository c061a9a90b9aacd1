import type { Command } from 'commander';
import type { Connection } from '../connection.ts';
import { CommandError } from '../errors.ts';
import { listFlag, textFlag, wholeNumber } from '../flags/flag.ts';
import { needed } from '../flags/project-flag.ts';
import type { Invocation } from '../invocation.ts';
import { table } from '../table.ts';
import { askServer, segment } from './server-command.ts';

type Token = {
  readonly authorizationId: string;
  readonly displayName: string;
  readonly scope: string;
  readonly token: string | null;
  readonly validTo: string;
};
type Result = { readonly patToken: Token | null; readonly patTokenError: string };

const path = '_apis/tokens/pats';
/** The service has tokens as a preview only. */
const version = 'api-version=7.1-preview.1';
const dayMs = 86_400_000;
const defaultDays = '30';

const examples = `
Examples:
  millrace token create --name ci --scope vso.build --days 90
  millrace token create --name deploy --scope vso.build_execute --scope vso.code
  millrace token list
  millrace token revoke ci
`;

/** `millrace token`: your own personal access tokens, created, listed, revoked. */
export function define(command: Command, invocation: Invocation): void {
  command.description('Your personal access tokens on a server.').addHelpText('after', examples);
  defineCreate(command, invocation);
  defineList(command, invocation);
  defineRevoke(command, invocation);
}

type CreateFlags = { readonly name?: string; readonly scope: readonly string[]; readonly days?: string };

function defineCreate(command: Command, invocation: Invocation): void {
  const { env } = invocation.io;
  const create = command
    .command('create')
    .description('Creates a token and prints it, this once.')
    .addOption(textFlag(env, '--name <NAME>', 'what you know it by'))
    .addOption(
      listFlag(env, '--scope <SCOPE>', { description: 'what it may do, such as vso.build', separator: 'comma' }),
    )
    .addOption(textFlag(env, '--days <N>', `how long it is good (default: ${defaultDays})`));
  askServer<CreateFlags>(create, invocation, async ({ server, flags, print }) => {
    const displayName = needed('--name', flags.name);
    if (flags.scope.length === 0)
      throw new CommandError('--scope is needed: vso.build, …; app_token is all you may do.');
    const days = wholeNumber('--days', flags.days ?? defaultDays, { from: 1, to: 366 });
    const validTo = new Date(Date.now() + days * dayMs).toISOString();
    const scope = flags.scope.join(' ');
    const { patToken, patTokenError } = await server.post<Result>(`${path}?${version}`, {
      displayName,
      scope,
      validTo,
    });
    if (patToken === null)
      throw new CommandError(refusals[patTokenError] ?? `The server refused: ${patTokenError}.`, 1);
    print(patToken, ({ token }) => `${token ?? ''}\n`);
  });
}

const refusals: Readonly<Record<string, string>> = {
  invalidScope: 'The server does not know such a scope. docs/manual/security.md lists them.',
  invalidValidTo: 'A token is good for at most a year.',
  accessDenied: 'Your own token does not have that scope, so it can give it to no other.',
};

function defineList(command: Command, invocation: Invocation): void {
  const list = command.command('list').description('Lists your tokens, without their texts.');
  askServer(list, invocation, async ({ server, print }) => {
    print(await tokensOf(server), tokens =>
      table(
        ['name', 'scope', 'good until', 'id'],
        tokens.map(({ displayName, scope, validTo, authorizationId }) => [
          displayName,
          scope,
          validTo.startsWith('9999') ? 'it is revoked' : validTo,
          authorizationId,
        ]),
        'There are no tokens.',
      ),
    );
  });
}

function defineRevoke(command: Command, invocation: Invocation): void {
  const revoke = command
    .command('revoke')
    .description('Takes a token back; it is refused from then on.')
    .argument('<TOKEN>', 'its name or id');
  askServer(revoke, invocation, async ({ server, args, print }) => {
    const [asked = ''] = args;
    const found = (await tokensOf(server)).filter(
      ({ displayName, authorizationId }) => authorizationId === asked.toLowerCase() || displayName === asked,
    );
    const [token] = found;
    if (token === undefined) throw new CommandError(`You have no token '${asked}'.`, 1);
    if (found.length > 1) throw new CommandError(`You have ${found.length} tokens named '${asked}': give an id.`, 1);
    await server.delete(`${path}?authorizationId=${segment(token.authorizationId)}&${version}`);
    print(token, ({ displayName }) => `Token ${displayName} is revoked.\n`);
  });
}

async function tokensOf(server: Connection): Promise<readonly Token[]> {
  const tokens: Token[] = [];
  for (let from = ''; ; ) {
    const query = `displayFilterOption=all&isSortAscending=true&continuationToken=${from}&${version}`;
    const page = await server.get<{ continuationToken: string; patTokens: readonly Token[] }>(`${path}?${query}`);
    tokens.push(...page.patTokens);
    from = page.continuationToken;
    if (from === '') return tokens;
  }
}
