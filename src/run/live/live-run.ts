import { setTimeout as sleep } from 'node:timers/promises';
import { liveGraceMs, livePollMs } from '../../base/limits.ts';
import type { RunKey } from '../events.ts';
import type { EncodeLive, Follower, LiveEvent } from '../live-event.ts';
import { cursorOf, type Place } from '../live-place.ts';
import type { LogStore } from '../logs.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { Wakeups } from '../ports/wakeups.ts';
import { type FollowedLog, FollowedRun } from './followed-run.ts';
import { storedLines } from './stored-lines.ts';
import { Told } from './told.ts';

export type LiveRunPorts = {
  readonly runs: RunStore;
  readonly logs: LogStore;
  readonly wakeups: Wakeups;
  readonly encode: EncodeLive;
};

/**
 * One run for all who follow it on this server. Lines come from the stored logs alone, which every server reads, so that everybody gets the
 * same lines, each once, wherever he begins.
 *
 * A follower reads, then follows until the run is over or he is gone; he reads again when he does not keep up.
 * - He reads: he is given what is stored, up to the run's place, as fast as he takes it. Nothing is kept for him.
 * - He follows: he has everything up to the run's place. What is new is read and encoded once for all.
 */
export class LiveRun {
  readonly #key: RunKey;
  readonly #ports: LiveRunPorts;
  readonly #run: FollowedRun;
  readonly #following = new Set<Follower>();
  #reading = 0;
  /** How far those who follow are. It only grows. */
  readonly #place: Place = new Map();
  readonly #told = new Told();
  #beginning = { told: 0, bytes: new Uint8Array() };
  #logs: readonly FollowedLog[] = [];
  #state: 'open' | 'over' | 'closed' = 'open';
  #looks: Promise<unknown> | undefined;
  readonly #closing = new AbortController();

  constructor(key: RunKey, ports: LiveRunPorts) {
    this.#key = key;
    this.#ports = ports;
    this.#run = new FollowedRun(key, ports.runs, ports.logs);
  }

