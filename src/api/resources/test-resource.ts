import type { Static } from 'typebox';
import type { RunRow } from '../../run/ports/run-store.ts';
import {
  addCounts,
  type KeptTestResult,
  type TestRun as KeptTestRun,
  type OutcomeCounts,
  totalOf,
} from '../../testing/test-run.ts';
import type { ShallowTestCaseResult, TestCaseResult, TestResultSummary, TestRun } from '../../wire/tests.ts';
import { dateText } from './dates.ts';

/** The address of a test run. */
export function testRunUrl(base: string, { projectId, id }: Pick<KeptTestRun, 'projectId' | 'id'>): string {
  return `${base}/${projectId}/_apis/test/Runs/${id}`;
}

/** A test run; `row` is the run that it belongs to. */
export function testRunResource(base: string, row: RunRow, run: KeptTestRun): TestRun {
  const { id, name, outcomes, createdAt, changedAt, completedAt } = run;
  const started = dateText(createdAt);
  return {
    id,
    name,
    url: testRunUrl(base, run),
    isAutomated: true,
    project: projectReference(row),
    build: buildReference(base, row),
    buildConfiguration: buildConfiguration(row, run),
    startedDate: started,
    ...(completedAt === undefined ? {} : { completedDate: dateText(completedAt) }),
    createdDate: started,
    lastUpdatedDate: dateText(changedAt),
    state: run.state,
    totalTests: totalOf(outcomes).count,
    passedTests: outcomes.Passed?.count ?? 0,
    incompleteTests: 0,
    notApplicableTests: outcomes.NotApplicable?.count ?? 0,
    unanalyzedTests: outcomes.Failed?.count ?? 0,
    revision: run.revision,
    runStatistics: statisticsOf(outcomes),
    pipelineReference: {
      pipelineId: row.key.runId,
      stageReference: { stageName: run.stage, attempt: run.stageAttempt },
      phaseReference: { phaseName: run.phase, attempt: run.phaseAttempt },
      jobReference: { jobName: run.job, attempt: run.jobAttempt },
    },
  };
}

/** A build together with the platform and flavor that tests were run for. */
export function buildConfiguration(
  row: RunRow,
  { platform, configuration }: { readonly platform: string; readonly configuration: string },
): TestRun['buildConfiguration'] {
  return { id: row.key.runId, number: row.name, uri: buildUri(row), flavor: configuration, platform };
}

export function statisticsOf(outcomes: OutcomeCounts): TestRun['runStatistics'] {
  return Object.entries(outcomes).map(([outcome, { count }]) => ({ state: 'Completed', outcome, count }));
}

/** A result of a test run. */
export function testResultResource(
  base: string,
  row: RunRow,
  run: KeptTestRun,
  result: KeptTestResult,
): TestCaseResult {
  const { id, title, name, storage, outcome, durationMs, errorMessage, stackTrace, computerName } = result;
  const { comment, startedDate, completedDate } = result;
  const date = dateText(run.createdAt);
  const url = testRunUrl(base, run);
  return {
    id,
    testCaseTitle: title,
    automatedTestName: name,
    automatedTestStorage: storage,
    outcome,
    state: result.state ?? 'Completed',
    durationInMs: durationMs,
    ...(errorMessage === undefined ? {} : { errorMessage }),
    ...(stackTrace === undefined ? {} : { stackTrace }),
    ...(computerName === undefined ? {} : { computerName }),
    ...(comment === undefined ? {} : { comment }),
    ...(startedDate === undefined ? {} : { startedDate }),
    ...(completedDate === undefined ? {} : { completedDate }),
    priority: 255,
    revision: 1,
    createdDate: date,
    lastUpdatedDate: date,
    testCase: { name: title },
    testRun: { id: String(run.id), name: run.name, url },
    build: buildReference(base, row),
    project: projectReference(row),
    url: `${url}/Results/${id}`,
  };
}

/** A result in few words. */
export function shallowResultResource(run: KeptTestRun, result: KeptTestResult): Static<typeof ShallowTestCaseResult> {
  const { id, title, name, storage, outcome, durationMs } = result;
  return {
    id,
    runId: run.id,
    refId: 0,
    testCaseTitle: title,
    automatedTestName: name,
    automatedTestStorage: storage,
    outcome,
    priority: 255,
    durationInMs: durationMs,
    isReRun: false,
  };
}

/** What all tests of a run came to. */
export function testSummaryResource(row: RunRow, runs: readonly KeptTestRun[]): TestResultSummary {
  const all = addCounts(runs.map(({ outcomes }) => outcomes));
  const { count, durationMs } = totalOf(all);
  const states = [...new Set(runs.map(({ state }) => state))];
  return {
    aggregatedResultsAnalysis: {
      duration: durationText(durationMs),
      resultsByOutcome: byOutcome(all),
      runSummaryByState: Object.fromEntries(
        states.map(state => {
          const those = runs.filter(run => run.state === state);
          const counts = addCounts(those.map(({ outcomes }) => outcomes));
          const word = lowerFirst(state);
          return [word, { state: word, runsCount: those.length, resultsByOutcome: byOutcome(counts) }];
        }),
      ),
      totalTests: count,
    },
    testResultsContext: {
      contextType: 'build',
      build: { id: row.key.runId, definitionId: row.pipeline.id, number: row.name, uri: buildUri(row) },
    },
    teamProject: { id: row.projectId, name: row.facts.projectName },
    totalRunsCount: runs.length,
    noConfigRunsCount: runs.filter(({ platform, configuration }) => platform === '' && configuration === '').length,
  };
}

/** Counts as the service keys them: `Passed` with the outcome `passed`. */
export function byOutcome(
  counts: OutcomeCounts,
): Record<string, { outcome: string; count: number; duration: string; rerunResultCount: number }> {
  const entries = Object.entries(counts).map(([outcome, { count, durationMs }]) => {
    const duration = durationText(durationMs);
    return [outcome, { outcome: lowerFirst(outcome), count, duration, rerunResultCount: 0 }] as const;
  });
  return Object.fromEntries(entries);
}

/** `hh:mm:ss.fffffff`, with days in front where there are any. */
function durationText(milliseconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const ticks = Math.round(milliseconds * 10_000);
  const seconds = Math.floor(ticks / 10_000_000);
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24];
  const fraction = String(ticks % 10_000_000).padStart(7, '0');
  return `${days > 0 ? `${days}.` : ''}${two(hours)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${fraction}`;
}

export function buildReference(base: string, row: RunRow): { id: string; name: string; url: string } {
  const id = String(row.key.runId);
  return { id, name: row.name, url: `${base}/${row.projectId}/_apis/build/Builds/${id}` };
}

function projectReference({ projectId, facts }: RunRow): { id: string; name: string } {
  return { id: projectId, name: facts.projectName };
}

function buildUri({ key }: RunRow): string {
  return `vstfs:///Build/Build/${key.runId}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
