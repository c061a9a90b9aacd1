import { newGuid } from '../../base/new-guid.ts';
import type { WireTimelineRecord, WireVariable } from '../../wire/agent-protocol.ts';
import type { Masker } from '../mask.ts';
import { type RecordChange, RecordQueue } from './record-queue.ts';
import { TimelineEntry } from './timeline-entry.ts';

export type JobTimelineOptions = {
  readonly jobId: string;
  readonly agentName: string;
  readonly agentVersion: string;
  readonly masker: Masker;
  /** Sends records of the job's timeline, or of the one whose id is `details`. */
  readonly send: (records: readonly WireTimelineRecord[], details?: string) => Promise<void>;
};

/** What is known of a record before it starts. */
export type PlannedRecord = {
  readonly name: string;
  readonly refName: string;
  /** Default: a new one. */
  readonly id?: string;
  readonly task?: NonNullable<WireTimelineRecord['task']>;
};

/** The records of one job: its own, which the server has made, and those of its steps in the order they are added. */
export class JobTimeline {
  /** The job's own record. */
  readonly job: TimelineEntry;
  readonly queue: RecordQueue;
  readonly #options: JobTimelineOptions;
  readonly #entries: TimelineEntry[] = [];

  constructor(options: JobTimelineOptions) {
    this.#options = options;
    this.queue = new RecordQueue(records => sendByTimeline(records, options));
    this.job = this.#entry(options.jobId, '');
  }

  /** Starts the job's own record. */
  start(): void {
    this.queue.put({ id: this.job.id, workerName: this.#options.agentName });
    this.job.start();
  }

  /** Lets `send` take the last changes along; see `RecordQueue.handOver`. */
  handOver(send: (records: readonly WireTimelineRecord[]) => Promise<void>): Promise<void> {
    const { send: sendApart, masker } = this.#options;
    return this.queue.handOver(records =>
      sendByTimeline(records, {
        masker,
        send: (changes, details) => (details === undefined ? send(changes) : sendApart(changes, details)),
      }),
    );
  }

  /** Adds a record that waits for its turn, after those added before. */
  add(record: PlannedRecord): TimelineEntry {
    const entry = this.#entry(record.id ?? newGuid(), record.refName);
    this.#entries.push(entry);
    const { jobId, agentName } = this.#options;
    const order = this.#entries.length;
    const task = record.task === undefined ? {} : { task: record.task };
    entry.announce({ parentId: jobId, type: 'Task', name: record.name, order, ...task }, agentName);
    return entry;
  }

  /** The output variables of all records, as the server passes them on to other jobs: `<record>.<variable>`. */
  get outputs(): Record<string, WireVariable> {
    const outputs: Record<string, WireVariable> = { ...this.job.outputs };
    for (const entry of this.#entries) {
      for (const [name, variable] of Object.entries(entry.outputs)) outputs[`${entry.refName}.${name}`] = variable;
    }
    return outputs;
  }

  #entry(id: string, refName: string): TimelineEntry {
    const entry = new TimelineEntry(id, refName, this.queue);
    entry.output('agent.version', { value: this.#options.agentVersion });
    return entry;
  }
}

/** Sends what stands in timelines of details before the records that name them. */
async function sendByTimeline(
  records: readonly RecordChange[],
  { send, masker }: Pick<JobTimelineOptions, 'send' | 'masker'>,
): Promise<void> {
  const { own = [], ...apart } = Object.groupBy(records, ({ detailsOf }) => detailsOf ?? 'own');
  for (const [details, changes = []] of Object.entries(apart)) await send(shown(changes, masker), details);
  await send(shown(own, masker));
}

function shown(changes: readonly RecordChange[], masker: Masker): readonly WireTimelineRecord[] {
  return changes.map(({ detailsOf: _, ...record }) => maskRecord(record, masker));
}

/** Hides secrets in the texts of a record. Output variables are values, not texts: their own mark says which are secret. */
function maskRecord(record: WireTimelineRecord, masker: Masker): WireTimelineRecord {
  const { name, currentOperation, issues } = record;
  return {
    ...record,
    ...(name === undefined ? {} : { name: masker.mask(name) }),
    ...(typeof currentOperation === 'string' ? { currentOperation: masker.mask(currentOperation) } : {}),
    ...(issues === undefined
      ? {}
      : {
          issues: issues.map(issue => ({
            ...issue,
            message: masker.mask(issue.message),
            data: maskValues(issue.data ?? {}, masker),
          })),
        }),
  };
}

function maskValues(data: Readonly<Record<string, string>>, masker: Masker): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, masker.mask(value)]));
}
