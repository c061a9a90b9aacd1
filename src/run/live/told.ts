import type { LiveEvent } from '../live-event.ts';
import type { RunRow } from '../ports/run-store.ts';
import type { TimelineRecord } from '../timeline.ts';

/** What those who follow a run were told of it but for lines, and in which order: so that who was busy meanwhile is told what he missed. */
export class Told {
  #count = 0;
  #run: { readonly row: RunRow; readonly at: number } | undefined;
  readonly #records = new Map<string, { readonly record: TimelineRecord; readonly at: number }>();

  /** Grows with everything that is told. */
  get count(): number {
    return this.#count;
  }

  get run(): RunRow | undefined {
    return this.#run?.row;
  }

  /** Whether a record has ended that was told of before. */
  isEnd({ id, state }: TimelineRecord): boolean {
    return state === 'completed' && this.#records.has(id);
  }

  /** The event to tell of records; `undefined` where there are none. */
  records(records: readonly TimelineRecord[]): LiveEvent | undefined {
    if (records.length === 0) return undefined;
    this.#count += 1;
    for (const record of records) this.#records.set(record.id, { record, at: this.#count });
    return { type: 'records', records };
  }

  /** The event to tell of how the run stands; `undefined` where that is known. */
  state(row: RunRow): LiveEvent | undefined {
    const known = this.#run?.row;
    if (known !== undefined && !differs(known, row)) return undefined;
    this.#count += 1;
    this.#run = { row, at: this.#count };
    return { type: 'state', run: row };
  }

  /** What was told after `count`. */
  since(count: number): readonly LiveEvent[] {
    if (count === this.#count) return [];
    const records = [...this.#records.values()].filter(({ at }) => at > count).map(({ record }) => record);
    const run = this.#run;
    return [
      ...(run === undefined || run.at <= count ? [] : [{ type: 'state', run: run.row } as const]),
      ...(records.length === 0 ? [] : [{ type: 'records', records } as const]),
    ];
  }
}

function differs(one: RunRow, other: RunRow): boolean {
  return (['state', 'result', 'name', 'startedAt', 'hasIssues'] as const).some(member => one[member] !== other[member]);
}
