import type { Result } from '../base/result.ts';

/** The shapes of the vendor's agent protocol that Millrace speaks (microsoft/azure-pipelines-agent). Member names are the wire's. */

export type TaskAgentSession = {
  readonly sessionId: string;
  readonly ownerName: string;
  readonly agent: { readonly id: number; readonly name: string; readonly version: string };
  readonly poolId: number;
};

export type MessageType = 'PipelineAgentJobRequest' | 'JobCancellation' | 'AgentRefresh';

/** `body` is JSON text: an `AgentJobRequest` or a `JobCancelMessage`. */
export type TaskAgentMessage = { readonly messageId: number; readonly messageType: MessageType; readonly body: string };

/** `timeout` is how long steps that still run under `always()` may take, as `hh:mm:ss`. */
export type JobCancelMessage = { readonly jobId: string; readonly timeout: string };

export type WireVariable = { readonly value?: string; readonly isSecret?: boolean; readonly isReadOnly?: boolean };

/** The job an agent is to run. */
export type AgentJobRequest = {
  readonly messageType: 'PipelineAgentJobRequest';
  readonly plan: {
    readonly scopeIdentifier: string;
    readonly planId: string;
    readonly planType: 'Build';
    readonly version: number;
  };
  readonly timeline: { readonly id: string };
  /** Also the id of the job's timeline record. */
  readonly jobId: string;
  readonly jobDisplayName: string;
  readonly jobName: string;
  readonly requestId: number;
  /** ISO text. */
  readonly lockedUntil: string;
  readonly resources: {
    readonly endpoints: readonly WireEndpoint[];
    readonly repositories: readonly WireRepository[];
    /** The containers that the job, its services and its steps name. */
    readonly containers?: readonly WireContainer[];
    readonly secureFiles?: readonly WireSecureFile[];
  };
  /** The alias of the container that the steps run in. Absent: they run on the agent's machine. */
  readonly jobContainer?: string;
  /** Containers beside the job's: the name they are reached by, to the alias of the container. */
  readonly jobSidecarContainers?: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, WireVariable>>;
  readonly mask: readonly { readonly type: 'regex' | 'variable'; readonly value: string }[];
  readonly steps: readonly WireStep[];
  readonly workspace: { readonly clean?: 'outputs' | 'resources' | 'all' };
};

/** A service connection. The server's own is called `SystemVssConnection` and has no id. */
export type WireEndpoint = {
  readonly id?: string;
  readonly name: string;
  readonly type?: string;
  readonly url: string;
  readonly authorization: { readonly scheme: string; readonly parameters: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
};

/** A secure file that a step refers to. `ticket` lets its bytes be read. */
export type WireSecureFile = { readonly id: string; readonly name: string; readonly ticket: string };

export type WireRepository = {
  readonly alias: string;
  readonly id: string;
  /** `Git` for a registered repository. */
  readonly type: string;
  readonly url: string;
  readonly version: string;
  /** The service connection that the repository is read with. Absent: none, or the job's own for one of the server's. */
  readonly endpoint?: { readonly id?: string; readonly name: string };
  readonly properties: {
    readonly name: string;
    readonly ref: string;
    /** Ours: take the folder's files as they are, uncommitted changes included. */
    readonly workingTree?: boolean;
  };
};

export type WireContainer = {
  readonly alias: string;
  /** The service connection of the image's registry. */
  readonly endpoint?: { readonly name: string };
  readonly properties: {
    readonly image: string;
    /** Options of the engine's `create`, as one text. */
    readonly options: string;
    readonly env: Readonly<Record<string, string>>;
    readonly ports: readonly string[];
    readonly volumes: readonly string[];
    readonly mapDockerSocket: boolean;
    /** The image is on the machine and is not pulled. */
    readonly localImage: boolean;
    /** Folders of the agent that the container may not write to. */
    readonly mountReadOnly?: readonly MountName[];
    /** Ours: pull the image only when the machine does not have it. */
    readonly pullIfMissing?: boolean;
  };
};

/** The folders of the agent that a container shares. */
export type MountName = 'work' | 'externals' | 'tools' | 'tasks';

export type WireStep = {
  readonly type: 'task';
  /** Also the id of the step's timeline record. */
  readonly id: string;
  /** The step's `name:`, or a generated one (`CmdLine`, `CmdLine1`). */
  readonly name: string;
  readonly displayName: string;
  readonly reference: { readonly id: string; readonly name: string; readonly version: string };
  readonly enabled: boolean;
  readonly condition: string;
  /** `true`, `false` or a macro. */
  readonly continueOnError: string;
  readonly timeoutInMinutes: string;
  readonly retryCountOnTaskFailure: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** Absent: the job's own place, every command, every variable. */
  readonly target?: WireStepTarget;
};

/** Where a step runs and what its logging commands may do; member names are those of the service's message. */
export type WireStepTarget = {
  /** A container's alias, or `host`. */
  readonly target?: string;
  /** `restricted` or `any`. */
  readonly commands?: string;
  readonly settableVariables?: { readonly allowed: readonly string[] };
};

export type WireIssue = {
  readonly type: 'error' | 'warning';
  readonly category: string;
  readonly message: string;
  readonly data?: Readonly<Record<string, string>>;
};

/** A timeline record as the agent sends it: `id` and whatever changed. */
export type WireTimelineRecord = {
  readonly id: string;
  readonly parentId?: string | null;
  readonly type?: string;
  readonly name?: string;
  readonly refName?: string | null;
  readonly order?: number | null;
  readonly attempt?: number;
  readonly state?: 'pending' | 'inProgress' | 'completed';
  readonly result?: Result | null;
  readonly resultCode?: string | null;
  readonly startTime?: string | null;
  readonly finishTime?: string | null;
  readonly percentComplete?: number | null;
  readonly currentOperation?: string | null;
  readonly workerName?: string | null;
  readonly log?: { readonly id: number } | null;
  /** The timeline with its parts. */
  readonly details?: { readonly id: string } | null;
  readonly task?: { readonly id: string; readonly name: string; readonly version: string } | null;
  readonly issues?: readonly WireIssue[];
  readonly errorCount?: number;
  readonly warningCount?: number;
  readonly variables?: Readonly<Record<string, WireVariable>>;
};

/** The plan event that ends a job. */
export type JobCompleted = {
  readonly name: 'JobCompleted';
  readonly jobId: string;
  readonly requestId: number;
  readonly result: Result;
  /** Output variables: `step.variable` to value. Secrets are marked. */
  readonly outputs: Readonly<Record<string, WireVariable>>;
};

/** What a server answered instead of doing as asked. */
export class AgentServerError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'AgentServerError';
    this.status = status;
  }
}
