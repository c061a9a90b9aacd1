import { type ServiceError, serviceError } from '../http/errors.ts';

/** Where clients ask how the creation, change or deletion of a project is getting on; it has the project's id. */
export function operationUrl(base: string, id: string): string {
  return `${base}/_apis/operations/${id}`;
}

export function projectTaken(name: string): ServiceError {
  return serviceError(
    'projectTaken',
    `TF200019: The following project already exists on the Azure DevOps Server: ${name}. You cannot create a new project with the same name as an existing project. Provide a different name.`,
  );
}
