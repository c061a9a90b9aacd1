import type { Approval } from '../../run/approvals.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import type { Run } from '../../run/state.ts';
import type { TimelineRecord } from '../../run/timeline.ts';
import { buildMissing } from '../http/error-words.ts';
import type { Services } from '../services.ts';

/** All that is known of a run, as its page shows it. */
export type RunFacts = {
  readonly row: RunRow;
  readonly run: Run;
  readonly records: RecordTree;
  readonly approvals: readonly Approval[];
};

export async function runFacts(services: Services, row: RunRow): Promise<RunFacts> {
  const { orchestrator } = services;
  const [run, records, approvals] = await Promise.all([
    orchestrator.state(row.key),
    orchestrator.timeline(row.key),
    orchestrator.approvalsOf(row.key),
  ]);
  if (run === undefined) throw buildMissing(row.key.runId);
  return { row, run, records: new RecordTree(records), approvals };
}

/** The records of a timeline below each other, in their order. */
export class RecordTree {
  readonly all: readonly TimelineRecord[];
  readonly #children: ReadonlyMap<string | null, readonly TimelineRecord[]>;

  constructor(records: readonly TimelineRecord[]) {
    this.all = records;
    const sorted = records.toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0));
    this.#children = Map.groupBy(sorted, ({ parentId }) => parentId);
  }

  get stages(): readonly TimelineRecord[] {
    return this.below(null, 'Stage');
  }

  below(parent: string | null, ...types: readonly string[]): readonly TimelineRecord[] {
    return (this.#children.get(parent) ?? []).filter(({ type }) => types.length === 0 || types.includes(type));
  }

  /** The jobs of a stage, in their order: those of a phase that has none yet are the phase itself. */
  jobsOf(stage: TimelineRecord): readonly TimelineRecord[] {
    return this.below(stage.id, 'Phase').flatMap(phase => {
      const jobs = this.below(phase.id, 'Job');
      return jobs.length === 0 ? [phase] : jobs;
    });
  }

  stepsOf(job: TimelineRecord): readonly TimelineRecord[] {
    return this.below(job.id, 'Task');
  }

  find(id: string): TimelineRecord | undefined {
    const wanted = id.toLowerCase();
    return this.all.find(record => record.id === wanted);
  }
}

/** Whether a run is the one stage that a pipeline without stages has. */
export function hasOneUnnamedStage({ stages }: RecordTree): boolean {
  return stages.length === 1 && stages[0]?.refName === '__default';
}
