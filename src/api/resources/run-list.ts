import { Readable } from 'node:stream';
import { listedAtOnce } from '../../base/limits.ts';
import type { ItemOfRun, ItemPage, RunQuery, RunRow, RunStore } from '../../run/ports/run-store.ts';
import { itemsAt, runItem, runItemForm } from '../run-item.ts';
import { runInList } from '../run-resource.ts';

type Runs = Pick<RunStore, 'itemPage' | 'rows' | 'keepItems'>;

/**
 * The runs of a query as they are sent, those that are deleted left out. A long list is read while it is sent, as fast as the client takes it, so that
 * it is never held as a whole: how many runs it has is known last, and said last.
 */
export async function runList(runs: Runs, base: string, query: RunQuery): Promise<Buffer | Readable> {
  const list = new RunList(runs, base, query.organization);
  const first = await list.page(query);
  if (first.last === undefined)
    return Buffer.concat([Buffer.from(`{"count":${first.count},"value":[`), first.text, Buffer.from(']}')]);
  return Readable.from(longList(list, query, first), { objectMode: false });
}

async function* longList(list: RunList, query: RunQuery, first: Part): AsyncGenerator<Buffer> {
  yield Buffer.from('{"value":[');
  let count = 0;
  let left = query.top;
  for (let part = first; ; part = await list.page({ ...query, before: part.last, top: left })) {
    if (part.count > 0) yield count > 0 ? Buffer.concat([comma, part.text]) : part.text;
    count += part.count;
    left -= listedAtOnce;
    if (part.last === undefined) break;
  }
  yield Buffer.from(`],"count":${count}}`);
}

const comma = Buffer.from(',');

type Part = {
  readonly count: number;
  readonly text: Buffer;
  /** The last run of a part that others follow. */
  readonly last: number | undefined;
};

class RunList {
  readonly #runs: Runs;
  readonly #base: string;
  readonly #organization: string;

  constructor(runs: Runs, base: string, organization: string) {
    this.#runs = runs;
    this.#base = base;
    this.#organization = organization;
  }

  /** The first runs of a query. */
  async page(query: RunQuery): Promise<Part> {
    const top = Math.min(query.top, listedAtOnce);
    const page = await this.#runs.itemPage({ ...query, top }, runItemForm);
    const { count, text } = page.isKnown ? { ...page, text: itemsAt(this.#base, page.text) } : await this.#made(page);
    const isLast = page.runIds.length < top || top === query.top;
    return { count, text: Buffer.from(text), last: isLast ? undefined : page.runIds.at(-1) };
  }

  /** Where some go on, or changed a moment ago, the page is made of their rows, and what is over is kept from now on. */
  async #made({ runIds }: ItemPage): Promise<Pick<ItemPage, 'count' | 'text'>> {
    const found = await this.#runs.rows(this.#organization, runIds);
    const items = found.flatMap(({ version, row }): ItemOfRun[] => {
      const item = runItem(row);
      return item === undefined ? [] : [{ runId: row.key.runId, version, ...item }];
    });
    if (items.length > 0) await this.#runs.keepItems(this.#organization, items);
    const rows = found.map(({ row }) => row).sort((a, b) => b.key.runId - a.key.runId);
    return this.#textOf(rows.filter(({ notes }) => !notes.isDeleted));
  }

  #textOf(rows: readonly RunRow[]): Pick<ItemPage, 'count' | 'text'> {
    return { count: rows.length, text: rows.map(row => JSON.stringify(runInList(this.#base, row))).join(',') };
  }
}
