import type { AgentJobRequest } from '../../wire/agent-protocol.ts';
import type { CheckoutPlace } from '../checkout/place.ts';
import type { JobContainers } from '../container/job-containers.ts';
import type { JobLogs } from '../log/job-logs.ts';
import type { Masker } from '../mask.ts';
import type { ProcessGroups } from '../process/process-groups.ts';
import type { StopDelays } from '../process/stop-process.ts';
import type { PackageSources } from '../tasks/package-sources.ts';
import type { JobTimeline } from '../timeline/job-timeline.ts';
import type { JobVariables } from '../variables/job-variables.ts';
import type { JobFolders } from './folders.ts';
import type { JobServer } from './job-server.ts';
import type { JobStatus } from './job-status.ts';

/** What the steps of one job share. */
export type JobContext = {
  readonly request: AgentJobRequest;
  /** Where the tasks that are not the agent's own come from. */
  readonly packages: PackageSources;
  readonly agent: { readonly name: string; readonly version: string };
  /** The agent's own environment as it was when the job began: asking the system for it takes longer than the rest of a step's environment. */
  readonly agentEnvironment: Readonly<Record<string, string>>;
  readonly folders: JobFolders;
  /** What the checkout steps bring, by the step's id. */
  readonly checkouts: ReadonlyMap<string, CheckoutPlace>;
  readonly variables: JobVariables;
  readonly masker: Masker;
  readonly timeline: JobTimeline;
  readonly logs: JobLogs;
  readonly server: JobServer;
  readonly status: JobStatus;
  /** Folders that come before the path, newest first. */
  readonly pathPrefixes: string[];
  /** What `task.setendpoint` has set, as environment of later steps. */
  readonly endpointVariables: Map<string, string>;
  /** How service connections sign in, as `task.setendpoint` has set it: for the processes of task packages, never for scripts. */
  readonly endpointSecrets: Map<string, string>;
  readonly processes: ProcessGroups;
  readonly containers: JobContainers;
  /** Logs that are still being sent; none of these promises rejects. */
  readonly closing: Promise<void>[];
  readonly stopDelays: StopDelays;
  /** The back-off before the n-th repetition of a step is n² times this, in milliseconds. */
  readonly retryUnitMs: number;
};
