import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ServeOptions } from '../doors.ts';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';
import { pairs, switchFlag, textFlag, wholeNumber } from './flag.ts';
import { addHttpFlags, type HttpFlags, httpOptions } from './http-flags.ts';
import { imageFlag } from './image-flag.ts';

const defaults = { port: '8100', data: '.millrace', organization: 'local' } as const;

/** What commands that serve are given. */
export type ServeFlags = HttpFlags & {
  readonly port?: string;
  readonly data?: string;
  readonly database?: string;
  readonly blobs?: string;
  readonly organization?: string;
  readonly readyFile?: string;
  readonly image: readonly string[];
  readonly memory?: boolean;
  readonly emulator?: boolean;
  readonly looseVersions?: boolean;
  readonly agent: boolean;
  readonly allowPrivateAddresses?: boolean;
};

export function addServeFlags(command: Command, io: Io): void {
  const { env } = io;
  command
    .addOption(textFlag(env, '--port <N>', `port, 0 for a free one (default: ${defaults.port})`))
    .addOption(textFlag(env, '--data <DIR>', `folder of all data (default: ${defaults.data})`))
    .addOption(textFlag(env, '--database <URL>', 'postgres:// address (default: SQLite in the data folder)'))
    .addOption(textFlag(env, '--blobs <DIR>', 'folder of logs (default: in the data folder)'))
    .addOption(
      textFlag(env, '--organization <NAME>', `the first part of every address (default: ${defaults.organization})`),
    )
    .addOption(textFlag(env, '--ready-file <FILE>', 'write address and a new token as JSON once requests are accepted'))
    .addOption(imageFlag(env))
    .addOption(switchFlag(env, '--memory', 'keep everything in memory, for tests'))
    .addOption(switchFlag(env, '--emulator', 'serve the controls for tests: clock, faults, fixtures'))
    .addOption(switchFlag(env, '--loose-versions', 'take any api-version, or none'))
    .addOption(switchFlag(env, '--no-agent', 'run no agent of its own'))
    .addOption(
      switchFlag(
        env,
        '--allow-private-addresses',
        'let service hooks and pipelines have the server call this machine and private networks',
      ),
    );
  addHttpFlags(command, io);
}

/** Reads the flags; relative paths start from the current folder. */
export function serveOptions(flags: ServeFlags, { cwd }: Pick<Io, 'cwd'>): ServeOptions {
  const { database, blobs, readyFile, organization = defaults.organization } = flags;
  if (!/^[\p{L}\p{N}]([\p{L}\p{N}_.-]{0,62}[\p{L}\p{N}])?$/u.test(organization)) {
    throw new CommandError(
      `--organization takes 1 to 64 letters, digits and inner dashes, dots or underscores, not '${organization}'.`,
    );
  }
  if (database !== undefined && !/^postgres(ql)?:\/\//.test(database)) {
    throw new CommandError('--database takes an address that begins with postgres://. Without it SQLite is used.');
  }
  if (blobs !== undefined && isAddress(blobs)) {
    throw new CommandError('--blobs takes a folder: addresses of object stores are not supported yet.');
  }
  return {
    port: wholeNumber('--port', flags.port ?? defaults.port, { from: 0, to: 65_535 }),
    data: resolve(cwd, flags.data ?? defaults.data),
    ...(database === undefined ? {} : { database }),
    ...(blobs === undefined ? {} : { blobs: resolve(cwd, blobs) }),
    organization,
    ...(readyFile === undefined ? {} : { readyFile: resolve(cwd, readyFile) }),
    images: pairs('--image', flags.image),
    memory: flags.memory ?? false,
    emulator: flags.emulator ?? false,
    looseVersions: flags.looseVersions ?? false,
    agent: flags.agent,
    ...(flags.allowPrivateAddresses === true ? { allowPrivateAddresses: true } : {}),
    http: httpOptions(flags, { cwd }),
  };
}

function isAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(text);
}
