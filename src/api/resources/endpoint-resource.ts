import type { EndpointInput, EndpointType } from '../../resources/endpoint-types.ts';
import type { Endpoint } from '../../resources/endpoints.ts';
import type { Project } from '../../run/ports/catalogue.ts';
import type { ServiceEndpoint, ServiceEndpointType } from '../../wire/service-endpoints.ts';
import { identityReference } from './identity-reference.ts';

/** An endpoint as a project sees it: under the name it has there. Confidential parameters are null. */
export function endpointResource(
  base: string,
  endpoint: Endpoint,
  projects: readonly Project[],
  projectId: string | undefined,
): ServiceEndpoint {
  const own = endpoint.projects.find(use => use.projectId === projectId) ?? endpoint.projects[0];
  const names = new Map(projects.map(({ id, name }): [string, string] => [id, name]));
  const parameters = Object.entries(endpoint.parameters).map(([name, { value, isSecret }]): [string, string | null] => [
    name,
    isSecret ? null : value,
  ]);
  return {
    data: endpoint.data,
    id: endpoint.id,
    name: own?.name ?? '',
    type: endpoint.type,
    url: endpoint.url,
    createdBy: identityReference(base, endpoint.createdBy),
    description: own?.description ?? '',
    authorization: { parameters: Object.fromEntries(parameters), scheme: endpoint.scheme },
    isShared: endpoint.projects.length > 1,
    isReady: true,
    owner: 'library',
    serviceEndpointProjectReferences: endpoint.projects.map(use => ({
      projectReference: { id: use.projectId, name: names.get(use.projectId) ?? '' },
      name: use.name,
      description: use.description,
    })),
  };
}

/** A type of endpoint, with those of its schemes that are asked for. */
export function endpointTypeResource(type: EndpointType, scheme: string | undefined): ServiceEndpointType {
  const wanted = type.schemes.filter(
    each => scheme === undefined || each.scheme.toLowerCase() === scheme.toLowerCase(),
  );
  return {
    inputDescriptors: [],
    authenticationSchemes: wanted.map(each => ({
      inputDescriptors: each.inputs.map(inputDescriptor),
      scheme: each.scheme,
      displayName: each.displayName,
    })),
    name: type.name,
    displayName: type.displayName,
    description: `Service connection type for ${type.displayName}`,
  };
}

function inputDescriptor({ id, name, isSecret, isRequired }: EndpointInput) {
  return {
    id,
    name,
    description: name,
    inputMode: isSecret ? ('passwordBox' as const) : ('textBox' as const),
    isConfidential: isSecret,
    useInDefaultDescription: false,
    groupName: 'AuthenticationParameter',
    validation: { dataType: 'string' as const, isRequired },
  };
}
