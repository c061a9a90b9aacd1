import type { Resources } from '../resources/resources.ts';
import type { OrchestratorPorts } from '../run/orchestrator.ts';

/** What the orchestrator asks of the organization's resources. */
export function runResources({ variableGroups }: Resources): Pick<OrchestratorPorts, 'variableGroups'> {
  return {
    variableGroups: {
      variablesOf: async (_organization, projectId, name) => (await variableGroups.named(projectId, name))?.variables,
    },
  };
}
