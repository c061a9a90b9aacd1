import { guidFromName, type RecordId } from '../../../src/base/id.ts';
import type { RunRow } from '../../../src/run/ports/run-store.ts';
import type { World } from './world.ts';

/** Gives a run's one job a step with a log. */
export async function withStep(
  world: World,
  { key }: RunRow,
  lines: readonly string[],
  name = 'Test it',
): Promise<RecordId> {
  const id = guidFromName(`run ${key.runId}`, name) as RecordId;
  const job = (await world.orchestrator.timeline(key)).find(({ type }) => type === 'Job');
  const log = await world.logs.create(key);
  await world.logs.append(
    key,
    log.id,
    Buffer.from(lines.map(line => `2026-08-12T08:26:45.6800000Z ${line}\n`).join('')),
  );
  const record = { id, parentId: job?.id ?? null, type: 'Task', name, order: 1, logId: log.id, attempt: 1 };
  const at = world.clock.now();
  await world.orchestrator.handle(key, [{ type: 'changeRecords', at, records: [{ ...record, state: 'inProgress' }] }]);
  return id;
}
