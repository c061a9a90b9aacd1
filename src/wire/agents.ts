import { type Static, Type } from 'typebox';
import { IdentityReference, Link } from './common.ts';
import { PoolJobRequest } from './job-requests.ts';
import { Closed, DateTime, Dictionary, Guid, Int32, WireEnum } from './json-schema.ts';
import { taskResult } from './results.ts';

/** What the agent protocol's routes read and answer. The types of agent-protocol.ts are what of it the two ends work with. */

export const poolType = { automation: 1, deployment: 2 } as const;
const agentStatus = { offline: 1, online: 2 } as const;

/** What a caller means to do with the pools or queues that he asks for. */
export const actionFilter = { none: 0, manage: 2, use: 16 } as const;

export const AgentPool = Closed({
  agentCloudId: Type.Null(),
  targetSize: Type.Null(),
  id: Int32,
  scope: Guid,
  name: Type.String(),
  isHosted: Type.Boolean(),
  poolType: WireEnum(poolType),
  size: Int32,
  isLegacy: Type.Boolean(),
  options: Type.Literal('none'),
  autoProvision: Type.Boolean(),
  autoUpdate: Type.Boolean(),
  autoSize: Type.Literal(false),
  createdOn: DateTime,
  createdBy: IdentityReference,
  owner: IdentityReference,
});
export type AgentPool = Static<typeof AgentPool>;

/** What makes a pool. Members that are not named here are accepted and say nothing. */
export const CreatePool = Type.Object({
  name: Type.String(),
  poolType: Type.Optional(WireEnum(poolType)),
  isHosted: Type.Optional(Type.Boolean()),
  autoProvision: Type.Optional(Type.Boolean()),
  autoUpdate: Type.Optional(Type.Boolean()),
});
export type CreatePool = Static<typeof CreatePool>;

/** What changes a pool; absent members stay as they are. */
export const ChangePool = Type.Object({
  name: Type.Optional(Type.String()),
  autoProvision: Type.Optional(Type.Boolean()),
  autoUpdate: Type.Optional(Type.Boolean()),
});

/** What gives a project a queue: the pool by its id, or by the queue's name, which is the pool's. */
export const CreateQueue = Type.Object({
  name: Type.Optional(Type.String()),
  pool: Type.Optional(Type.Object({ id: Type.Optional(Int32), name: Type.Optional(Type.String()) })),
});
export type CreateQueue = Static<typeof CreateQueue>;

/** A pool as a project uses it. */
export const AgentQueue = Closed({
  id: Int32,
  projectId: Guid,
  name: Type.String(),
  pool: Closed({ id: Int32, name: Type.String(), isHosted: Type.Optional(Type.Boolean()) }),
});

const PublicKey = Type.Object({
  exponent: Type.String({ maxLength: 64, pattern: '^[A-Za-z0-9+/]+=*$' }),
  modulus: Type.String({ maxLength: 4096, pattern: '^[A-Za-z0-9+/]+=*$' }),
});

export const Agent = Closed({
  _links: Closed({ self: Link, web: Link }),
  /** Whom its tokens name. Where and with which key it asks for them, whoever registers it is told. */
  authorization: Type.Optional(
    Closed({ authorizationUrl: Type.Optional(Type.String()), clientId: Guid, publicKey: Type.Optional(PublicKey) }),
  ),
  maxParallelism: Int32,
  id: Int32,
  name: Type.String(),
  version: Type.String(),
  osDescription: Type.String(),
  enabled: Type.Boolean(),
  status: WireEnum(agentStatus),
  provisioningState: Type.String(),
  createdOn: Type.Optional(DateTime),
  systemCapabilities: Type.Optional(Dictionary(Type.String())),
  userCapabilities: Type.Optional(Dictionary(Type.String())),
  /** There where agents are asked for with properties: agents have none. */
  properties: Type.Optional(Closed({})),
  assignedRequest: Type.Optional(PoolJobRequest),
  lastCompletedRequest: Type.Optional(PoolJobRequest),
});
export type Agent = Static<typeof Agent>;

/** What registers an agent. Members that are not named here are accepted and say nothing. */
export const AgentRegistration = Type.Object({
  name: Type.String({ minLength: 1 }),
  version: Type.Optional(Type.String()),
  osDescription: Type.Optional(Type.String()),
  enabled: Type.Optional(Type.Boolean()),
  systemCapabilities: Type.Optional(Dictionary(Type.String())),
  userCapabilities: Type.Optional(Dictionary(Type.String())),
  /** The key with which the agent will ask for its tokens. */
  authorization: Type.Optional(Type.Object({ publicKey: Type.Optional(PublicKey) })),
});
export type AgentRegistration = Static<typeof AgentRegistration>;

/** What changes an agent; absent members stay as they are. */
export const ChangeAgent = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1 })),
  enabled: Type.Optional(Type.Boolean()),
  systemCapabilities: Type.Optional(Dictionary(Type.String())),
  userCapabilities: Type.Optional(Dictionary(Type.String())),
});
export type ChangeAgent = Static<typeof ChangeAgent>;

