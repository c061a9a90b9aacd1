import type { JobVariable } from '../events.ts';
import type { ResourceUse } from './resource-use.ts';

/** The variable groups of projects. Safe to call concurrently. */
export interface VariableGroups {
  /**
   * The variables of a group by its name in any case, as they are now; secrets sealed by the `Secrets` port. `undefined` where the project has no
   * such group, or the pipeline may not use it.
   */
  variablesOf(
    organization: string,
    use: ResourceUse,
    name: string,
  ): Promise<Readonly<Record<string, JobVariable>> | undefined>;
}
