import type { ProjectId } from '../base/id.ts';
import { sweptAtOnce } from '../base/limits.ts';
import type { RunRow, RunStore } from './ports/run-store.ts';

/** All runs of a project, the newest first, a page at a time: those that are deleted meanwhile do not matter. */
export async function* projectRuns(
  runs: Pick<RunStore, 'list'>,
  project: { readonly organization: string; readonly projectId: ProjectId },
): AsyncIterable<RunRow> {
  for (let before: number | undefined; ; ) {
    const query = { ...project, top: sweptAtOnce };
    const page = await runs.list(before === undefined ? query : { ...query, before });
    yield* page;
    if (page.length < sweptAtOnce) return;
    before = page.at(-1)?.key.runId;
  }
}
