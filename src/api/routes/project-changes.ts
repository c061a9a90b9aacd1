import { Type } from 'typebox';
import type { Project } from '../../run/ports/catalogue.ts';
import { ChangeProject, OperationReference } from '../../wire/projects.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf } from '../http/lookups.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import { checkProjectName } from '../resources/project-name.ts';
import { operationUrl, projectTaken } from '../resources/project-operation.ts';
import type { Services } from '../services.ts';

const path = `${organizationPath}/projects/:project`;
const params = Type.Object({ ...organizationParams, project: Type.String() });

/** Projects are renamed, described anew and deleted: done when it is answered, though clients are told to ask for the operation. */
export function projectChangeRoutes(api: Api, services: Services): void {
  updateProject(api, services);
  deleteProject(api, services);
}

function updateProject(api: Api, services: Services): void {
  api.patch(
    path,
    {
      config: { operation: 'projects.update' },
      schema: { params, body: ChangeProject, response: { 202: OperationReference } },
    },
    async (request, reply) => {
      const { organization, catalogue, clock } = services;
      const project = await projectOf(services, request.params);
      const { name = project.name, description = project.description } = request.body;
      if (name !== project.name) checkProjectName(name);
      const revision = (project.revision ?? 1) + 1;
      const changed: Project = { ...project, name, description, revision, changedAt: clock.now() };
      if (!(await catalogue.changeProject(organization, changed))) throw projectTaken(name);
      reply.code(202);
      return { id: project.id, status: 'notSet' as const, url: operationUrl(request.base, project.id) };
    },
  );
}

function deleteProject(api: Api, services: Services): void {
  api.delete(
    path,
    { config: { operation: 'projects.delete' }, schema: { params, response: { 202: OperationReference } } },
    async (request, reply) => {
      const project = await projectOf(services, request.params);
      if (!(await services.projectRemover.remove(project)))
        throw serviceError(
          'projectBusy',
          `The project ${project.name} can not be deleted: it has runs that are not over.`,
        );
      reply.code(202);
      return { id: project.id, status: 'notSet' as const, url: operationUrl(request.base, project.id) };
    },
  );
}
