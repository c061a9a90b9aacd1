import type { Clock } from '../base/clock.ts';
import { appendRetries } from '../base/limits.ts';
import type { Command } from './commands.ts';
import { decide } from './decide.ts';
import type { RunEvent, RunKey } from './events.ts';
import { fold } from './evolve.ts';
import { outboxOf } from './outbox.ts';
import type { Pools } from './pools.ts';
import type { KeptItem, RunRow, Version } from './ports/run-store.ts';
import type { Stores } from './ports/stores.ts';
import { rowOf } from './row.ts';
import { jobAt, type Run } from './state.ts';
import { Turns } from './turns.ts';

export type RunWriterPorts = {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly pools: Pools;
  /** What happens to runs is put into the outbox. */
  readonly tellsOthers: boolean;
  /** What lists show of a run, where it is worth keeping. */
  readonly itemOf: (row: RunRow) => KeptItem | undefined;
  /** What else follows from a run as it will stand, by what others know; stored with the events before. */
  readonly more: (key: RunKey, run: Run, events: readonly RunEvent[]) => Promise<readonly RunEvent[]>;
  /** Called just before events are stored; it may be for nothing. */
  readonly before: (key: RunKey, run: Run, events: readonly RunEvent[]) => Promise<void>;
  /** Called after events are stored, in order, for each run. */
  readonly after: (key: RunKey, run: Run, events: readonly RunEvent[]) => Promise<void>;
};

/** What became of commands: the run afterwards, and whether they changed it. */
export type Applied = { readonly run: Run; readonly hasChanged: boolean };

/** What is to happen to a run, and how it stands then. */
type Decided = { readonly run: Run; readonly events: readonly RunEvent[] };

type Known = { readonly run: Run; readonly version: Version };

/**
 * Applies commands to runs and stores what they decide: reads the newest state, appends what follows, and starts over when another server
 * was faster.
 */
export class RunWriter {
  readonly #ports: RunWriterPorts;
  /** Unfinished runs as last seen. Only a shortcut: an append against an old version is refused, and who asks is told what came since. */
  readonly #known = new Map<string, Known>();
  /** One command after the other within this process, so that only other servers can be faster. */
  readonly #turns = new Turns();

  constructor(ports: RunWriterPorts) {
    this.#ports = ports;
  }

  /** Stores the first events of a run, and what follows from them. */
  async begin(key: RunKey, first: readonly RunEvent[], finalYaml: string): Promise<Run> {
    const { organization } = key;
    const numbered = await this.#number(organization, first);
    const decided = await this.#withMore(key, { run: fold(numbered), events: numbered });
    const stored = await this.#append(key, undefined, decided, finalYaml);
    if (stored === undefined) throw new Error(`Run ${key.runId} exists already.`);
    return stored.run;
  }

  /** Applies commands in order, as one append; `undefined` where there is no such run. */
  apply(key: RunKey, commands: readonly Command[]): Promise<Applied | undefined> {
    return this.#turns.take(nameOf(key), () => this.#apply(key, commands));
  }

  /** The run as it stands, or `undefined` where there is none. */
  async state(key: RunKey): Promise<Run | undefined> {
    return (await this.#newest(key))?.run;
  }

  async #apply(key: RunKey, commands: readonly Command[]): Promise<Applied | undefined> {
    for (let attempt = 0; attempt < appendRetries; attempt += 1) {
      const known = await this.#load(key);
      if (known === undefined) return undefined;
      let run = known.run;
      const events: RunEvent[] = [];
      for (const command of commands) {
        const decided = await this.#number(key.organization, decide(run, command));
        if (decided.length === 0) continue;
        run = fold(decided, run);
        events.push(...decided);
      }
      if (events.length === 0) {
        // What is not allowed as this process knows the run may be allowed as another one left it.
        if ((await this.#newest(key))?.version === known.version) return { run, hasChanged: false };
        continue;
      }
      const stored = await this.#append(key, known, await this.#withMore(key, { run, events }));
      if (stored !== undefined) return { run: stored.run, hasChanged: true };
      this.#known.delete(nameOf(key));
    }
    throw new Error(`Run ${key.runId} changed ${appendRetries} times while it was being written.`);
  }

  async #append(
    key: RunKey,
    before: Known | undefined,
    { run, events }: Decided,
    finalYaml?: string,
  ): Promise<Known | undefined> {
    const { stores } = this.#ports;
    const enqueue = await this.#ports.pools.requests(key, run, events);
    await this.#ports.before(key, run, events);
    const expected = before?.version ?? 0;
    const row = rowOf(key, run);
    const item = this.#ports.itemOf(row);
    const appended = await stores.runs.append({
      key,
      expected,
      events,
      row,
      ...(item === undefined ? {} : { item }),
      ...(finalYaml === undefined ? {} : { finalYaml }),
      enqueue,
      dequeue: finishedRequests(events, before?.run),
      // An agent that was given a job begins it only once that is stored as well.
      ...(events.every(({ type }) => type === 'jobAssigned') ? { durable: 'soon' as const } : {}),
      ...(this.#ports.tellsOthers ? { outbox: outboxOf(key, expected, events, this.#ports.clock.now()) } : {}),
    });
    if (!appended.ok) return undefined;
    const known = { run, version: appended.version };
    this.#remember(nameOf(key), known);
    await this.#ports.after(key, run, events);
    return known;
  }

  async #withMore(key: RunKey, decided: Decided): Promise<Decided> {
    const more = await this.#ports.more(key, decided.run, decided.events);
    if (more.length === 0) return decided;
    const numbered = await this.#number(key.organization, more);
    return { run: fold(numbered, decided.run), events: [...decided.events, ...numbered] };
  }

  async #number(organization: string, events: readonly RunEvent[]): Promise<readonly RunEvent[]> {
    if (!events.some(({ type }) => type === 'jobQueued')) return events;
    const numbered: RunEvent[] = [];
    for (const event of events) {
      const requestId = event.type === 'jobQueued' ? await this.#ports.stores.runs.allot(organization, 'request') : 0;
      numbered.push(event.type === 'jobQueued' ? { ...event, requestId } : event);
    }
    return numbered;
  }

  async #load(key: RunKey): Promise<Known | undefined> {
    return this.#known.get(nameOf(key)) ?? this.#newest(key);
  }

  /** How a run stands, whoever wrote to it last: what is known of it is brought up to date. */
  async #newest(key: RunKey): Promise<Known | undefined> {
    const name = nameOf(key);
    const known = this.#known.get(name);
    const { run, version } = known ?? { run: undefined, version: 0 };
    const events = await this.#ports.stores.runs.read(key, version);
    if (events.length === 0) return known;
    const newest = { run: fold(events, run), version: version + events.length };
    if (known !== undefined && known === this.#known.get(name)) this.#remember(name, newest);
    return newest;
  }

  #remember(name: string, known: Known): void {
    if (known.run.state === 'completed') this.#known.delete(name);
    else this.#known.set(name, known);
  }
}

function nameOf(key: RunKey): string {
  return `${key.organization}/${key.runId}`;
}

function finishedRequests(events: readonly RunEvent[], before: Run | undefined): number[] {
  const over: number[] = [];
  for (const event of events) {
    if (event.type !== 'jobCompleted' && event.type !== 'jobAbandoned') continue;
    const job = before === undefined ? undefined : jobAt(before, event.ref);
    if (job !== undefined && 'dispatch' in job && job.dispatch !== undefined) over.push(job.dispatch.requestId);
  }
  return over;
}
