import { readFile } from 'node:fs/promises';
import type { ResourcePorts } from '../../resources/ports.ts';
import { openResources, type Resources } from '../../resources/resources.ts';
import type { RunOrigin } from '../../run/predefined.ts';
import type { DeclaredResources } from './declared.ts';

/** Keeps what a file declares as a server would: in stores that end with the run. */
export async function openDeclared(
  { variableGroups, secureFiles, serviceConnections }: DeclaredResources,
  ports: ResourcePorts,
  { projectId, requestedFor }: RunOrigin,
): Promise<Resources> {
  const resources = openResources(ports);
  const projects = (name: string) => [{ projectId, name, description: '' }];
  for (const [name, declared] of Object.entries(variableGroups)) {
    const variables = Object.entries(declared).map(([each, variable]) => [each, { ...variable, readonly: false }]);
    const draft = { variables: Object.fromEntries(variables), projects: projects(name) };
    await resources.variableGroups.add(draft, requestedFor);
  }
  for (const [name, path] of Object.entries(secureFiles))
    await resources.secureFiles.add(projectId, name, await readFile(path), requestedFor);
  for (const [name, connection] of Object.entries(serviceConnections))
    await resources.endpoints.add({ ...connection, projects: projects(name) }, requestedFor);
  return resources;
}
