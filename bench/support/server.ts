import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A server in a process of its own. */
export type Served = AsyncDisposable & { readonly url: string; readonly token: string; readonly pid: number };

const bundle = fileURLToPath(new URL('../../dist/millrace.cjs', import.meta.url));

/** The bundle's server, on a data folder of its own unless another is given; a minute to begin. */
export async function serveBundle(flags: readonly string[] = [], data?: string): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  const readyFile = join(folder, 'ready.json');
  const args = ['serve', '--port', '0', '--data', data ?? join(folder, 'data'), '--ready-file', readyFile];
  const child = spawn(process.execPath, [bundle, ...args, ...flags], { stdio: ['ignore', 'ignore', 'inherit'] });
  await until(() => existsSync(readyFile) || child.exitCode !== null);
  const { url, token } = JSON.parse(readFileSync(readyFile, 'utf8')) as { url: string; token: string };
  return served(child, { url, token }, () => rmSync(folder, { recursive: true, force: true }));
}

/** Bare `node:http` that answers every request with the same text: the floor. */
export function serveBare(text: string): Promise<Served> {
  return serveProgram(
    `const body = Buffer.from(process.env.BODY);
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const server = require('node:http').createServer((_, answer) => answer.writeHead(200, headers).end(body));`,
    { BODY: text },
  );
}

/** Bare `node:http` that answers every request with so many bytes, in pieces, as fast as the client takes them: the floor of long answers. */
export function serveBarePieces(bytes: number): Promise<Served> {
  return serveProgram(
    `const { Readable, pipeline } = require('node:stream');
    const piece = Buffer.alloc(120_000, 'x');
    function* pieces() { for (let left = ${bytes}; left > 0; left -= piece.length) yield piece.subarray(0, left); }
    const server = require('node:http').createServer((_, answer) => pipeline(Readable.from(pieces()), answer, () => {}));`,
  );
}

/** A program that makes a `server`, which is told to listen. */
export async function serveProgram(makesServer: string, env: NodeJS.ProcessEnv = {}): Promise<Served> {
  const program = `${makesServer}\nserver.listen(0, '127.0.0.1', () => process.send(server.address().port));`;
  const child = spawn(process.execPath, ['-e', program], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
  });
  const [port] = (await once(child, 'message')) as [number];
  return served(child, { url: `http://127.0.0.1:${port}`, token: '' }, () => {});
}

function served(child: ChildProcess, at: { readonly url: string; readonly token: string }, clean: () => void): Served {
  return {
    ...at,
    pid: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      clean();
    },
  };
}

/** Processor seconds that a process used so far, from Linux's `/proc`. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** The processes that a process started, from Linux's `/proc`. */
export function childrenOf(pid: number): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(each => each > 0 && parentOf(each) === pid);
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}

/** What a process holds in memory, in MiB. */
export function residentMib(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

async function until(isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(20)) if (isSo()) return;
  throw new Error('The server did not begin.');
}
