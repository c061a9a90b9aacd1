import { Readable } from 'node:stream';
import { listedAtOnce } from '../../base/limits.ts';
import type { ItemOfRun, RunQuery, RunRow, RunStore, VersionedRow } from '../../run/ports/run-store.ts';
import { itemsAt, runItem, runItemForm } from '../run-item.ts';
import { runInList } from '../run-resource.ts';

type Runs = Pick<RunStore, 'outline' | 'joinedItems' | 'rows' | 'keepItems'>;

/**
 * The runs of a query as they are sent, those that are deleted left out. A long list is read while it is sent, as fast as the client takes it, so that
 * it is never held as a whole; which runs it has is settled first, because their number stands at its beginning.
 */
export async function runList(runs: Runs, base: string, query: RunQuery): Promise<Buffer | Readable> {
  const list = new RunList(runs, base, query.organization);
  const ids = query.top === 0 ? [] : await list.shown(query);
  if (ids.length > listedAtOnce) return Readable.from(wholeList(list, ids), { objectMode: false });
  const pieces: Buffer[] = [];
  for await (const piece of wholeList(list, ids)) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function* wholeList(list: RunList, ids: readonly number[]): AsyncGenerator<Buffer> {
  yield Buffer.from(`{"count":${ids.length},"value":[`);
  for (const page of pagesOf(ids)) {
    yield Buffer.from(await list.text(page));
    yield Buffer.from(page.at(-1) === ids.at(-1) ? ']}' : ',');
  }
  if (ids.length === 0) yield Buffer.from(']}');
}

function* pagesOf(ids: readonly number[]): Generator<readonly number[]> {
  for (let at = 0; at < ids.length; at += listedAtOnce) yield ids.slice(at, at + listedAtOnce);
}

class RunList {
  readonly #runs: Runs;
  readonly #base: string;
  readonly #organization: string;

  constructor(runs: Runs, base: string, organization: string) {
    this.#runs = runs;
    this.#base = base;
    this.#organization = organization;
  }

  /** The ids of those that the list shows, in its order. What is not kept of them yet is kept now. */
  async shown(query: RunQuery): Promise<readonly number[]> {
    const outline = await this.#runs.outline(query, runItemForm);
    const unknown = outline.filter(({ item }) => item === 'unknown').map(({ runId }) => runId);
    const hidden = new Set<number>();
    for (const page of pagesOf(unknown))
      for (const { row } of await this.#kept(page)) if (row.notes.isDeleted) hidden.add(row.key.runId);
    return outline.filter(({ runId, item }) => item !== 'empty' && !hidden.has(runId)).map(({ runId }) => runId);
  }

  /** Runs as they are sent, in their order. Throws when one of them is gone for good. */
  async text(runIds: readonly number[]): Promise<string> {
    const { count, text } = await this.#runs.joinedItems(this.#organization, runIds, runItemForm);
    if (count === runIds.length) return itemsAt(this.#base, text);
    // Some go on, or changed a moment ago.
    const rows = new Map((await this.#kept(runIds)).map(({ row }) => [row.key.runId, row]));
    return runIds.map(runId => this.#made(runId, rows.get(runId))).join(',');
  }

  #made(runId: number, row: RunRow | undefined): string {
    if (row === undefined) throw new Error(`Run ${runId} was removed while it was being listed.`);
    return JSON.stringify(runInList(this.#base, row));
  }

  /** The rows of runs, whose items are kept from now on. */
  async #kept(runIds: readonly number[]): Promise<readonly VersionedRow[]> {
    const rows = await this.#runs.rows(this.#organization, runIds);
    const items = rows.flatMap(({ version, row }): ItemOfRun[] => {
      const item = runItem(row);
      return item === undefined ? [] : [{ runId: row.key.runId, version, ...item }];
    });
    if (items.length > 0) await this.#runs.keepItems(this.#organization, items);
    return rows;
  }
}
