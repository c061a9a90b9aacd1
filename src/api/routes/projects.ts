import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import { isGuid, type ProjectId } from '../../base/id.ts';
import type { Project } from '../../run/ports/catalogue.ts';
import { ProjectReference, projectState } from '../../wire/common.ts';
import { Collection, WireEnum } from '../../wire/json-schema.ts';
import { CreateProject, Operation, OperationReference, Project as WireProject } from '../../wire/projects.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { mayBeSeenBy, projectOf } from '../http/lookups.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import { checkProjectName } from '../resources/project-name.ts';
import { operationUrl, projectTaken } from '../resources/project-operation.ts';
import { keepProcess, processes, processOf, processOfProject } from '../resources/project-process.ts';
import { projectReference, projectResource } from '../resources/project-resource.ts';
import type { Services } from '../services.ts';

/** Projects, and the operation that creating one is. */
export function projectRoutes(api: Api, services: Services): void {
  listProjects(api, services);
  getProject(api, services);
  createProject(api, services);
  getOperation(api, services);
}

function listProjects(api: Api, services: Services): void {
  api.get(
    `${organizationPath}/projects`,
    {
      config: { operation: 'projects.list' },
      schema: {
        params: Type.Object(organizationParams),
        querystring: Type.Object({
          $top: Type.Optional(Type.Integer({ minimum: 0 })),
          $skip: Type.Optional(Type.Integer({ minimum: 0 })),
          stateFilter: Type.Optional(WireEnum(projectState)),
          continuationToken: Type.Optional(Type.Integer({ minimum: 0 })),
        }),
        response: { 200: Collection(ProjectReference) },
      },
    },
    async (request, reply) => {
      const { $top, $skip, continuationToken } = request.query;
      const all = (await projectsIn(services, request.base, request.query.stateFilter)).filter(
        mayBeSeenBy(request.caller),
      );
      const from = continuationToken ?? $skip ?? 0;
      const page = all.slice(from, $top === undefined ? undefined : from + $top);
      if (page.length > 0 && from + page.length < all.length)
        reply.header('x-ms-continuationtoken', String(from + page.length));
      return { count: page.length, value: page };
    },
  );
}

/** The projects in a state. Those that were deleted are remembered, and not among `all`, as with the service; no other state lasts. */
async function projectsIn(
  { organization, catalogue, projectRemover }: Services,
  base: string,
  state: keyof typeof projectState = 'wellFormed',
): Promise<readonly ProjectReference[]> {
  const isOfAll = state === 'all' || state === 'unchanged';
  const standing = state === 'wellFormed' || isOfAll ? await catalogue.projects(organization) : [];
  const deleted = state === 'deleted' ? await projectRemover.deleted() : [];
  const gone = deleted.map(({ project }) => ({ ...projectReference(base, project), state: 'deleted' as const }));
  return [...standing.map(project => projectReference(base, project)), ...gone];
}

function getProject(api: Api, services: Services): void {
  api.get(
    `${organizationPath}/projects/:project`,
    {
      config: { operation: 'projects.get' },
      schema: {
        params: Type.Object({ ...organizationParams, project: Type.String() }),
        querystring: Type.Object({ includeCapabilities: Type.Optional(Type.Boolean()) }),
        response: { 200: WireProject },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const isWanted = request.query.includeCapabilities === true;
      return projectResource(request.base, project, isWanted ? await processOfProject(services, project) : undefined);
    },
  );
}

// Creating is done when this answers. The operation that clients then ask for carries the project's own id, so it needs no store.
function createProject(api: Api, services: Services): void {
  api.post(
    `${organizationPath}/projects`,
    {
      config: { operation: 'projects.create' },
      schema: {
        params: Type.Object(organizationParams),
        body: CreateProject,
        response: { 202: OperationReference },
      },
    },
    async (request, reply) => {
      const { name, description = '', capabilities } = request.body;
      checkProjectName(name);
      const process = processOf(capabilities?.processTemplate?.templateTypeId ?? processes[0].id);
      const project: Project = {
        id: randomUUID() as string as ProjectId,
        name,
        description,
        createdAt: services.clock.now(),
      };
      if (!(await services.catalogue.addProject(services.organization, project))) {
        throw projectTaken(name);
      }
      await keepProcess(services, project, process);
      reply.code(202);
      return { id: project.id, status: 'notSet' as const, url: operationUrl(request.base, project.id) };
    },
  );
}

function getOperation(api: Api, { organization, catalogue, projectRemover }: Services): void {
  api.get(
    `${organizationPath}/operations/:operationId`,
    {
      config: { operation: 'operations.get' },
      schema: {
        params: Type.Object({ ...organizationParams, operationId: Type.String() }),
        response: { 200: Operation },
      },
    },
    async request => {
      const { operationId } = request.params;
      const id = operationId.toLowerCase();
      const project = isGuid(id) ? await catalogue.project(organization, id) : undefined;
      const deleted = (await projectRemover.deleted()).find(one => one.project.id === id);
      if (project === undefined && deleted === undefined)
        throw serviceError('operationMissing', `The operation ${operationId} does not exist.`);
      const isGoingOn = project === undefined && deleted?.isCleared === false;
      const url = operationUrl(request.base, id);
      return {
        id,
        status: isGoingOn ? ('inProgress' as const) : ('succeeded' as const),
        url,
        _links: { self: { href: url } },
      };
    },
  );
}
