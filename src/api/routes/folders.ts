import { Type } from 'typebox';
import type { Project } from '../../run/ports/catalogue.ts';
import { DefinitionFolder } from '../../wire/definitions.ts';
import { Collection, WireEnum } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { projectOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { dateText } from '../resources/dates.ts';
import { type Folder, Folders } from '../resources/definition-folders.ts';
import { identityReference } from '../resources/identity-reference.ts';
import { folderOf } from '../resources/new-pipeline.ts';
import { projectReference } from '../resources/project-resource.ts';
import type { Services } from '../services.ts';

/** Clients name a folder in the path, with its backslashes encoded, or in the query. */
const places = [`${projectPath}/build/folders`, `${projectPath}/build/folders/:path`];
const params = Type.Object({ ...projectParams, path: Type.Optional(Type.String()) });
const asked = Type.Object({ path: Type.Optional(Type.String()) });
const NewFolder = Type.Object({ path: Type.Optional(Type.String()), description: Type.Optional(Type.String()) });
const folderOrder = { none: 0, folderAscending: 1, folderDescending: 2 } as const;

/** The folders of a project's definitions. */
export function folderRoutes(api: Api, services: Services): void {
  for (const place of places) {
    listFolders(api, services, place);
    putFolder(api, services, place);
    changeFolder(api, services, place);
    removeFolder(api, services, place);
  }
}

function listFolders(api: Api, services: Services, place: string): void {
  api.get(
    place,
    {
      config: { operation: 'folders.list' },
      schema: {
        params,
        querystring: Type.Object({ queryOrder: Type.Optional(WireEnum(folderOrder)) }),
        response: { 200: Collection(DefinitionFolder) },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const found = await new Folders(services, project).list(folderOf(request.params.path));
      const ordered = request.query.queryOrder === 'folderDescending' ? found.toReversed() : found;
      return { count: ordered.length, value: ordered.map(folder => shown(request.base, project, folder)) };
    },
  );
}

function putFolder(api: Api, services: Services, place: string): void {
  api.put(
    place,
    {
      config: { operation: 'folders.create' },
      schema: {
        params,
        querystring: asked,
        body: NewFolder,
        response: { 200: DefinitionFolder },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const path = folderOf(request.params.path ?? request.query.path ?? request.body.path);
      const folder = { path, description: request.body.description, by: request.caller.identity };
      return shown(request.base, project, await new Folders(services, project).add(folder));
    },
  );
}

function changeFolder(api: Api, services: Services, place: string): void {
  api.post(
    place,
    {
      config: { operation: 'folders.update' },
      schema: {
        params,
        querystring: asked,
        body: NewFolder,
        response: { 200: DefinitionFolder },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const former = folderOf(request.params.path ?? request.query.path);
      const { description } = request.body;
      const path = request.body.path === undefined ? former : folderOf(request.body.path);
      return shown(request.base, project, await new Folders(services, project).change(former, { path, description }));
    },
  );
}

function removeFolder(api: Api, services: Services, place: string): void {
  api.delete(
    place,
    { config: { operation: 'folders.delete' }, schema: { params, querystring: asked } },
    async (request, reply) => {
      const project = await projectOf(services, request.params);
      await new Folders(services, project).remove(
        folderOf(request.params.path ?? request.query.path),
        request.caller.identity,
      );
      return noContent(reply);
    },
  );
}

function shown(base: string, project: Project, { path, description, createdAt, by }: Folder): DefinitionFolder {
  return {
    path,
    ...(description === undefined ? {} : { description }),
    createdOn: dateText(createdAt),
    createdBy: identityReference(base, by),
    project: projectReference(base, project),
  };
}
