import type { Writable } from 'node:stream';
import { liveBeatMs, liveConnections } from '../../base/limits.ts';
import type { Follower } from '../../run/live-event.ts';
import { LiveConnection } from './live-connection.ts';

/** All connections of this server that follow a run. */
export class LiveConnections {
  readonly #open = new Map<LiveConnection, () => void>();
  readonly #most: number;
  #beating: NodeJS.Timeout | undefined;

  /** `most` may be open at the same time. */
  constructor(most: number = liveConnections) {
    this.#most = most;
  }

  get isFull(): boolean {
    return this.#open.size >= this.#most;
  }

  /** Follows something on a connection; `follow` answers what is called once it is closed. */
  add(out: Writable, follow: (follower: Follower) => () => void): void {
    const connection = new LiveConnection(out, closed => {
      this.#open.get(closed)?.();
      this.#open.delete(closed);
    });
    this.#open.set(connection, follow(connection));
    this.#beating ??= setInterval(() => this.#beat(), liveBeatMs).unref();
  }

  /** Cuts everybody off; they may come again, to whoever serves then. */
  close(): void {
    clearInterval(this.#beating);
    for (const connection of this.#open.keys()) connection.cut();
  }

  #beat(): void {
    for (const connection of this.#open.keys()) connection.beat();
  }
}
