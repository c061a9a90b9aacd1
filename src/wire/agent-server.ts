import type {
  AgentJobRequest,
  JobCompleted,
  TaskAgentMessage,
  TaskAgentSession,
  WireTimelineRecord,
} from './agent-protocol.ts';
import type { ArtifactServer, CacheServer, ContentServer } from './artifact-server.ts';
import type { PlanScope } from './plan-scope.ts';
import type { TestServer } from './test-server.ts';

/**
 * All that an agent needs of a server, in the vendor's shapes. `client/` implements it over HTTP, `api/` straight over the orchestrator; one conformance suite
 * runs on both. Calls of one job are made in order; different jobs call concurrently.
 * Errors: `AgentServerError` with the HTTP status that the vendor's service would answer.
 */
export interface AgentServer {
  /** Makes the agent known, or takes up the one of the same name, and opens its session. */
  connect(agent: AgentIdentity): Promise<TaskAgentSession>;
  /** Safe to repeat. */
  disconnect(session: TaskAgentSession): Promise<void>;
  /**
   * The next message after `lastMessageId`; waits up to 50 s for one, then answers `undefined`. A message comes again until it is
   * deleted or the session ends.
   */
  nextMessage(
    session: TaskAgentSession,
    lastMessageId: number,
    signal: AbortSignal,
  ): Promise<TaskAgentMessage | undefined>;
  deleteMessage(session: TaskAgentSession, messageId: number): Promise<void>;
  /** Holds on to a job, every 60 s; answers until when. 404 when the job is no longer this agent's: it must stop. */
  renew(session: TaskAgentSession, requestId: number): Promise<{ readonly lockedUntil: string }>;
  /** Merges partial records by id: absent members stay as they are. */
  updateRecords(plan: PlanScope, timelineId: string, records: readonly WireTimelineRecord[]): Promise<void>;
  createLog(plan: PlanScope, path: string): Promise<{ readonly id: number }>;
  /** Makes logs with their first lines, numbered in this order. */
  createLogs(plan: PlanScope, logs: readonly NewLog[]): Promise<readonly { readonly id: number }[]>;
  /** Appends whole lines. `lineCount` is how many there are in `bytes`. */
  appendLog(plan: PlanScope, logId: number, bytes: Uint8Array, lineCount: number): Promise<void>;
  /** Live lines of a step, masked, without time stamps. May be lost; the log is the truth. `startLine` counts from 1. */
  appendFeed(plan: PlanScope, timelineId: string, feed: FeedLines): Promise<void>;
  /** Ends a job, after the last changes of its records: when these cannot be kept it does not end either. */
  completeJob(plan: PlanScope, event: JobCompleted, last?: RecordChanges): Promise<void>;
  /** Gives a plan's run another number. 400 when it is no run number. Safe to repeat. */
  updateBuildNumber(plan: PlanScope, buildId: string, buildNumber: string): Promise<void>;
  /** Adds a tag to a plan's run; answers all its tags. Safe to repeat. */
  addBuildTag(plan: PlanScope, buildId: string, tag: string): Promise<readonly string[]>;
  /** Keeps a file with a record; one of the same type and name gives way. At most `attachmentBytes`. Safe to repeat. */
  uploadAttachment(plan: PlanScope, timelineId: string, file: AttachedFile, bytes: Uint8Array): Promise<void>;
  /** A task package by its id and full version, zipped; 404 where the server has none. Absent: a server that has no packages. */
  downloadTask?(task: { readonly id: string; readonly version: string }): Promise<TaskDownload>;
  /** What runs leave behind. The service has closed protocols here; these are ours. */
  readonly content: ContentServer;
  readonly artifacts: ArtifactServer;
  readonly caches: CacheServer;
  readonly tests: TestServer;
}

export type AgentIdentity = {
  readonly poolName: string;
  readonly name: string;
  readonly version: string;
  readonly osDescription: string;
  /** Who runs the agent: a new session of the same owner ends the old one at once, another owner's is refused (409). */
  readonly ownerName: string;
  readonly systemCapabilities: Readonly<Record<string, string>>;
};

export type AttachedFile = {
  readonly recordId: string;
  /** `Distributedtask.Core.Summary`, or whatever the step says. */
  readonly type: string;
  readonly name: string;
};

/** A log that begins with whole lines. `lineCount` is how many there are in `bytes`. */
export type NewLog = { readonly path: string; readonly bytes: Uint8Array; readonly lineCount: number };

/** Partial records of one timeline. */
export type RecordChanges = { readonly timelineId: string; readonly records: readonly WireTimelineRecord[] };

/** The bytes of a package. `sha256` is their digest in hex, where the server tells it. */
export type TaskDownload = { readonly bytes: AsyncIterable<Uint8Array>; readonly sha256?: string };

export type FeedLines = {
  /** The job's record. */
  readonly recordId: string;
  readonly stepId: string;
  readonly startLine: number;
  readonly value: readonly string[];
};

export type { AgentJobRequest, PlanScope };
