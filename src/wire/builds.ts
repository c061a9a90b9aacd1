import { type Static, Type } from 'typebox';
import { AgentQueueReference, IdentityReference, Link, ProjectReference } from './common.ts';
import { GivenDemand, GivenQueue } from './definitions.ts';
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
export const queuePriority = { high: 1, aboveNormal: 2, normal: 3, belowNormal: 4, low: 5 } as const;
const queueStatus = { enabled: 0, paused: 1, disabled: 2 } as const;

const planReference = Closed({ planId: Guid });

/** The build after which another one was set to run, as far as that one remembers it. */
const TriggeringBuild = Closed({
  id: Int32,
  buildNumber: Type.String(),
  url: Type.String(),
  uri: Type.String(),
  definition: Closed({ id: Int32, name: Type.String(), url: Type.String(), project: ProjectReference }),
  project: ProjectReference,
  sourceBranch: Type.String(),
});

/** A run as the Build area shows it. `startTime`, `finishTime` and `result` are absent until they are known. */
export const Build = Closed({
  _links: Closed({ self: Link, web: Link, sourceVersionDisplayUri: Link, timeline: Link, badge: Link }),
  properties: Dictionary(Type.String()),
  tags: Type.Array(Type.String()),
  validationResults: Type.Array(Type.Never()),
  plans: Type.Array(planReference),
  templateParameters: Dictionary(Type.String()),
  triggerInfo: Dictionary(Type.String()),
  id: Int32,
  buildNumber: Type.String(),
  buildNumberRevision: Type.Optional(Int32),
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
  queue: Type.Optional(AgentQueueReference),
  parameters: Type.Optional(Type.String()),
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
  keepForever: Type.Optional(Type.Boolean()),
  deleted: Type.Optional(Type.Boolean()),
  retainedByRelease: Type.Boolean(),
  triggeredByBuild: Nullable(TriggeringBuild),
  appendCommitMessageToRunName: Type.Boolean(),
});
export type Build = Static<typeof Build>;

/** What changes a build: its status, only to `cancelling`; whether it is kept; its number. Clients send whole builds back. */
export const UpdateBuild = Type.Object({
  status: Type.Optional(WireEnum(buildStatus)),
  keepForever: Type.Optional(Type.Boolean()),
  buildNumber: Type.Optional(Type.String()),
});

/** What is wished of several builds at once. */
export const UpdateBuilds = Type.Array(Type.Object({ ...UpdateBuild.properties, id: Int32 }), { maxItems: 1_000 });

const stageUpdate = { cancel: 0, retry: 1, run: 2 } as const;

/** What is wished of a stage. `forceRetryAllJobs`: of a retry, also the jobs that succeeded; default: false. */
export const UpdateStage = Type.Object({
  state: WireEnum(stageUpdate),
  forceRetryAllJobs: Type.Optional(Type.Boolean()),
});
export type UpdateStage = Static<typeof UpdateStage>;

export const buildQueryOrder = {
  finishTimeAscending: 2,
  finishTimeDescending: 3,
  queueTimeDescending: 4,
  queueTimeAscending: 5,
  startTimeAscending: 7,
  startTimeDescending: 6,
} as const;

/** What queues a build. Some clients send a whole definition and a whole queue. `parameters` is an object as JSON text. */
export const QueueBuild = Type.Object({
  definition: Type.Optional(Type.Object({ id: Type.Optional(Int32) })),
  sourceBranch: Type.Optional(Type.String()),
  sourceVersion: Type.Optional(Type.String()),
  reason: Type.Optional(WireEnum(buildReason)),
  priority: Type.Optional(WireEnum(queuePriority)),
  queue: Type.Optional(GivenQueue),
  demands: Type.Optional(Type.Array(GivenDemand)),
  tags: Type.Optional(Type.Array(Type.String())),
  parameters: Type.Optional(Type.String()),
  templateParameters: Type.Optional(Dictionary(Type.Unknown())),
});
export type QueueBuild = Static<typeof QueueBuild>;

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
  /** Higher than that of every record that was changed before it. */
  changeId: Int32,
  lastModified: Type.Literal('0001-01-01T00:00:00'),
  workerName: Nullable(Type.String()),
  order: Nullable(Int32),
  details: Nullable(Closed({ id: Guid, changeId: Int32, url: Type.String() })),
  errorCount: Int32,
  warningCount: Int32,
  url: Type.Null(),
  log: Nullable(Closed({ id: Int32, type: Type.Literal('Container'), url: Type.String() })),
  task: Nullable(Closed({ id: Type.String(), name: Type.String(), version: Type.String() })),
  attempt: Int32,
  identifier: Nullable(Type.String()),
  /** Of jobs that agents take. */
  queueId: Type.Optional(Int32),
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
  /** The highest of its records. */
  changeId: Int32,
  url: Type.String(),
});
export type Timeline = Static<typeof Timeline>;

/** A file that a step has attached to its timeline record; `self` is where its bytes are. */
export const BuildAttachment = Closed({ _links: Closed({ self: Link }), name: Type.String() });
