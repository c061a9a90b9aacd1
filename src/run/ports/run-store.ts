import type { Instant } from '../../base/clock.ts';
import type { PlanId, ProjectId } from '../../base/id.ts';
import type { RunResult, RunState } from '../../base/result.ts';
import type {
  Identity,
  PipelineReference,
  QueuedRun,
  QueuePriority,
  RunEvent,
  RunKey,
  RunNotes,
  RunPipelineResource,
  RunPullRequest,
  RunRepository,
} from '../events.ts';
import type { DocumentContent, DocumentRef } from './document-store.ts';

/** How many events a run's stream holds. An empty stream stands at 0. */
export type Version = number;

/** A run as lists and the Run resource show it: rewritten with every append, in the same transaction. */
export type RunRow = {
  readonly key: RunKey;
  readonly projectId: ProjectId;
  readonly planId: PlanId;
  readonly pipeline: PipelineReference;
  readonly name: string;
  readonly notes: RunNotes;
  readonly state: RunState;
  readonly result: RunResult | undefined;
  /** Whether it has a stage that succeeded with issues. */
  readonly hasIssues: boolean;
  readonly createdAt: Instant;
  /** When its first job began. */
  readonly startedAt: Instant | undefined;
  readonly finishedAt: Instant | undefined;
  /** When the run wants a `tick` next (a timeout); `undefined` when nothing is pending. */
  readonly dueAt: Instant | undefined;
  /** Immutable members of the Run resource. */
  readonly facts: RunFacts;
};

export type RunFacts = {
  readonly projectName: string;
  readonly templateParameters: Readonly<Record<string, string>>;
  /** Secrets without their value. */
  readonly variables: Readonly<Record<string, { readonly isSecret: boolean; readonly value: string | undefined }>>;
  readonly repositories: Readonly<Record<string, RunRepository>>;
  readonly containers: Readonly<Record<string, RunContainer>>;
  readonly pipelines: Readonly<Record<string, RunPipelineResource>>;
  readonly pullRequest?: RunPullRequest;
  readonly yamlFile: string;
  readonly reason: QueuedRun['reason'];
  readonly triggerInfo?: QueuedRun['triggerInfo'];
  readonly requestedFor: Identity;
  /** Absent: normal. */
  readonly priority?: QueuePriority;
  /** The pool that jobs without one of their own were given. Absent: nobody chose one. */
  readonly poolId?: number;
  readonly appendsCommitMessage: boolean;
};

export type RunContainer = {
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly options: string;
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly mapDockerSocket: boolean;
};

/** A job that waits for an agent, or is with one. */
export type JobRequest = {
  readonly organization: string;
  /** From the organization's sequence `request`. */
  readonly requestId: number;
  readonly runId: number;
  readonly poolId: number;
  readonly stage: string;
  readonly job: string;
  readonly attempt: number;
  /** `name` or `name -equals value`. */
  readonly demands: readonly string[];
  readonly queuedAt: Instant;
  /** Lower ones are given first, whatever their age. Absent: 3. */
  readonly priority?: number;
};

/** The priority of a request that says nothing of it. */
export const normalPriority = 3;

export type RunCommit = {
  readonly key: RunKey;
  /** The version that `events` follow. */
  readonly expected: Version;
  readonly events: readonly RunEvent[];
  /** The row after the events. */
  readonly row: RunRow;
  /** Only with the first events of a run. */
  readonly finalYaml?: string;
  readonly enqueue: readonly JobRequest[];
  /** Request ids whose requests are over. */
  readonly dequeue: readonly number[];
  /** The row's item, where it is worth keeping. */
  readonly item?: KeptItem;
  /** New documents, made in the same transaction: what others are to be told of the events. Ids are new ones. */
  readonly outbox?: readonly NewDocument[];
  /** With `soon` a loss of power may take the events back until something else is stored. Default: `now`. */
  readonly durable?: 'now' | 'soon';
};

export type NewDocument = DocumentRef & { readonly content: DocumentContent };

export type Appended = { readonly ok: true; readonly version: Version };
export type Conflict = { readonly ok: false; readonly found: Version };

export type RunQuery = {
  readonly organization: string;
  readonly projectId?: ProjectId;
  readonly pipelineId?: number;
  /** Only runs whose id is lower. */
  readonly before?: number;
  /** Newest first, at most this many. */
  readonly top: number;
};

/** What lists show of a run, as text, so that it is made once; empty for a run that they leave out. Texts of another `form` are not used. */
export type KeptItem = { readonly form: number; readonly text: string };

/** The item of a run as it stands at a version. */
export type ItemOfRun = KeptItem & { readonly runId: number; readonly version: Version };

/** A run's row, and the version at which it stands. */
export type VersionedRow = { readonly version: Version; readonly row: RunRow };

/** A part of a list. */
export type ItemPage = {
  /** All runs of the part, newest first. */
  readonly runIds: readonly number[];
  /** Whether an item is kept of each; an empty one counts. */
  readonly isKnown: boolean;
  /** The items that are kept and not empty, in order and with commas between them. */
  readonly count: number;
  readonly text: string;
};

/**
 * Keeps each run's events, and beside them what follows from them: its row and its job requests.
 * Every method is safe to call concurrently, from any number of servers.
 */
export interface RunStore {
  /**
   * The next number of an organization's sequence, from 1. Never gives a number twice, but for one that a loss of power took back before anything
   * was stored under it; may leave gaps.
   */
  allot(organization: string, sequence: string): Promise<number>;
  /**
   * Appends, writes the row and changes the queue, all or nothing, and is durable when it resolves. If the stream does not stand
   * at `expected` it writes nothing and says where the stream stands.
   */
  append(commit: RunCommit): Promise<Appended | Conflict>;
  /** The events after a version, in order. */
  read(key: RunKey, after: Version): Promise<readonly RunEvent[]>;
  row(key: RunKey): Promise<RunRow | undefined>;
  byPlan(organization: string, planId: PlanId): Promise<RunKey | undefined>;
  finalYaml(key: RunKey): Promise<string | undefined>;
  /** Removes a run that is over for good: its events and its row. Its id is not given again. Safe to repeat. */
  remove(key: RunKey): Promise<void>;
  list(query: RunQuery): Promise<readonly RunRow[]>;
  /** The runs that `list` would answer, as the items of this form that are kept of them. */
  itemPage(query: RunQuery, form: number): Promise<ItemPage>;
  /** The rows of those runs that are there, in any order. */
  rows(organization: string, runIds: readonly number[]): Promise<readonly VersionedRow[]>;
  /** Keeps items of runs that still stand at a version. They go with the next append, and a loss of power may take them back. */
  keepItems(organization: string, items: readonly ItemOfRun[]): Promise<void>;
  /** Unfinished runs of every organization whose `dueAt` is not after `now`; at most 100. */
  due(now: Instant): Promise<readonly RunKey[]>;
}
