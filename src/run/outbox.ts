import type { Instant } from '../base/clock.ts';
import { dueBatch } from '../base/limits.ts';
import type { RunEvent, RunKey } from './events.ts';
import { fold } from './evolve.ts';
import type { Document, DocumentChange, DocumentStore } from './ports/document-store.ts';
import type { NewDocument, RunStore, Version } from './ports/run-store.ts';
import type { Run } from './state.ts';

/** What an outbox document says: which events of a run others are to be told of. */
type Told = { readonly runId: number; readonly after: Version; readonly upTo: Version };

/** Events of a run that were stored together, and the run after them. */
export type Happening = {
  readonly key: RunKey;
  /** The run before the events; absent where the first of them queued it. */
  readonly before: Run | undefined;
  readonly run: Run;
  readonly events: readonly RunEvent[];
  /** Where the run's stream stood before the events: with the run it names the happening. */
  readonly after: Version;
};

/**
 * Says what follows from a happening outside of its run: documents to be made or changed. They are written in one transaction with the end
 * of the happening, so that each is made exactly once, whichever server does it and whenever one dies. May be called more than once for
 * a happening; what it answers must then be the same, or its changes must expect what they found.
 */
export type HappeningHandler = (happening: Happening) => Promise<readonly DocumentChange[]>;

const kind = 'outbox';

/** A topic that is woken when there is something in the outbox. */
export const outboxTopic = 'outbox';

const quiet: ReadonlySet<RunEvent['type']> = new Set(['recordsChanged', 'jobAssigned', 'jobRequeued']);

/** Whether others may be interested in what happened. */
export function concernsOthers(events: readonly RunEvent[]): boolean {
  return events.some(event => !quiet.has(event.type));
}

/** What is put into the outbox with events: one document, or none where nobody can be interested. */
export function outboxOf(
  key: RunKey,
  after: Version,
  events: readonly RunEvent[],
  at: Instant,
): readonly NewDocument[] {
  if (!concernsOthers(events)) return [];
  const value: Told = { runId: key.runId, after, upTo: after + events.length };
  return [{ kind, scope: '', id: `${key.runId}.${after}`, content: { position: at, dueAt: at, value } }];
}

type DueDocument = Document & { readonly organization: string };

/** What was read of runs just now, by their names. */
type Streams = Map<string, { readonly after: Version; readonly events: readonly RunEvent[] }>;

type Seen = { readonly run: Run; readonly version: Version };

const mostSeen = 200;

/** Tells handlers what happened to runs, from the documents that were stored with the events. */
export class Outbox {
  readonly #runs: RunStore;
  readonly #documents: DocumentStore;
  readonly #handlers: readonly HappeningHandler[];
  /** Runs that go on, as they were last told of, so that a long stream is not read again for each of its events. */
  readonly #seen = new Map<string, Seen>();

  constructor(stores: { runs: RunStore; documents: DocumentStore }, handlers: readonly HappeningHandler[]) {
    this.#runs = stores.runs;
    this.#documents = stores.documents;
    this.#handlers = handlers;
  }

  /** Handles what is in the outbox, oldest first, until nothing is left or nothing more can be done now. */
  async pump(now: Instant): Promise<void> {
    for (;;) {
      const due = await this.#documents.due(kind, now);
      let handled = 0;
      for (const documents of Map.groupBy(due, ({ organization }) => organization).values())
        handled += await this.#handleAll(documents);
      // What is put there from now on wakes whoever pumps.
      if (handled === 0 || (handled === due.length && due.length < dueBatch)) return;
    }
  }

  /** Ends what an organization was to be told of in one write, or, where one of them is refused, each for itself; answers how many it ended. */
  async #handleAll(documents: readonly DueDocument[]): Promise<number> {
    if (documents.length > 1 && (await this.#handle(documents))) return documents.length;
    let handled = 0;
    for (const document of documents) if (await this.#handle([document])) handled += 1;
    return handled;
  }

  async #handle(documents: readonly DueDocument[]): Promise<boolean> {
    const changes: DocumentChange[] = [];
    const streams: Streams = new Map();
    for (const { organization, scope, id, revision, value } of documents) {
      const happening = await this.#happening(organization, value as Told, streams);
      if (happening !== undefined) for (const handler of this.#handlers) changes.push(...(await handler(happening)));
      changes.push({ kind, scope, id, expected: revision, content: undefined });
    }
    // Refused when another server was faster, or when something that a handler looked at has changed: then it is looked at again.
    // Whoever acts on what follows stores that first, and this with it; until then it can be looked at again.
    return this.#documents.write(documents[0]?.organization ?? '', changes, 'soon');
  }

  async #happening(
    organization: string,
    { runId, after, upTo }: Told,
    streams: Streams,
  ): Promise<Happening | undefined> {
    const key = { organization, runId };
    const seen = this.#seen.get(nameOf(key));
    const known = seen !== undefined && seen.version <= after ? seen : { run: undefined, version: 0 };
    const stream = await this.#stream(key, known.version, upTo, streams);
    const events = stream.slice(after - known.version, upTo - known.version);
    if (events.length < upTo - after) return undefined;
    const before = after === 0 ? undefined : fold(stream.slice(0, after - known.version), known.run);
    const run = fold(events, before);
    this.#remember(key, { run, version: upTo });
    return { key, before, run, events, after };
  }

  /** The events after a version, at least up to another where there are as many. */
  async #stream(key: RunKey, after: Version, upTo: Version, streams: Streams): Promise<readonly RunEvent[]> {
    const read = streams.get(nameOf(key));
    if (read !== undefined && read.after <= after && read.after + read.events.length >= upTo)
      return read.events.slice(after - read.after);
    const events = await this.#runs.read(key, after);
    streams.set(nameOf(key), { after, events });
    return events;
  }

  #remember(key: RunKey, seen: Seen): void {
    const name = nameOf(key);
    this.#seen.delete(name);
    if (seen.run.state !== 'completed') this.#seen.set(name, seen);
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > mostSeen && oldest !== undefined) this.#seen.delete(oldest);
  }
}

function nameOf({ organization, runId }: RunKey): string {
  return `${organization}/${runId}`;
}
