import { type ServiceError, serviceError, Throttled } from './errors.ts';
import type { Excess } from './rate-limit.ts';

/** What the errors say that more than one route answers, in the service's words where they are known. */

export function organizationMissing(name: string): ServiceError {
  return serviceError('organizationMissing', `The organization '${name}' does not exist on this server.`);
}

export function projectMissing(name: string): ServiceError {
  return serviceError(
    'projectMissing',
    `TF200016: The following project does not exist: ${name}. Verify that the name of the project is correct and that the project exists on the specified Azure DevOps Server.`,
  );
}

export function repositoryMissing(name: string): ServiceError {
  return serviceError(
    'repositoryMissing',
    `TF401019: The Git repository with name or identifier ${name} does not exist or you do not have permissions for the operation you are attempting.`,
  );
}

export function pipelineMissing(id: number): ServiceError {
  return serviceError('pipelineMissing', `The pipeline '${id}' does not exist`);
}

export function runMissing(id: number): ServiceError {
  return serviceError('runMissing', `The run '${id}' does not exist`);
}

export function logMissing(id: number): ServiceError {
  return serviceError('logMissing', `The log '${id}' does not exist`);
}

export function buildMissing(id: number): ServiceError {
  return serviceError('buildMissing', `The requested build ${id} could not be found.`);
}

export function unauthorized(user: string): ServiceError {
  return serviceError('unauthorized', `TF400813: The user '${user}' is not authorized to access this resource.`);
}

/** The resource that a caller used too much of, as the service would name one. */
const throttledResource = 'Requests';

export function throttled(caller: string, excess: Excess): Throttled {
  return new Throttled(
    `TF400733: The request has been canceled: Request was blocked due to exceeding usage of resource '${throttledResource}' in namespace '${caller}'.`,
    excess,
  );
}

export function argumentNull(parameter: string): ServiceError {
  return serviceError('argumentNull', `Value cannot be null.\r\nParameter name: ${parameter}`);
}
