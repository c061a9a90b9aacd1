import type { Instant } from '../../base/clock.ts';
import type { PlanId } from '../../base/id.ts';
import { dueBatch } from '../../base/limits.ts';
import type { RunEvent, RunKey } from '../../run/events.ts';
import type { DocumentStore } from '../../run/ports/document-store.ts';
import type {
  Appended,
  Conflict,
  ItemOfRun,
  ItemPage,
  JobRequest,
  KeptItem,
  RunCommit,
  RunQuery,
  RunRow,
  RunStore,
  Version,
  VersionedRow,
} from '../../run/ports/run-store.ts';
import type { MemoryJobQueue } from './job-queue.ts';

type StoredRun = { events: RunEvent[]; row: RunRow; finalYaml: string | undefined; item: KeptItem | undefined };

/** Runs in memory. A method changes everything before it first gives way, so that none sees another's half. */
export class MemoryRunStore implements RunStore {
  readonly #queue: MemoryJobQueue;
  readonly #documents: DocumentStore;
  readonly #sequences = new Map<string, number>();
  readonly #runs = new Map<string, StoredRun>();

  constructor(queue: MemoryJobQueue, documents: DocumentStore) {
    this.#queue = queue;
    this.#documents = documents;
  }

  async allot(organization: string, sequence: string): Promise<number> {
    const name = JSON.stringify([organization, sequence]);
    const next = (this.#sequences.get(name) ?? 0) + 1;
    this.#sequences.set(name, next);
    return next;
  }

  async append(commit: RunCommit): Promise<Appended | Conflict> {
    const { key, expected, events, row } = commit;
    const stored = this.#runs.get(nameOf(key));
    const found = stored?.events.length ?? 0;
    if (found !== expected) return { ok: false, found };
    this.#changeQueue(key.organization, commit.enqueue, commit.dequeue);
    if (expected === 0) this.#open(commit, stored);
    else if (stored !== undefined) {
      stored.events.push(...events);
      stored.row = { ...row, facts: stored.row.facts };
      stored.item = commit.item;
    }
    for (const { content, ...ref } of commit.outbox ?? [])
      await this.#documents.write(key.organization, [{ ...ref, expected: 0, content }]);
    return { ok: true, version: expected + events.length };
  }

  async read(key: RunKey, after: Version): Promise<readonly RunEvent[]> {
    return this.#runs.get(nameOf(key))?.events.slice(after) ?? [];
  }

  async row(key: RunKey): Promise<RunRow | undefined> {
    return this.#runs.get(nameOf(key))?.row;
  }

  async byPlan(organization: string, planId: PlanId): Promise<RunKey | undefined> {
    return this.#rows().find(row => row.key.organization === organization && row.planId === planId)?.key;
  }

  async finalYaml(key: RunKey): Promise<string | undefined> {
    return this.#runs.get(nameOf(key))?.finalYaml;
  }

  async remove(key: RunKey): Promise<void> {
    this.#runs.delete(nameOf(key));
  }

  async list({ organization, projectId, pipelineId, before = Infinity, top }: RunQuery): Promise<readonly RunRow[]> {
    return this.#rows()
      .filter(row => row.key.organization === organization)
      .filter(row => projectId === undefined || row.projectId === projectId)
      .filter(row => pipelineId === undefined || row.pipeline.id === pipelineId)
      .filter(row => row.key.runId < before)
      .sort((a, b) => b.key.runId - a.key.runId)
      .slice(0, top);
  }

  async itemPage(query: RunQuery, form: number): Promise<ItemPage> {
    const runIds = (await this.list(query)).map(({ key }) => key.runId);
    const items = runIds.flatMap(runId => {
      const item = this.#runs.get(nameOf({ organization: query.organization, runId }))?.item;
      return item?.form === form ? [item.text] : [];
    });
    const texts = items.filter(text => text !== '');
    return { runIds, isKnown: items.length === runIds.length, count: texts.length, text: texts.join(',') };
  }

  async rows(organization: string, runIds: readonly number[]): Promise<readonly VersionedRow[]> {
    return runIds.flatMap(runId => {
      const stored = this.#runs.get(nameOf({ organization, runId }));
      return stored === undefined ? [] : [{ version: stored.events.length, row: stored.row }];
    });
  }

  async keepItems(organization: string, items: readonly ItemOfRun[]): Promise<void> {
    for (const { runId, version, form, text } of items) {
      const stored = this.#runs.get(nameOf({ organization, runId }));
      if (stored?.events.length === version) stored.item = { form, text };
    }
  }

  async due(now: Instant): Promise<readonly RunKey[]> {
    return this.#rows()
      .flatMap(({ key, state, dueAt }) => (state === 'completed' || dueAt === undefined ? [] : [{ key, dueAt }]))
      .filter(({ dueAt }) => dueAt <= now)
      .sort((a, b) => a.dueAt - b.dueAt)
      .slice(0, dueBatch)
      .map(({ key }) => key);
  }

  #open({ key, events, row, finalYaml, item }: RunCommit, before: StoredRun | undefined): void {
    this.#runs.set(nameOf(key), { events: [...events], row, finalYaml: finalYaml ?? before?.finalYaml, item });
  }

  #changeQueue(organization: string, enqueue: readonly JobRequest[], dequeue: readonly number[]): void {
    this.#queue.refuseTaken(enqueue, dequeue);
    this.#queue.remove(organization, dequeue);
    this.#queue.add(enqueue);
  }

  #rows(): RunRow[] {
    return Array.from(this.#runs.values(), run => run.row);
  }
}

function nameOf(key: RunKey): string {
  return JSON.stringify([key.organization, key.runId]);
}