  /** Somebody else may still follow. */
  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** Gives somebody what he has not got; resolves when he follows, or there is no more for him. */
  async follow(follower: Follower, place: Place): Promise<void> {
    this.#reading += 1;
    try {
      await (this.#looks ?? this.#look());
      // Who was on a server that was faster is not given lines again.
      if (this.#isBehind(place)) await this.#look();
      await this.#read(follower, place, 0);
    } catch (failure) {
      follower.end();
      throw failure;
    } finally {
      this.#reading -= 1;
    }
  }

  leave(follower: Follower): void {
    this.#following.delete(follower);
  }

  /** Looks at the run whenever something may have happened, until it is over or nobody is here. Throws when it can't be read. */
  async watch(topic: string): Promise<void> {
    try {
      while (this.#state === 'open' && (this.#reading > 0 || this.#following.size > 0)) {
        // The wait begins before the look, so that what comes in between is not missed.
        const woken = this.#ports.wakeups.wait(topic, livePollMs, this.#closing.signal);
        await this.#look();
        await woken;
      }
    } finally {
      this.close();
    }
  }

  /** Lets go of everybody; who still reads what a completed run has logged goes on. */
  close(): void {
    if (this.#state === 'open') this.#state = 'closed';
    this.#closing.abort();
    for (const follower of this.#following) follower.end();
    this.#following.clear();
  }

  /** Looks at the run, after whoever looks already. */
  #look(): Promise<unknown> {
    const look = (this.#looks ?? Promise.resolve()).then(() => this.#lookOnce());
    this.#looks = look.catch(() => {});
    return look;
  }

  async #lookOnce(): Promise<void> {
    if (this.#state !== 'open') return;
    const look = await this.#run.look();
    if (look === undefined) return this.close();
    const { row, changed, logs } = look;
    this.#logs = logs;
    // A record is told of before its lines, and its end after them.
    const { ends = [], news = [] } = Object.groupBy(changed, record => (this.#told.isEnd(record) ? 'ends' : 'news'));
    await this.#tell(this.#told.records(news));
    for (const log of logs) await this.#tellLines(log);
    await this.#tell(this.#told.records(ends));
    await this.#tell(this.#told.state(row));
    if (row.state !== 'completed') return;
    this.#state = 'over';
    const bytes = this.#ports.encode({ type: 'end', cursor: cursorOf(this.#place), run: row });
    for (const follower of this.#following) follower.take(bytes);
    this.close();
  }

  async #tellLines({ id, recordId, isShown, lineCount, isClosed }: FollowedLog): Promise<void> {
    const known = this.#place.get(id) ?? 0;
    if (isShown && lineCount > known && this.#following.size > 0) {
      for await (const piece of storedLines(this.#ports.logs, this.#key, { id, first: known + 1, last: lineCount })) {
        this.#place.set(id, piece.startLine + piece.lines.length - 1);
        const cursor = cursorOf(this.#place);
        await this.#tell({ type: 'lines', cursor, logId: id, recordId, ...piece });
      }
    }
    this.#place.set(id, isClosed ? Number.POSITIVE_INFINITY : isShown ? Math.max(known, lineCount) : 0);
  }

  /** Tells all who follow. Who is behind then has a moment, and reads by himself if that is not enough. */
  async #tell(event: LiveEvent | undefined): Promise<void> {
    if (event === undefined || this.#following.size === 0) return;
    const bytes = this.#ports.encode(event);
    const behind = new Set<Follower>();
    for (const follower of this.#following) if (!follower.take(bytes)) behind.add(follower);
    if (behind.size === 0) return;
    const catchUp = [...behind].map(follower => follower.drained().then(() => behind.delete(follower)));
    const grace = new AbortController();
    const pause = sleep(liveGraceMs, undefined, { signal: grace.signal }).catch(() => {});
    await Promise.race([Promise.all(catchUp), pause]);
    grace.abort();
    for (const follower of behind) {
      this.#following.delete(follower);
      void this.#readAgain(follower, new Map(this.#place), this.#told.count);
    }
  }

  async #readAgain(...reading: readonly [Follower, Place, number]): Promise<void> {
    this.#reading += 1;
    try {
      await reading[0].drained();
      await this.#read(...reading);
    } catch {
      // What can't be read now can be asked for again, from where he is.
      reading[0].end();
    } finally {
      this.#reading -= 1;
    }
  }

  /** Gives somebody what is stored behind his place, and what was told after `told`, until he has everything. */
  async #read(follower: Follower, place: Place, told: number): Promise<void> {
    let count = told;
    while (!follower.isGone && this.#state !== 'closed') {
      const isNews = count < this.#told.count;
      const fits = !isNews || follower.take(this.#newsSince(count));
      count = this.#told.count;
      const log = fits ? this.#nextFor(place) : undefined;
      if (!fits) await follower.drained();
      else if (log !== undefined) await this.#give(follower, place, log);
      else if (!isNews) return this.#settle(follower);
    }
    follower.end();
  }

  /** For those who begin it is made once. */
  #newsSince(count: number): Uint8Array {
    const { told } = this.#beginning;
    if (count === 0 && told === this.#told.count) return this.#beginning.bytes;
    const bytes = Buffer.concat(this.#told.since(count).map(this.#ports.encode));
    if (count === 0) this.#beginning = { told: this.#told.count, bytes };
    return bytes;
  }

  /** Somebody has everything. Nothing may come between his last look and this. */
  #settle(follower: Follower): void {
    const run = this.#told.run;
    if (this.#state === 'open' || run === undefined) {
      this.#following.add(follower);
      return;
    }
    follower.take(this.#ports.encode({ type: 'end', cursor: cursorOf(this.#place), run }));
    follower.end();
  }

  /** Gives lines until he is behind; no file is kept open for him then. */
  async #give(follower: Follower, place: Place, { id, recordId }: FollowedLog): Promise<void> {
    const first = (place.get(id) ?? 0) + 1;
    let fits = true;
    for await (const piece of storedLines(this.#ports.logs, this.#key, { id, first, last: this.#linesOf(id) })) {
      place.set(id, piece.startLine + piece.lines.length - 1);
      fits = follower.take(
        this.#ports.encode({ type: 'lines', cursor: cursorOf(place), logId: id, recordId, ...piece }),
      );
      if (!fits || follower.isGone) break;
    }
    if (!fits) await follower.drained();
    else if (place.get(id) === first - 1) throw new Error(`Log ${id} of run ${this.#key.runId} is not there any more.`);
  }

  /** The first log of which somebody has not got all; what is closed is closed in his place too. */
  #nextFor(place: Place): FollowedLog | undefined {
    for (const log of this.#logs) {
      if (log.isShown && (place.get(log.id) ?? 0) < this.#linesOf(log.id)) return log;
      if (this.#place.get(log.id) === Number.POSITIVE_INFINITY) place.set(log.id, Number.POSITIVE_INFINITY);
    }
    return undefined;
  }

  /** How many lines of a log those who follow have. */
  #linesOf(id: number): number {
    const lines = this.#place.get(id) ?? 0;
    return Number.isFinite(lines) ? lines : (this.#logs.find(log => log.id === id)?.lineCount ?? 0);
  }

  #isBehind(place: Place): boolean {
    return this.#logs.some(({ id, isShown }) => {
      const lines = place.get(id) ?? 0;
      return isShown && Number.isFinite(lines) && lines > this.#linesOf(id);
    });
  }
}
