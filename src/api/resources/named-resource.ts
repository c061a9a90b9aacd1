import type { ProjectId } from '../../base/id.ts';
import { type ProtectedResource, protectedResource } from '../../resources/protected-resource.ts';
import { ResourceRefusal } from '../../resources/refusal.ts';
import { serviceError } from '../http/errors.ts';
import type { Services } from '../services.ts';

/** The protected resource that a request names. Throws the refusal of a type that is none, and of a resource that is not there. */
export async function namedResource(
  services: Services,
  projectId: ProjectId,
  named: { readonly type: string; readonly id: string },
): Promise<ProtectedResource> {
  const resource = protectedResource(named.type, named.id);
  if (resource === undefined)
    throw new ResourceRefusal('resourceTypeUnknown', `Resource type ${named.type} is not known.`);
  if (await isThere(services, projectId, resource)) return resource;
  throw serviceError('resourceMissing', `The ${resource.type} resource with ID ${named.id} could not be found.`);
}

async function isThere(services: Services, projectId: ProjectId, { type, id }: ProtectedResource): Promise<boolean> {
  const { variableGroups, endpoints, secureFiles, environments } = services.resources;
  const number = /^\d{1,10}$/.test(id) ? Number(id) : -1;
  switch (type) {
    case 'variablegroup':
      return (await variableGroups.get(number, projectId)) !== undefined;
    case 'endpoint':
      return (await endpoints.get(id, projectId)) !== undefined;
    case 'securefile':
      return (await secureFiles.get(projectId, id)) !== undefined;
    case 'environment':
      return (await environments.get(projectId, number)) !== undefined;
    case 'queue':
      return (await services.queues.list(services.organization, projectId)).some(pool => pool.id === number);
    // A repository is named `project.repository`, by their ids.
    case 'repository': {
      const repository = id.slice(id.lastIndexOf('.') + 1);
      return (await services.catalogue.repositories(services.organization, projectId)).some(
        each => each.id === repository,
      );
    }
  }
}
