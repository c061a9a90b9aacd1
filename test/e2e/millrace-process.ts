import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const sources = fileURLToPath(new URL('../../src/main/millrace.ts', import.meta.url));

/** How long a server or a run may take before a test gives up on it, in milliseconds. */
const patienceMs = 60_000;

export type ReadyFile = { readonly url: string; readonly organization: string; readonly token: string };

/** `millrace` as users start it, in a process of its own: the file `entry`, by default that of the sources. */
export function spawnMillrace(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  entry = sources,
): ChildProcess {
  return spawn(process.execPath, [entry, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
}

/** Runs a command to its end. */
export async function runMillrace(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  entry = sources,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawnMillrace(args, env, entry);
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exitOf(child)]);
  return { code, stdout, stderr };
}

async function text(stream: NodeJS.ReadableStream | null): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream ?? []) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise(resolve => child.once('exit', code => resolve(code)));
}

/** A server under test, in a data folder that outlives it until the test disposes of it. */
export class ServerUnderTest implements AsyncDisposable {
  readonly data: string;
  readonly #flags: readonly string[];
  readonly #entry: string;
  #child: ChildProcess | undefined;
  #ready: ReadyFile | undefined;
  #stderr = '';

  constructor(data: string, flags: readonly string[] = [], entry = sources) {
    this.data = data;
    this.#flags = flags;
    this.#entry = entry;
  }

  static async create(flags: readonly string[] = [], entry = sources): Promise<ServerUnderTest> {
    return new ServerUnderTest(await mkdtemp(join(tmpdir(), 'millrace-test-')), flags, entry);
  }

  get ready(): ReadyFile {
    assert.ok(this.#ready, 'the server was not started');
    return this.#ready;
  }

  /** What it printed on stderr until now. */
  get stderr(): string {
    return this.#stderr;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** The most memory it ever held, in KiB. */
  async peakKiB(): Promise<number> {
    return Number(/VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${this.pid}/status`, 'utf8'))?.[1]);
  }

  async start(): Promise<void> {
    const readyFile = join(this.data, 'ready.json');
    await rm(readyFile, { force: true });
    // A server that is started again keeps its address, as its users expect.
    const port = this.#ready === undefined ? '0' : new URL(this.#ready.url).port;
    const place = ['--port', port, '--data', this.data, '--organization', 'fabrikam', '--ready-file', readyFile];
    const child = spawnMillrace(['serve', ...place, ...this.#flags], {}, this.#entry);
    this.#child = child;
    child.stdout?.resume();
    child.stderr?.on('data', piece => {
      this.#stderr += String(piece);
    });
    const until = Date.now() + patienceMs;
    for (;;) {
      const content = await readFile(readyFile, 'utf8').catch(() => undefined);
      if (content !== undefined) {
        this.#ready = JSON.parse(content) as ReadyFile;
        return;
      }
      assert.equal(child.exitCode, null, `the server ended: ${this.#stderr}`);
      assert.ok(Date.now() < until, `the server was not ready: ${this.#stderr}`);
      await sleep(10);
    }
  }

  /** Ends the process with a signal and waits until it is gone. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = exitOf(child);
    child.kill(signal);
    await exit;
  }

  /** Sends a request as a client with the server's token; asserts the status. */
  async ask(method: string, path: string, body?: unknown, status = 200): Promise<Response> {
    const { url, token } = this.ready;
    const response = await fetch(`${url}/${path}${path.includes('?') ? '&' : '?'}api-version=7.1-preview.1`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`:${token}`).toString('base64')}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.status !== status)
      assert.fail(`${method} ${path}: ${response.status} ${await response.text()}\n${this.#stderr}`);
    return response;
  }

  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    return (await (await this.ask(method, path, body)).json()) as T;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGTERM');
    await rm(this.data, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Asks until the answer is the wanted one; fails with what came last. */
export async function eventually<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean, everyMs = 50): Promise<T> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    assert.ok(Date.now() < until, `still not as wanted: ${JSON.stringify(answer)}`);
    await sleep(everyMs);
  }
}
