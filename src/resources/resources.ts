import { Checks } from './checks.ts';
import { DeploymentRecords } from './deployment-records.ts';
import { EndpointUses } from './endpoint-uses.ts';
import { Endpoints } from './endpoints.ts';
import { Environments } from './environments.ts';
import { PipelinePermissions } from './pipeline-permissions.ts';
import type { ResourcePorts } from './ports.ts';
import { SecureFiles } from './secure-files.ts';
import { VariableGroups } from './variable-groups.ts';

/** The protected resources of an organization. */
export type Resources = {
  readonly variableGroups: VariableGroups;
  readonly endpoints: Endpoints;
  /** Which jobs used which endpoints. */
  readonly endpointUses: EndpointUses;
  readonly secureFiles: SecureFiles;
  readonly environments: Environments;
  readonly deployments: DeploymentRecords;
  readonly permissions: PipelinePermissions;
  readonly checks: Checks;
};

/** Opens what is kept; nothing is read before it is asked for. */
export function openResources(ports: ResourcePorts): Resources {
  return {
    variableGroups: new VariableGroups(ports),
    endpoints: new Endpoints(ports),
    endpointUses: new EndpointUses(ports),
    secureFiles: new SecureFiles(ports),
    environments: new Environments(ports),
    deployments: new DeploymentRecords(ports),
    permissions: new PipelinePermissions(ports),
    checks: new Checks(ports),
  };
}
