import type { Clock } from '../base/clock.ts';
import { listedTestRuns, testResultBatch, testTextChars } from '../base/limits.ts';
import { newGuid } from '../base/new-guid.ts';
import { allDocuments, changeInTurn } from '../run/documents.ts';
import type { RunKey } from '../run/events.ts';
import type { BlobStore } from '../run/ports/blob-store.ts';
import type { Document, DocumentChange, DocumentStore } from '../run/ports/document-store.ts';
import type { RunStore } from '../run/ports/run-store.ts';
import type { NewTestRun, TestResult } from '../wire/test-server.ts';
import { changeBatch, type ResultChange } from './result-changes.ts';
import {
  countResults,
  firstResultId,
  type KeptTestResult,
  type ResultBatch,
  type TestedRun,
  type TestRun,
  type TestRunState,
} from './test-run.ts';

export type TestPorts = {
  readonly documents: DocumentStore;
  readonly runs: Pick<RunStore, 'allot'>;
  readonly blobs: BlobStore;
  readonly clock: Clock;
};

export type TestRunChange = { readonly name?: string; readonly state?: TestRunState };

/** A test run by its id alone, and the same among those of its run. */
const kind = 'testRun';
const ofRunKind = 'testRunOfRun';

/**
 * Test runs as documents, their results as blobs of one batch each: a test run knows its batches and what they come to, so that summaries
 * read no results. Safe to call concurrently, from any number of servers.
 */
export class TestStore {
  readonly #ports: TestPorts;

  constructor(ports: TestPorts) {
    this.#ports = ports;
  }

  async create({ key, projectId }: TestedRun, run: NewTestRun): Promise<TestRun> {
    const { documents, runs, clock } = this.#ports;
    const id = await runs.allot(key.organization, 'testRun');
    const createdAt = clock.now();
    const made: TestRun = {
      ...run,
      id,
      runId: key.runId,
      projectId,
      state: 'InProgress',
      createdAt,
      changedAt: createdAt,
      revision: 1,
      outcomes: {},
      batches: [],
    };
    const link = { kind: ofRunKind, scope: String(key.runId), id: String(id) };
    await documents.write(key.organization, [
      { ...refOf(projectId, id), expected: 0, content: { position: id, value: made } },
      { ...link, expected: 0, content: { position: id, value: { projectId } } },
    ]);
    return made;
  }

  async get(organization: string, projectId: string, id: number): Promise<TestRun | undefined> {
    const found = await this.#ports.documents.get(organization, refOf(projectId, id));
    return found === undefined ? undefined : testRunOf(found);
  }

  /** Those of a run, oldest first; at most `listedTestRuns`. */
  async ofRun({ key, projectId }: TestedRun): Promise<readonly TestRun[]> {
    const scope = String(key.runId);
    const query = { organization: key.organization, kind: ofRunKind, scope, top: listedTestRuns };
    const links = await this.#ports.documents.list(query);
    const found = await Promise.all(links.map(({ id }) => this.get(key.organization, projectId, Number(id))));
    return found.flatMap(run => run ?? []);
  }

  /** Those of a project, newest first. */
  async list(organization: string, projectId: string, top: number): Promise<readonly TestRun[]> {
    const found = await this.#ports.documents.list({ organization, kind, scope: projectId, descending: true, top });
    return found.map(testRunOf);
  }

