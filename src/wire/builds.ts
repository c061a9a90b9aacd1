import { type Static, Type } from 'typebox';
import { IdentityReference, Link, ProjectReference } from './common.ts';
import { Closed, DateTime, Dictionary, Guid, Int32, Nullable, WireEnum } from './json-schema.ts';

export const buildStatus = {
  none: 0,
  inProgress: 1,
  completed: 2,
  cancelling: 4,
  postponed: 8,
  notStarted: 32,
  all: 47,
} as const;
export const buildResult = { none: 0, succeeded: 2, partiallySucceeded: 4, failed: 8, canceled: 32 } as const;
export const buildReason = {
  none: 0,
  manual: 1,
  individualCI: 2,
  batchedCI: 4,
  schedule: 8,
  scheduleForced: 16,
  userCreated: 32,
  validateShelveset: 64,
  checkInShelveset: 128,
  pullRequest: 256,
  buildCompletion: 512,
  resourceTrigger: 1024,
  triggered: 1967,
  all: 2031,
} as const;
const queuePriority = { high: 1, aboveNormal: 2, normal: 3, belowNormal: 4, low: 5 } as const;
const queueStatus = { enabled: 0, paused: 1, disabled: 2 } as const;

const planReference = Closed({ planId: Guid });

/** A run as the Build area shows it. `startTime`, `finishTime` and `result` are absent until they are known. */
export const Build = Closed({
  _links: Closed({ self: Link, web: Link, timeline: Link }),
  properties: Closed({}),
  tags: Type.Array(Type.String()),
  validationResults: Type.Array(Type.Never()),
  plans: Type.Array(planReference),
  templateParameters: Dictionary(Type.String()),
  triggerInfo: Dictionary(Type.String()),
  id: Int32,
  buildNumber: Type.String(),
  status: WireEnum(buildStatus),
  result: Type.Optional(WireEnum(buildResult)),
  queueTime: DateTime,
  startTime: Type.Optional(DateTime),
  finishTime: Type.Optional(DateTime),
  url: Type.String(),
  definition: Closed({
    drafts: Type.Array(Type.Never()),
    id: Int32,
    name: Type.String(),
    url: Type.String(),
    uri: Type.String(),
    path: Type.String(),
    type: Type.Literal('build'),
    queueStatus: WireEnum(queueStatus),
    revision: Int32,
    project: ProjectReference,
  }),
  project: ProjectReference,
  uri: Type.String(),
  sourceBranch: Type.String(),
  sourceVersion: Type.String(),
  priority: WireEnum(queuePriority),
  reason: WireEnum(buildReason),
  requestedFor: IdentityReference,
  requestedBy: IdentityReference,
  lastChangedDate: DateTime,
  lastChangedBy: IdentityReference,
  orchestrationPlan: planReference,
  logs: Closed({ id: Int32, type: Type.Literal('Container'), url: Type.String() }),
  repository: Closed({
    id: Type.String(),
    type: Type.String(),
    name: Type.String(),
    url: Type.String(),
    clean: Type.Null(),
    checkoutSubmodules: Type.Boolean(),
  }),
  retainedByRelease: Type.Boolean(),
  triggeredByBuild: Type.Null(),
  appendCommitMessageToRunName: Type.Boolean(),
});
export type Build = Static<typeof Build>;

/** What changes a build. Only its status can be changed, and only to `cancelling`. */
export const UpdateBuild = Type.Object({ status: WireEnum(buildStatus) });

/** A log in the Build area's list of logs. */
export const BuildLog = Closed({
  lineCount: Type.Integer({ minimum: 0 }),
  createdOn: DateTime,
  lastChangedOn: DateTime,
  id: Int32,
  type: Type.Literal('Container'),
  url: Type.String(),
});
export type BuildLog = Static<typeof BuildLog>;

const recordState = { pending: 0, inProgress: 1, completed: 2 } as const;
const recordResult = {
  succeeded: 0,
  succeededWithIssues: 1,
  failed: 2,
  canceled: 3,
  skipped: 4,
  abandoned: 5,
} as const;
const issueType = { error: 1, warning: 2 } as const;

/** A line of a timeline. Members that do not apply are null; `issues` alone is absent then. */
export const TimelineRecord = Closed({
  previousAttempts: Type.Array(Closed({ attempt: Int32, timelineId: Guid, recordId: Guid })),
  id: Guid,
  parentId: Nullable(Guid),
  type: Type.String(),
  name: Type.String(),
  refName: Nullable(Type.String()),
  startTime: Nullable(DateTime),
  finishTime: Nullable(DateTime),
  currentOperation: Nullable(Type.String()),
  percentComplete: Nullable(Int32),
  state: WireEnum(recordState),
  result: Nullable(WireEnum(recordResult)),
  resultCode: Nullable(Type.String()),
  workerName: Nullable(Type.String()),
  order: Nullable(Int32),
  details: Type.Null(),
  errorCount: Int32,
  warningCount: Int32,
  url: Type.Null(),
  log: Nullable(Closed({ id: Int32, type: Type.Literal('Container'), url: Type.String() })),
  task: Nullable(Closed({ id: Type.String(), name: Type.String(), version: Type.String() })),
  attempt: Int32,
  identifier: Nullable(Type.String()),
  issues: Type.Optional(
    Type.Array(
      Closed({
        type: WireEnum(issueType),
        category: Type.String(),
        message: Type.String(),
        data: Dictionary(Type.String()),
      }),
    ),
  ),
});
export type TimelineRecord = Static<typeof TimelineRecord>;

export const Timeline = Closed({
  records: Type.Array(TimelineRecord),
  lastChangedBy: Guid,
  lastChangedOn: DateTime,
  id: Guid,
  url: Type.String(),
});
export type Timeline = Static<typeof Timeline>;
