import { type Static, Type } from 'typebox';
import { Closed, DateTime, Dictionary, Guid, Int32, Nullable } from './json-schema.ts';

/** The numbers of the service's outcomes. */
export const testOutcome = {
  Unspecified: 0,
  None: 1,
  Passed: 2,
  Failed: 3,
  Inconclusive: 4,
  Timeout: 5,
  Aborted: 6,
  Blocked: 7,
  NotExecuted: 8,
  Warning: 9,
  Error: 10,
  NotApplicable: 11,
} as const;

/** The numbers of the service's states of test runs. */
export const testRunState = {
  Unspecified: 0,
  NotStarted: 1,
  InProgress: 2,
  Completed: 3,
  Aborted: 4,
  Waiting: 5,
  NeedsInvestigation: 6,
} as const;

/** Something that another resource names: the ids of this area are texts where they refer. */
export const ShallowReference = Closed({
  id: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  url: Type.Optional(Type.String()),
});

const RunStatistic = Closed({ state: Type.Literal('Completed'), outcome: Type.String(), count: Type.Integer() });

export const TestRun = Closed({
  id: Int32,
  name: Type.String(),
  url: Type.String(),
  isAutomated: Type.Boolean(),
  project: ShallowReference,
  build: ShallowReference,
  buildConfiguration: Closed({
    id: Int32,
    number: Type.String(),
    uri: Type.String(),
    flavor: Type.String(),
    platform: Type.String(),
  }),
  startedDate: DateTime,
  completedDate: Type.Optional(DateTime),
  createdDate: DateTime,
  lastUpdatedDate: DateTime,
  state: Type.String(),
  totalTests: Type.Integer(),
  passedTests: Type.Integer(),
  incompleteTests: Type.Integer(),
  notApplicableTests: Type.Integer(),
  unanalyzedTests: Type.Integer(),
  revision: Int32,
  runStatistics: Type.Array(RunStatistic),
  pipelineReference: Closed({
    pipelineId: Int32,
    stageReference: Closed({ stageName: Type.String(), attempt: Int32 }),
    phaseReference: Closed({ phaseName: Type.String(), attempt: Int32 }),
    jobReference: Closed({ jobName: Type.String(), attempt: Int32 }),
  }),
});
export type TestRun = Static<typeof TestRun>;

export const TestRunStatistics = Closed({ run: ShallowReference, runStatistics: Type.Array(RunStatistic) });

export const TestCaseResult = Closed({
  id: Int32,
  testCaseTitle: Type.String(),
  automatedTestName: Type.String(),
  automatedTestStorage: Type.String(),
  outcome: Type.String(),
  state: Type.String(),
  durationInMs: Type.Number(),
  errorMessage: Type.Optional(Type.String()),
  stackTrace: Type.Optional(Type.String()),
  computerName: Type.Optional(Type.String()),
  comment: Type.Optional(Type.String()),
  startedDate: Type.Optional(Type.String()),
  completedDate: Type.Optional(Type.String()),
  priority: Int32,
  revision: Int32,
  createdDate: DateTime,
  lastUpdatedDate: DateTime,
  testCase: ShallowReference,
  testRun: ShallowReference,
  build: ShallowReference,
  project: ShallowReference,
  url: Type.String(),
});
export type TestCaseResult = Static<typeof TestCaseResult>;

export const TestAttachment = Closed({
  id: Int32,
  fileName: Type.String(),
  comment: Type.String(),
  size: Type.Integer(),
  createdDate: DateTime,
  url: Type.String(),
});

export const TestAttachmentReference = Closed({ id: Int32, url: Type.String() });

/** A result in few words, as lists over several test runs have it. */
export const ShallowTestCaseResult = Closed({
  id: Int32,
  runId: Int32,
  refId: Int32,
  testCaseTitle: Type.String(),
  automatedTestName: Type.String(),
  automatedTestStorage: Type.String(),
  outcome: Type.String(),
  priority: Int32,
  durationInMs: Type.Number(),
  isReRun: Type.Boolean(),
});

const ByOutcome = Dictionary(
  Closed({ outcome: Type.String(), count: Type.Integer(), duration: Type.String(), rerunResultCount: Type.Integer() }),
);

/** Durations are `hh:mm:ss.fffffff`; outcomes are keyed by their names. */
export const TestResultSummary = Closed({
  aggregatedResultsAnalysis: Closed({
    duration: Type.String(),
    resultsByOutcome: ByOutcome,
    runSummaryByState: Dictionary(
      Closed({ state: Type.String(), runsCount: Type.Integer(), resultsByOutcome: ByOutcome }),
    ),
    totalTests: Type.Integer(),
  }),
  testResultsContext: Closed({
    contextType: Type.Literal('build'),
    build: Closed({ id: Int32, definitionId: Int32, number: Type.String(), uri: Type.String() }),
  }),
  teamProject: Closed({ id: Guid, name: Type.String() }),
  totalRunsCount: Type.Integer(),
  noConfigRunsCount: Type.Integer(),
});
export type TestResultSummary = Static<typeof TestResultSummary>;

export const TestResultsDetails = Closed({
  groupByField: Type.String(),
  resultsForGroup: Type.Array(
    Closed({
      groupByValue: Type.Unknown(),
      resultsCountByOutcome: ByOutcome,
      results: Type.Array(TestCaseResult),
    }),
  ),
});

const CoverageStatistics = Closed({
  label: Type.String(),
  position: Int32,
  total: Type.Number(),
  covered: Type.Number(),
  isDeltaAvailable: Type.Boolean(),
  delta: Type.Number(),
});

/** Coverage of modules is not kept: files of it are artifacts, and the summary has their sums. */
const NoModules = Type.Array(Type.Never(), { maxItems: 0 });

export const BuildCoverage = Closed({
  configuration: Closed({
    id: Int32,
    number: Type.String(),
    uri: Type.String(),
    flavor: Type.String(),
    platform: Type.String(),
  }),
  modules: NoModules,
  state: Type.Literal('Completed'),
});

export const TestRunCoverage = Closed({
  testRun: ShallowReference,
  modules: NoModules,
  state: Type.Literal('Completed'),
});

export const CodeCoverageSummary = Closed({
  build: ShallowReference,
  deltaBuild: Nullable(ShallowReference),
  coverageData: Type.Array(
    Closed({ buildPlatform: Type.String(), buildFlavor: Type.String(), coverageStats: Type.Array(CoverageStatistics) }),
  ),
});
