import type { ProjectId } from '../base/id.ts';
import { sweptAtOnce } from '../base/limits.ts';
import type { RunRow, RunStore } from './ports/run-store.ts';

/** Every run of a project, newest first; a page of them is in memory. */
export async function* runsOfProject(
  runs: Pick<RunStore, 'list'>,
  organization: string,
  projectId: ProjectId,
): AsyncIterable<RunRow> {
  for (let before: number | undefined; ; ) {
    const query = { organization, projectId, top: sweptAtOnce };
    const page = await runs.list(before === undefined ? query : { ...query, before });
    yield* page;
    if (page.length < sweptAtOnce) return;
    before = page.at(-1)?.key.runId;
  }
}
