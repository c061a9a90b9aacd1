import { resolve } from 'node:path';
import type { Command } from 'commander';
import { requestsPerSecond } from '../../base/limits.ts';
import type { HttpOptions } from '../doors.ts';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';
import { listFlag, switchFlag, textFlag, wholeNumber } from './flag.ts';

const logLevels = ['debug', 'info', 'warn', 'error'] as const;

/** How a server is reached, and what it tells of itself. */
export type HttpFlags = {
  readonly host?: string;
  readonly publicUrl?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly rateLimit?: string;
  readonly corsOrigin: readonly string[];
  readonly logLevel?: string;
  readonly anonymousMetrics?: boolean;
};

export function addHttpFlags(command: Command, { env }: Io): void {
  command
    .addOption(textFlag(env, '--host <ADDRESS>', 'the address to listen on (default: 127.0.0.1)'))
    .addOption(textFlag(env, '--public-url <URL>', 'how clients reach it, such as https://ci.example.com'))
    .addOption(textFlag(env, '--tls-cert <FILE>', 'certificate in PEM, with its chain; requests then come over TLS'))
    .addOption(textFlag(env, '--tls-key <FILE>', 'the key of the certificate, in PEM'))
    .addOption(
      textFlag(env, '--rate-limit <N>', `requests a second of one caller, N or N/s (default: ${requestsPerSecond})`),
    )
    .addOption(
      listFlag(env, '--cors-origin <ORIGIN>', {
        description: 'origin whose pages may read answers, or *',
        separator: 'comma',
      }),
    )
    .addOption(textFlag(env, '--log-level <LEVEL>', `log as JSON on stderr: ${logLevels.join(', ')} (default: none)`))
    .addOption(switchFlag(env, '--anonymous-metrics', 'let /metrics be read without a token'));
}

/** Reads the flags; relative paths start from the current folder. */
export function httpOptions(flags: HttpFlags, { cwd }: Pick<Io, 'cwd'>): HttpOptions {
  const { host, publicUrl, tlsCert, tlsKey, rateLimit, corsOrigin: origins, logLevel, anonymousMetrics } = flags;
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw new CommandError('--tls-cert and --tls-key are given together.');
  for (const origin of origins) checkOrigin(origin);
  const level = logLevels.find(each => each === logLevel);
  if (logLevel !== undefined && level === undefined)
    throw new CommandError(`--log-level takes ${logLevels.join(', ')}, not '${logLevel}'.`);
  return {
    ...(host === undefined ? {} : { host }),
    ...(publicUrl === undefined ? {} : { publicUrl: checkedUrl(publicUrl) }),
    ...(tlsCert === undefined || tlsKey === undefined
      ? {}
      : { tls: { cert: resolve(cwd, tlsCert), key: resolve(cwd, tlsKey) } }),
    ...(rateLimit === undefined ? {} : { rateLimit: rateOf(rateLimit) }),
    ...(origins.length === 0 ? {} : { origins }),
    ...(level === undefined ? {} : { logLevel: level }),
    ...(anonymousMetrics === true ? { anonymousMetrics } : {}),
  };
}

function rateOf(text: string): number {
  return wholeNumber('--rate-limit', text.replace(/\/s$/, ''), { from: 1, to: 100_000_000 });
}

function checkOrigin(origin: string): void {
  if (origin !== '*' && URL.parse(origin)?.origin !== origin)
    throw new CommandError(`--cors-origin takes an origin such as https://app.example.com, or *, not '${origin}'.`);
}

function checkedUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new CommandError(`--public-url takes an address such as https://ci.example.com, not '${text}'.`);
  return text.replace(/\/+$/, '');
}
