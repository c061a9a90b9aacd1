import { Endpoints } from './endpoints.ts';
import type { ResourcePorts } from './ports.ts';
import { SecureFiles } from './secure-files.ts';
import { VariableGroups } from './variable-groups.ts';

/** The protected resources of an organization. */
export type Resources = {
  readonly variableGroups: VariableGroups;
  readonly endpoints: Endpoints;
  readonly secureFiles: SecureFiles;
};

/** Opens what is kept; nothing is read before it is asked for. */
export function openResources(ports: ResourcePorts): Resources {
  return {
    variableGroups: new VariableGroups(ports),
    endpoints: new Endpoints(ports),
    secureFiles: new SecureFiles(ports),
  };
}
