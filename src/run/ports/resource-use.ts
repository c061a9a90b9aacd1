import type { ProjectId } from '../../base/id.ts';
import type { Identity } from '../events.ts';

/** Who wants to use a project's resources: a run of this pipeline, for this person. */
export type ResourceUse = {
  readonly projectId: ProjectId;
  readonly pipelineId: number;
  readonly requestedFor: Identity;
};
