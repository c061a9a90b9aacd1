import type { ProjectId } from '../../base/id.ts';
import type { Check, ProtectedResource } from '../checks.ts';

/** The checks that people put on resources. Safe to call concurrently. */
export interface Checks {
  /** The checks on some resources as they are now, in order of creation; empty where there is none. Asked each time a stage becomes ready. */
  checksOf(
    organization: string,
    projectId: ProjectId,
    resources: readonly ProtectedResource[],
  ): Promise<readonly Check[]>;
}
