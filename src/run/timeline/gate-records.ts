import type { Instant } from '../../base/clock.ts';
import type { RecordId } from '../../base/id.ts';
import type { Result } from '../../base/result.ts';
import type { Check, CheckOutcome } from '../checks.ts';
import type { CheckRecordType } from '../timeline.ts';
import { checkpointId } from './record-ids.ts';
import { iso, type RecordTable } from './record-table.ts';

const typeOf: Readonly<Record<Check['kind'], CheckRecordType>> = {
  approval: 'Checkpoint.Approval',
  businessHours: 'Checkpoint.TaskCheck',
  branchControl: 'Checkpoint.TaskCheck',
  requiredTemplate: 'Checkpoint.ExtendsCheck',
  call: 'Checkpoint.TaskCheck',
  exclusiveLock: 'Checkpoint.ExclusiveLock',
};

const resultOf: Readonly<Record<CheckOutcome, Result>> = {
  approved: 'succeeded',
  rejected: 'failed',
  timedOut: 'failed',
  canceled: 'canceled',
};

/** The records of stages' checks: a `Checkpoint` below each stage that was to start, also one with nothing to check, and the checks below it. */
export class GateRecords {
  readonly #table: RecordTable;

  constructor(table: RecordTable) {
    this.#table = table;
  }

  open(stage: RecordId, checks: readonly { readonly id: RecordId; readonly check: Check }[], at: Instant): void {
    const checkpoint = this.#add(stage);
    this.#table.start(checkpoint, at);
    for (const [index, { id, check }] of checks.entries()) {
      const type = typeOf[check.kind];
      const name = check.kind === 'call' ? check.displayName : type;
      this.#table.add({ id, parentId: checkpoint, type, name, order: index + 1 });
    }
  }

  complete(check: RecordId, outcome: CheckOutcome, at: Instant, message?: string): void {
    if (message !== undefined) this.#table.blame(check, message);
    this.#table.finish(check, resultOf[outcome], at);
  }

  reopen(check: RecordId): void {
    const record = this.#table.get(check);
    if (record !== undefined)
      this.#table.replace(check, { ...record, state: 'inProgress', result: null, finishTime: null });
  }

  /** The stage starts: its checks, if there were any, have passed. */
  pass(stage: RecordId, at: Instant): void {
    const checkpoint = this.#add(stage);
    if (this.#table.get(checkpoint)?.startTime === null) this.#table.change(checkpoint, { startTime: iso(at) });
    if (this.#table.get(checkpoint)?.state !== 'completed') this.#table.finish(checkpoint, 'succeeded', at);
  }

  /** The stage is over; it may never have started. */
  close(stage: RecordId, result: Result, at: Instant): void {
    const checkpoint = checkpointId(stage);
    if ((this.#table.get(checkpoint)?.state ?? 'completed') !== 'completed') this.#table.finish(checkpoint, result, at);
  }

  #add(stage: RecordId): RecordId {
    const id = checkpointId(stage);
    if (this.#table.get(id) === undefined)
      this.#table.add({ id, parentId: stage, type: 'Checkpoint', name: 'Checkpoint', order: 1 });
    return id;
  }
}
