import type { Instant } from '../base/clock.ts';
import type { RunRow } from './ports/run-store.ts';
import type { RetentionPolicy } from './retention-policy.ts';

const dayMs = 24 * 3_600_000;

/** What is to go by a policy, were there no leases. */
export type Outlived = 'run' | 'artifacts';

/**
 * Says of the runs of a project, which must be asked in their order, newest first, what of them has outlived its time. A run that goes on, is
 * kept or is among the newest of its pipeline or of the pipeline's default branch never has.
 */
export class OutlivedRuns {
  readonly #policy: RetentionPolicy;
  readonly #now: Instant;
  readonly #defaultBranchOf: (pipelineId: number) => string | undefined;
  readonly #newer = new Map<string, number>();

  /** `defaultBranchOf`: the full name of the branch; `undefined` for a pipeline that is gone. */
  constructor(policy: RetentionPolicy, now: Instant, defaultBranchOf: (pipelineId: number) => string | undefined) {
    this.#policy = policy;
    this.#now = now;
    this.#defaultBranchOf = defaultBranchOf;
  }

  /** What of the next run has outlived its time; `undefined` when nothing has. */
  next(row: RunRow): Outlived | undefined {
    if (row.state !== 'completed' || row.notes.isDeleted) return undefined;
    const isNewest = this.#isNewest(row);
    if (isNewest || row.notes.isKept) return undefined;
    const { runDays, pullRequestRunDays, artifactDays } = this.#policy;
    const days = row.facts.reason === 'pullRequest' ? pullRequestRunDays : runDays;
    if (this.#isOlder(row, days)) return 'run';
    return this.#isOlder(row, artifactDays) ? 'artifacts' : undefined;
  }

  #isOlder(row: RunRow, days: number): boolean {
    return (row.finishedAt ?? row.createdAt) + days * dayMs <= this.#now;
  }

  /** Counts the run, also one that is kept: it is among the newest as others are. */
  #isNewest({ pipeline, facts }: RunRow): boolean {
    const ofPipeline = this.#count(String(pipeline.id));
    const branch = facts.repositories.self?.refName;
    const isDefault = branch !== undefined && branch === this.#defaultBranchOf(pipeline.id);
    const ofBranch = isDefault ? this.#count(`${pipeline.id} ${branch}`) : Number.POSITIVE_INFINITY;
    return Math.min(ofPipeline, ofBranch) < this.#policy.runsToKeep;
  }

  #count(name: string): number {
    const before = this.#newer.get(name) ?? 0;
    this.#newer.set(name, before + 1);
    return before;
  }
}
