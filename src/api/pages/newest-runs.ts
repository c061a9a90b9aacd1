import { searchedRuns } from '../../base/limits.ts';
import type { RunQuery, RunRow, RunStore } from '../../run/ports/run-store.ts';

/** Runs of a list, and before which id the next page goes on; absent where there are no more. */
export type RunPage = { readonly rows: readonly RunRow[]; readonly next: number | undefined };

/**
 * The newest runs that are wanted, at most `top` of them. Not more than `searchedRuns` are looked at for it: a page with few or none of them may still
 * have a next one.
 */
export async function newestRuns(
  runs: Pick<RunStore, 'list'>,
  query: RunQuery,
  isWanted: (row: RunRow) => boolean = () => true,
): Promise<RunPage> {
  const found: RunRow[] = [];
  let { before } = query;
  for (let looked = 0; looked < searchedRuns; ) {
    const top = query.top + 1;
    const rows = await runs.list({ ...query, ...(before === undefined ? {} : { before }), top });
    found.push(...rows.filter(row => !row.notes.isDeleted && isWanted(row)));
    if (found.length > query.top) return pageOf(found, query.top);
    if (rows.length < top) return { rows: found, next: undefined };
    looked += rows.length;
    before = rows.at(-1)?.key.runId;
  }
  return { rows: found, next: before };
}

function pageOf(found: readonly RunRow[], top: number): RunPage {
  const rows = found.slice(0, top);
  return { rows, next: rows.at(-1)?.key.runId };
}
