import { createHash } from 'node:crypto';
import { Client, type ClientConfig, type Notification } from 'pg';
import type { Listening, Wakeups } from '../../run/ports/wakeups.ts';
import { LocalWakeups } from '../wakeups/local.ts';

const channel = 'millrace_wakeup';
const firstPauseMs = 100;
const longestPauseMs = 5_000;

/**
 * Wakes who waits here at once, and who waits on other servers through NOTIFY. One connection of its own listens and tells; when it is
 * lost it is made again, and everyone here is woken, for what they waited for may have come meanwhile.
 *
 * Connecting → open → lost → connecting …, and closed from any of them for good.
 */
export class PostgresWakeups implements Wakeups {
  readonly #config: ClientConfig;
  readonly #local = new LocalWakeups();
  /** While open. */
  #client: Client | undefined;
  #pauseMs = firstPauseMs;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;
  readonly #untold = new Set<string>();
  #telling: Promise<void> | undefined;

  constructor(config: ClientConfig) {
    this.#config = config;
  }

  /** Connects for the first time. Rejects when that fails. */
  async open(): Promise<void> {
    this.#client = await this.#connect();
  }

  wake(topic: string): void {
    const mark = markOf(topic);
    this.#local.wake(mark);
    if (this.#client === undefined) return;
    this.#untold.add(mark);
    this.#telling ??= this.#tell();
  }

  wait(topic: string, timeoutMs: number, signal?: AbortSignal): Promise<void> {
    return this.#local.wait(markOf(topic), timeoutMs, signal);
  }

  listen(topic: string): Listening {
    return this.#local.listen(markOf(topic));
  }

  /** Tells what is still untold, wakes everyone here and lets go of the connection. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    await this.#telling;
    const client = this.#client;
    this.#client = undefined;
    await client?.end();
    this.#local.wakeAll();
  }

  async #connect(): Promise<Client> {
    const client = new Client(this.#config);
    // Without a listener a lost connection would end the process. `end` follows.
    client.on('error', () => {});
    client.on('end', () => this.#lose(client));
    client.on('notification', notification => this.#hear(client, notification));
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
    } catch (error) {
      await client.end();
      throw error;
    }
    return client;
  }

  #hear(client: Client, { processId, payload }: Notification): void {
    if (payload !== undefined && processId !== processIdOf(client)) this.#local.wake(payload);
  }

  #lose(client: Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#untold.clear();
    this.#reconnectSoon();
  }

  #reconnectSoon(): void {
    if (this.#isClosed) return;
    this.#retry = setTimeout(() => void this.#reconnect(), this.#pauseMs).unref();
    this.#pauseMs = Math.min(2 * this.#pauseMs, longestPauseMs);
  }

  async #reconnect(): Promise<void> {
    let client: Client;
    try {
      client = await this.#connect();
    } catch {
      this.#reconnectSoon();
      return;
    }
    if (this.#isClosed) {
      await client.end();
      return;
    }
    this.#client = client;
    this.#pauseMs = firstPauseMs;
    this.#local.wakeAll();
  }

  /** Tells all topics that were woken while it told the former ones with one statement. */
  async #tell(): Promise<void> {
    // Those that are woken in the same turn go along.
    await Promise.resolve();
    while (this.#untold.size > 0 && this.#client !== undefined) {
      const marks = [...this.#untold];
      this.#untold.clear();
      try {
        await this.#client.query(`select pg_notify('${channel}', mark) from unnest($1::text[]) as mark`, [marks]);
      } catch {
        // A hint that is lost with its connection: who waits looks again after a while.
      }
    }
    this.#telling = undefined;
  }
}

/** A topic may be long and hold anything, what is told may not. */
function markOf(topic: string): string {
  return createHash('sha256').update(topic).digest('base64url');
}

/** The server's process that serves a connection: pg has it, its types have not. */
function processIdOf(client: Client): number | undefined {
  return 'processID' in client && typeof client.processID === 'number' ? client.processID : undefined;
}
