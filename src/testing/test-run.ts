import type { Instant } from '../base/clock.ts';
import type { ProjectId } from '../base/id.ts';
import type { RunKey } from '../run/events.ts';
import type { NewTestRun, TestOutcome, TestResult } from '../wire/test-server.ts';

export type TestRunState = 'NotStarted' | 'InProgress' | 'Completed' | 'Aborted' | 'Waiting' | 'NeedsInvestigation';

/** Which run tests belong to. */
export type TestedRun = { readonly key: RunKey; readonly projectId: ProjectId };

/** How many tests ended so, and how long they took together. */
export type OutcomeCount = { readonly count: number; readonly durationMs: number };

export type OutcomeCounts = Readonly<Partial<Record<TestOutcome, OutcomeCount>>>;

/** Results that were published together. Their ids follow each other from `firstId` on. */
export type ResultBatch = { readonly blob: string; readonly firstId: number; readonly count: number };

/** Results of tests that belong together: those of one file, or of several. */
export type TestRun = NewTestRun & {
  /** From the organization's sequence `testRun`. */
  readonly id: number;
  readonly runId: number;
  readonly projectId: ProjectId;
  readonly state: TestRunState;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  readonly completedAt?: Instant;
  readonly revision: number;
  readonly outcomes: OutcomeCounts;
  readonly batches: readonly ResultBatch[];
};

/** A kept result. `id` is unique in its test run. */
export type KeptTestResult = TestResult & { readonly id: number };

/** The ids of results begin here, as the service's do. */
export const firstResultId = 100_000;

/** Counts with results added to them, or with `-1` taken from them. */
export function countResults(counts: OutcomeCounts, results: readonly TestResult[], sign: 1 | -1 = 1): OutcomeCounts {
  const sums = new Map(Object.entries(counts) as [TestOutcome, OutcomeCount][]);
  for (const { outcome, durationMs } of results) {
    const before = sums.get(outcome);
    const count = (before?.count ?? 0) + sign;
    if (count <= 0) sums.delete(outcome);
    else sums.set(outcome, { count, durationMs: Math.max(0, (before?.durationMs ?? 0) + sign * durationMs) });
  }
  return Object.fromEntries(sums);
}

/** Several counts as one. */
export function addCounts(all: readonly OutcomeCounts[]): OutcomeCounts {
  const sums = new Map<TestOutcome, OutcomeCount>();
  for (const counts of all) {
    for (const [outcome, { count, durationMs }] of Object.entries(counts) as [TestOutcome, OutcomeCount][]) {
      const before = sums.get(outcome);
      sums.set(outcome, {
        count: (before?.count ?? 0) + count,
        durationMs: (before?.durationMs ?? 0) + durationMs,
      });
    }
  }
  return Object.fromEntries(sums);
}

/** How many results there are, and how long they took together. */
export function totalOf(counts: OutcomeCounts): OutcomeCount {
  const all = Object.values(counts);
  return {
    count: all.reduce((sum, { count }) => sum + count, 0),
    durationMs: all.reduce((sum, { durationMs }) => sum + durationMs, 0),
  };
}