  /** Adds results, and answers them with their ids. `undefined` when there is no such test run. */
  async addResults(
    organization: string,
    run: Pick<TestRun, 'projectId' | 'id'>,
    results: readonly TestResult[],
  ): Promise<readonly KeptTestResult[] | undefined> {
    if (results.length > testResultBatch) throw new RangeError(`These are more than ${testResultBatch} results.`);
    const kept = results.map(shortened);
    const blob = `tests/${organization}/${run.id}/${newGuid()}`;
    if (kept.length > 0) await this.#ports.blobs.put(blob, Buffer.from(JSON.stringify(kept)));
    const changed = await this.#change(organization, run, before => ({
      outcomes: countResults(before.outcomes, kept),
      batches:
        kept.length === 0 ? before.batches : [...before.batches, { blob, firstId: nextId(before), count: kept.length }],
    }));
    const batch = changed?.batches.find(each => each.blob === blob);
    return changed && kept.map((result, index) => ({ ...result, id: (batch?.firstId ?? 0) + index }));
  }

  /**
   * Changes results, and answers those that were there, as they are now. Each batch that has one is written anew; what it was before goes
   * with the test run, because somebody may be reading it. `undefined` when there is no such test run.
   */
  changeResults(
    organization: string,
    ref: Pick<TestRun, 'projectId' | 'id'>,
    changes: readonly ResultChange[],
  ): Promise<readonly KeptTestResult[] | undefined> {
    return this.#inTurn(organization, ref, async run => {
      const { batches, outcomes, changed } = await this.#rewritten(organization, run, changes);
      return (await this.#write(organization, run, { batches, outcomes })) && changed;
    });
  }

  async #rewritten(organization: string, run: TestRun, changes: readonly ResultChange[]) {
    const batches: ResultBatch[] = [];
    const changed: KeptTestResult[] = [];
    let { outcomes } = run;
    for (const batch of run.batches) {
      const wanted = changes.filter(({ id }) => batch.firstId <= id && id < batch.firstId + batch.count);
      if (wanted.length === 0) {
        batches.push(batch);
        continue;
      }
      const before = await this.#batch(batch.blob);
      const after = changeBatch(before, batch.firstId, wanted).map(shortened);
      const blob = `tests/${organization}/${run.id}/${newGuid()}`;
      await this.#ports.blobs.put(blob, Buffer.from(JSON.stringify(after)));
      outcomes = countResults(countResults(outcomes, before, -1), after);
      batches.push({ ...batch, blob });
      for (const { id } of wanted)
        changed.push(...after.slice(id - batch.firstId, id - batch.firstId + 1).map(result => ({ ...result, id })));
    }
    return { batches, outcomes, changed };
  }

  change(
    organization: string,
    run: Pick<TestRun, 'projectId' | 'id'>,
    change: TestRunChange,
  ): Promise<TestRun | undefined> {
    const at = this.#ports.clock.now();
    return this.#change(organization, run, () =>
      change.state === 'Completed' ? { ...change, completedAt: at } : change,
    );
  }

  /** The results from a place on, counted from 0, in the order they were added. Reads a batch at a time. */
  async *results(run: TestRun, from = 0): AsyncIterable<KeptTestResult> {
    let before = 0;
    for (const { blob, firstId, count } of run.batches) {
      const skipped = Math.max(0, from - before);
      before += count;
      if (skipped >= count) continue;
      const batch = await this.#batch(blob);
      for (const [index, result] of batch.entries()) if (index >= skipped) yield { ...result, id: firstId + index };
    }
  }

  async result(run: TestRun, id: number): Promise<KeptTestResult | undefined> {
    const batch = run.batches.find(({ firstId, count }) => firstId <= id && id < firstId + count);
    const found = batch && (await this.#batch(batch.blob))[id - batch.firstId];
    return found && { ...found, id };
  }

  /** Removes a test run with its results, after what `before` removes of it. Safe to repeat. */
  async remove(
    organization: string,
    { projectId, id }: Pick<TestRun, 'projectId' | 'id'>,
    before: () => Promise<void>,
  ): Promise<void> {
    const { documents, blobs } = this.#ports;
    const found = await documents.get(organization, refOf(projectId, id));
    if (found === undefined) return;
    await before();
    await blobs.removeAll(`tests/${organization}/${id}`);
    const link = { kind: ofRunKind, scope: String(testRunOf(found).runId), id: String(id) };
    const linked = await documents.get(organization, link);
    const gone = linked === undefined ? [] : [{ ...link, expected: linked.revision, content: undefined }];
    await documents.write(organization, [
      { ...refOf(projectId, id), expected: found.revision, content: undefined },
      ...gone,
    ]);
  }

  /** Removes the test runs of a run with their results, each after what `before` removes of it. Safe to repeat. */
  async removeAll({ organization, runId }: RunKey, before: (testRunId: number) => Promise<void>): Promise<void> {
    const { documents, blobs } = this.#ports;
    for await (const link of allDocuments(documents, organization, { kind: ofRunKind, scope: String(runId) })) {
      const { projectId } = link.value as { projectId: string };
      const ref = refOf(projectId, Number(link.id));
      const found = await documents.get(organization, ref);
      await before(Number(link.id));
      await blobs.removeAll(`tests/${organization}/${link.id}`);
      const { kind: linkKind, scope, id, revision } = link;
      const gone: DocumentChange = { kind: linkKind, scope, id, expected: revision, content: undefined };
      const rest = found === undefined ? [] : [{ ...ref, expected: found.revision, content: undefined }];
      await documents.write(organization, [gone, ...rest]);
    }
  }

  async #batch(blob: string): Promise<readonly TestResult[]> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.#ports.blobs.read(blob, 0, Number.MAX_SAFE_INTEGER)) pieces.push(piece);
    return pieces.length === 0 ? [] : JSON.parse(Buffer.concat(pieces).toString());
  }

  #change(
    organization: string,
    ref: Pick<TestRun, 'projectId' | 'id'>,
    change: (before: TestRun) => Partial<TestRun>,
  ): Promise<TestRun | undefined> {
    return this.#inTurn(organization, ref, before => this.#write(organization, before, change(before)));
  }

  /** What `attempt` makes of a test run as it stands; `undefined` from it says that somebody was faster. `undefined` where there is no such test run. */
  async #inTurn<Made>(
    organization: string,
    { projectId, id }: Pick<TestRun, 'projectId' | 'id'>,
    attempt: (before: TestRun) => Promise<Made | undefined>,
  ): Promise<Made | undefined> {
    const { made } = await changeInTurn(this.#ports.documents, `test run ${id}`, async () => {
      const before = await this.get(organization, projectId, id);
      if (before === undefined) return { made: undefined };
      const made = await attempt(before);
      return made === undefined ? undefined : { made };
    });
    return made;
  }

  /** `undefined` when the test run is no longer as it was before. */
  async #write(organization: string, before: TestRun, change: Partial<TestRun>): Promise<TestRun | undefined> {
    const { documents, clock } = this.#ports;
    const ref = refOf(before.projectId, before.id);
    const value: TestRun = { ...before, ...change, changedAt: clock.now(), revision: before.revision + 1 };
    // A test run's revision is its document's: both count its writes from 1.
    const written = { ...ref, expected: before.revision, content: { position: before.id, value } };
    return (await documents.write(organization, [written])) ? value : undefined;
  }
}

function refOf(projectId: string, id: number): { readonly kind: string; readonly scope: string; readonly id: string } {
  return { kind, scope: projectId, id: String(id) };
}

function testRunOf({ value }: Document): TestRun {
  return value as TestRun;
}

function nextId({ batches }: TestRun): number {
  const last = batches.at(-1);
  return last === undefined ? firstResultId : last.firstId + last.count;
}

function shortened(result: TestResult): TestResult {
  const short = (text: string): string => (text.length <= testTextChars ? text : text.slice(0, testTextChars));
  const { title, name, storage, errorMessage, stackTrace } = result;
  return {
    ...result,
    title: short(title),
    name: short(name),
    storage: short(storage),
    ...(errorMessage === undefined ? {} : { errorMessage: short(errorMessage) }),
    ...(stackTrace === undefined ? {} : { stackTrace: short(stackTrace) }),
  };
}
