import type { ContentRef } from './content.ts';
import type { PlanScope } from './plan-scope.ts';

/** How a test can end, in the service's words. Result files know no others. */
export const testOutcomes = [
  'Passed',
  'Failed',
  'NotExecuted',
  'Inconclusive',
  'Timeout',
  'Aborted',
  'Error',
  'Warning',
  'NotApplicable',
  'None',
] as const;

export type TestOutcome = (typeof testOutcomes)[number];

/** A test as a result file tells of it. */
export type TestResult = {
  readonly title: string;
  /** The full name that the test has in its code. */
  readonly name: string;
  /** The assembly, class or file that it is in. */
  readonly storage: string;
  readonly outcome: TestOutcome;
  readonly durationMs: number;
  readonly errorMessage?: string;
  readonly stackTrace?: string;
  readonly computerName?: string;
  readonly comment?: string;
  /** As the publisher gave it; a result of a file is `Completed`. */
  readonly state?: string;
  /** ISO 8601, as the publisher gave them. */
  readonly startedDate?: string;
  readonly completedDate?: string;
};

/** What results are published together as. */
export type NewTestRun = {
  readonly name: string;
  readonly stage: string;
  readonly phase: string;
  readonly job: string;
  readonly stageAttempt: number;
  readonly phaseAttempt: number;
  readonly jobAttempt: number;
  readonly platform: string;
  readonly configuration: string;
};

/** A line of a summary of code coverage: `Lines`, 120 of 150. */
export type CoverageStatistic = {
  readonly label: string;
  /** Where it stands among others. */
  readonly position: number;
  readonly total: number;
  readonly covered: number;
};

export type Coverage = {
  readonly platform: string;
  readonly configuration: string;
  readonly statistics: readonly CoverageStatistic[];
};

/** What tests of a run came to. Calls for one test run are made in order. */
export interface TestServer {
  createRun(plan: PlanScope, run: NewTestRun): Promise<{ readonly id: number }>;
  /** At most `testResultBatch` results. 404 when the plan's run has no such test run. */
  addResults(plan: PlanScope, testRunId: number, results: readonly TestResult[]): Promise<void>;
  /** Keeps a file with a test run; its chunks are in the space `shared` already. */
  attach(
    plan: PlanScope,
    testRunId: number,
    file: { readonly name: string; readonly content: ContentRef },
  ): Promise<void>;
  completeRun(plan: PlanScope, testRunId: number): Promise<void>;
  /** Adds to what is known of a run's code coverage: statistics of one label are summed up. */
  addCoverage(plan: PlanScope, coverage: Coverage): Promise<void>;
}
