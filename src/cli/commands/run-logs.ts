import type { Connection } from '../connection.ts';

type TimelineRecord = {
  readonly id: string;
  readonly parentId: string | null;
  readonly type: string;
  readonly name: string;
  readonly order: number | null;
  readonly log: { readonly id: number } | null;
};

/** The text of one log, or of all steps' logs in the order of the run, each below the step's path. `build` is the run's path. */
export async function* logText(server: Connection, build: string, log: number | undefined): AsyncGenerator<string> {
  if (log !== undefined) {
    yield* server.text(`${build}/logs/${log}`);
    return;
  }
  const { records } = await server.get<{ readonly records: readonly TimelineRecord[] }>(`${build}/timeline`);
  for (const { path, id } of stepLogs(records, null, [])) {
    yield `==> ${path}\n`;
    yield* server.text(`${build}/logs/${id}`);
  }
}

type StepLog = { readonly path: string; readonly id: number };

/** The logs of steps below a record, depth first. Phases have the names of their jobs, and are left out of the path. */
function stepLogs(records: readonly TimelineRecord[], parentId: string | null, above: readonly string[]): StepLog[] {
  return records
    .filter(record => record.parentId === parentId)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .flatMap(({ id, type, name, log }) => {
      const isUnnamed = type === 'Phase' || name === '__default';
      const path = isUnnamed ? above : [...above, name];
      const own = type === 'Task' && log !== null ? [{ path: path.join(' / '), id: log.id }] : [];
      return [...own, ...stepLogs(records, id, path)];
    });
}