export const SessionRequest = Type.Object({
  ownerName: Type.String({ minLength: 1 }),
  agent: Type.Object({
    id: Type.Optional(Int32),
    name: Type.String({ minLength: 1 }),
    version: Type.Optional(Type.String()),
    osDescription: Type.Optional(Type.String()),
  }),
  systemCapabilities: Type.Optional(Dictionary(Type.String())),
});
export type SessionRequest = Static<typeof SessionRequest>;

/** An open session. Its key is there for an agent that was registered with one, encrypted with that (OAEP, SHA-1): messages are encrypted with it. */
export const Session = Closed({
  encryptionKey: Type.Optional(Closed({ encrypted: Type.Literal(true), value: Type.String() })),
  sessionId: Guid,
  ownerName: Type.String(),
  agent: Closed({ id: Int32, name: Type.String(), version: Type.String() }),
  poolId: Int32,
});

/** A message; one with an `iv` is encrypted with the key of its session (AES-CBC, base64). */
export const Message = Closed({
  messageId: Type.Integer(),
  messageType: Type.String(),
  iv: Type.Optional(Type.String()),
  body: Type.String(),
});

/** What an agent says of the request it holds: that it goes on, or with a `result` that the job is over. */
export const JobRequestUpdate = Type.Object({
  requestId: Type.Optional(Type.Integer()),
  result: Type.Optional(WireEnum(taskResult)),
  finishTime: Type.Optional(Type.String()),
});

export const JobRequest = Closed({
  requestId: Type.Integer(),
  lockedUntil: Type.String(),
  result: Type.Optional(WireEnum(taskResult)),
});

export const CreatePlanLog = Type.Object({ path: Type.String() });

export const PlanLog = Closed({ path: Type.Optional(Type.String()), id: Int32, location: Type.Null() });

const recordState = { pending: 0, inProgress: 1, completed: 2 } as const;
const issueType = { error: 1, warning: 2 } as const;

const TaskVariable = Type.Object({
  value: Type.Optional(Type.String()),
  isSecret: Type.Optional(Type.Boolean()),
  isReadOnly: Type.Optional(Type.Boolean()),
});

/** What an agent says of a timeline record. Absent members, and those that are null, stay as they were. */
export const TimelineRecordChange = Type.Object({
  id: Guid,
  parentId: Type.Optional(Guid),
  type: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  refName: Type.Optional(Type.String()),
  order: Type.Optional(Int32),
  attempt: Type.Optional(Int32),
  state: Type.Optional(WireEnum(recordState)),
  result: Type.Optional(WireEnum(taskResult)),
  resultCode: Type.Optional(Type.String()),
  startTime: Type.Optional(Type.String()),
  finishTime: Type.Optional(Type.String()),
  percentComplete: Type.Optional(Int32),
  currentOperation: Type.Optional(Type.String()),
  workerName: Type.Optional(Type.String()),
  log: Type.Optional(Type.Object({ id: Int32 })),
  details: Type.Optional(Type.Object({ id: Guid })),
  task: Type.Optional(Type.Object({ id: Type.String(), name: Type.String(), version: Type.String() })),
  issues: Type.Optional(
    Type.Array(
      Type.Object({
        type: WireEnum(issueType),
        category: Type.Optional(Type.String()),
        message: Type.Optional(Type.String()),
        data: Type.Optional(Dictionary(Type.String())),
      }),
    ),
  ),
  errorCount: Type.Optional(Int32),
  warningCount: Type.Optional(Int32),
  variables: Type.Optional(Dictionary(TaskVariable)),
});
export type TimelineRecordChange = Static<typeof TimelineRecordChange>;

export const TimelineRecordChanges = Type.Object({ value: Type.Array(TimelineRecordChange) });

export const FeedLines = Type.Object({
  value: Type.Array(Type.String()),
  stepId: Guid,
  startLine: Type.Optional(Type.Integer({ minimum: 0 })),
});

/** What makes a timeline, and the timeline that was made. */
export const CreateTimeline = Type.Object({ id: Guid });

export const PlanTimeline = Closed({ id: Guid, changeId: Int32, location: Type.Null() });

/** A file that a step has attached to its timeline record. */
export const TaskAttachment = Type.Object({
  timelineId: Guid,
  recordId: Guid,
  type: Type.String(),
  name: Type.String(),
});

/**
 * What is told of a plan. `JobCompleted`, with its `requestId`: an agent's job is over. `TaskCompleted`, with the `taskId` of its record: a task that
 * runs without an agent, and was waiting for whoever it had called.
 */
export const PlanEvent = Type.Object({
  name: Type.Union([Type.Literal('JobCompleted'), Type.Literal('TaskCompleted')]),
  jobId: Guid,
  requestId: Type.Optional(Type.Integer()),
  taskId: Type.Optional(Guid),
  result: WireEnum(taskResult),
  outputs: Type.Optional(Dictionary(TaskVariable)),
});
