import type { Command } from 'commander';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';
import { textFlag } from './flag.ts';

/** Which server commands speak to. */
export type ConnectionFlags = { readonly url?: string; readonly token?: string };

export function addConnectionFlags(command: Command, { env }: Io): void {
  command
    .addOption(textFlag(env, '--url <URL>', 'the server with its organization, http://HOST:PORT/ORGANIZATION'))
    .addOption(textFlag(env, '--token <TOKEN>', 'a token of the server'));
}

/** Reads the flags; both must be given. The address is answered without a slash at its end. */
export function serverOf({ url, token }: ConnectionFlags): { readonly url: string; readonly token: string } {
  if (url === undefined) throw new CommandError('Which server? Give --url or set MILLRACE_URL.');
  if (token === undefined) throw new CommandError('A token is needed. Give --token or set MILLRACE_TOKEN.');
  const address = URL.parse(url);
  const isHttp = address?.protocol === 'http:' || address?.protocol === 'https:';
  if (!isHttp || address.pathname === '/') {
    throw new CommandError(`--url takes http://HOST:PORT/ORGANIZATION, not '${url}'.`);
  }
  return { url: `${address.origin}${address.pathname.replace(/\/+$/, '')}`, token };
}
