import type { Instant } from '../../base/clock.ts';
import type { JobId, ProjectId } from '../../base/id.ts';
import type { Result } from '../../base/result.ts';
import type { RunEnvironment } from '../environment.ts';
import type { RunKey } from '../events.ts';
import type { ResourceUse } from './resource-use.ts';

/** One deployment of one job's attempt, as the environment's history shows it. */
export type DeploymentRecord = {
  /** The same for the same attempt of the same job: later records of it replace earlier ones. */
  readonly id: JobId;
  readonly environmentId: number;
  readonly projectId: ProjectId;
  readonly run: RunKey;
  /** The run number. */
  readonly runName: string;
  readonly planId: string;
  readonly pipelineId: number;
  readonly pipelineName: string;
  readonly stage: string;
  readonly stageAttempt: number;
  readonly job: string;
  readonly jobAttempt: number;
  readonly queuedAt: Instant;
  /** Absent before the first of its hooks began. */
  readonly startedAt: Instant | undefined;
  readonly finishedAt: Instant | undefined;
  readonly result: Result | undefined;
};

/** The environments of a project, and what was deployed to them. Safe to call concurrently. */
export interface Environments {
  /** The environment of a name in any case, made where there is none and one may be made; `undefined` where the pipeline may not use it. */
  resolve(organization: string, use: ResourceUse, name: string): Promise<RunEnvironment | undefined>;
  /**
   * Keeps a deployment as it stands or stood; called after the run's events are stored, when it is queued, starts and ends, and again from the
   * outbox. Safe to repeat, also late: what is told late takes nothing back.
   */
  record(deployment: DeploymentRecord): Promise<void>;
}
