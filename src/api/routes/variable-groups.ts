import { Type } from 'typebox';
import { listedResources } from '../../base/limits.ts';
import { type VariableGroupDraft, variableGroupMissing } from '../../resources/variable-groups.ts';
import type { Project } from '../../run/ports/catalogue.ts';
import { Collection, Id32, Int32 } from '../../wire/json-schema.ts';
import {
  ResourceActionFilter,
  VariableGroup,
  VariableGroupParameters,
  VariableGroupProjectReference,
  VariableGroupQueryOrder,
} from '../../wire/variable-groups.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf, projectOrNone } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { organizationParams, organizationPath, projectParams, projectPath, ungroupedParams } from '../http/paths.ts';
import { idsOf } from '../resources/id-list.ts';
import { projectUses } from '../resources/project-uses.ts';
import { variableGroupResource } from '../resources/variable-group-resource.ts';
import type { Services } from '../services.ts';

const groups = 'distributedtask/variablegroups';

/** Variable groups: of a project, and shared between projects at the organization's address. */
export function variableGroupRoutes(api: Api, services: Services): void {
  listGroups(api, services);
  getGroup(api, services);
  shareGroup(api, services);
  for (const path of [`${projectPath}/${groups}`, `${organizationPath}/${groups}`]) {
    addGroup(api, services, path);
    updateGroup(api, services, `${path}/:groupId`);
    deleteGroup(api, services, `${path}/:groupId`);
  }
}

function listGroups(api: Api, services: Services): void {
  api.get(
    `${projectPath}/${groups}`,
    {
      config: { operation: 'variableGroups.list' },
      schema: {
        params: Type.Object(projectParams),
        querystring: Type.Object({
          groupName: Type.Optional(Type.String()),
          groupIds: Type.Optional(Type.String()),
          actionFilter: Type.Optional(ResourceActionFilter),
          $top: Type.Optional(Type.Integer({ minimum: 0 })),
          continuationToken: Type.Optional(Int32),
          queryOrder: Type.Optional(VariableGroupQueryOrder),
        }),
        response: { 200: Collection(VariableGroup) },
      },
    },
    async (request, reply) => {
      const project = await projectOf(services, request.params);
      const { groupIds, groupName, continuationToken, queryOrder, $top = listedResources } = request.query;
      const top = Math.min($top, listedResources);
      const found = await services.resources.variableGroups.list(project.id, {
        descending: queryOrder !== 'idAscending',
        top: top + 1,
        ...(groupIds === undefined ? {} : { ids: idsOf(groupIds) }),
        ...(groupName === undefined || groupName === '' ? {} : { name: groupName }),
        ...(continuationToken === undefined ? {} : { after: continuationToken }),
      });
      const page = found.slice(0, top);
      const last = page.at(-1);
      if (found.length > top && last !== undefined) reply.header('x-ms-continuationtoken', String(last.id));
      return {
        count: page.length,
        value: page.map(group => variableGroupResource(request.base, group, [project], project.id)),
      };
    },
  );
}

function getGroup(api: Api, services: Services): void {
  api.get(
    `${projectPath}/${groups}/:groupId`,
    {
      config: { operation: 'variableGroups.get' },
      schema: { params: Type.Object({ ...projectParams, groupId: Id32 }), response: { 200: VariableGroup } },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const { groupId } = request.params;
      const group = await services.resources.variableGroups.get(groupId, project.id);
      if (group === undefined) throw variableGroupMissing(groupId);
      return answer(services, request.base, group, project);
    },
  );
}

function addGroup(api: Api, services: Services, path: string): void {
  api.post(
    path,
    {
      config: { operation: 'variableGroups.add' },
      schema: {
        params: Type.Object(ungroupedParams),
        body: VariableGroupParameters,
        response: { 200: VariableGroup },
      },
    },
    async request => {
      const project = await projectOrNone(services, request.params);
      const draft = await draftOf(services, request.body, project);
      const group = await services.resources.variableGroups.add(draft, request.caller.identity);
      return answer(services, request.base, group, project);
    },
  );
}

function updateGroup(api: Api, services: Services, path: string): void {
  api.put(
    path,
    {
      config: { operation: 'variableGroups.update' },
      schema: {
        params: Type.Object({ ...ungroupedParams, groupId: Id32 }),
        body: VariableGroupParameters,
        response: { 200: VariableGroup },
      },
    },
    async request => {
      const { variableGroups } = services.resources;
      const { groupId } = request.params;
      const project = await projectOrNone(services, request.params);
      if ((await variableGroups.get(groupId, project?.id)) === undefined) throw variableGroupMissing(groupId);
      const draft = await draftOf(services, request.body, project);
      // A project's own address changes how that project knows the group; other projects keep using it.
      const keepsOthers = request.body.variableGroupProjectReferences === undefined;
      const group = await variableGroups.update(groupId, draft, { by: request.caller.identity, keepsOthers });
      return answer(services, request.base, group, project);
    },
  );
}

function shareGroup(api: Api, services: Services): void {
  api.patch(
    `${organizationPath}/${groups}`,
    {
      config: { operation: 'variableGroups.share' },
      schema: {
        params: Type.Object(organizationParams),
        querystring: Type.Object({ variableGroupId: Id32 }),
        body: Type.Array(VariableGroupProjectReference),
      },
    },
    async (request, reply) => {
      const { variableGroups } = services.resources;
      const { variableGroupId } = request.query;
      const known = await variableGroups.get(variableGroupId);
      if (known === undefined) throw variableGroupMissing(variableGroupId);
      const [own] = known.projects;
      const standard = { name: own?.name ?? '', description: own?.description ?? '' };
      const uses = await projectUses(services, request.body, standard, undefined);
      await variableGroups.share(variableGroupId, uses, request.caller.identity);
      return noContent(reply);
    },
  );
}

function deleteGroup(api: Api, services: Services, path: string): void {
  api.delete(
    path,
    {
      config: { operation: 'variableGroups.delete' },
      schema: {
        params: Type.Object({ ...ungroupedParams, groupId: Id32 }),
        querystring: Type.Object({ projectIds: Type.Optional(Type.String()) }),
      },
    },
    async (request, reply) => {
      const project = await projectOrNone(services, request.params);
      const named = idsOf(request.query.projectIds ?? '');
      const projectIds = project === undefined ? [...named] : [project.id];
      await services.resources.variableGroups.remove(request.params.groupId, projectIds);
      return noContent(reply);
    },
  );
}

async function answer(
  { catalogue, organization }: Services,
  base: string,
  group: Parameters<typeof variableGroupResource>[1],
  project: Project | undefined,
): Promise<VariableGroup> {
  return variableGroupResource(base, group, await catalogue.projects(organization), project?.id);
}

async function draftOf(
  services: Services,
  body: VariableGroupParameters,
  project: Project | undefined,
): Promise<VariableGroupDraft> {
  const { name = '', description = '', type = 'Vsts', variables = {} } = body;
  if (type.toLowerCase() !== 'vsts') {
    throw serviceError('variableGroupInvalid', `Variable groups of type ${type} are not kept here; the type is Vsts.`);
  }
  const entries = Object.entries(variables).map(
    ([key, each]) =>
      [key, { value: each.value, isSecret: each.isSecret === true, readonly: each.isReadOnly === true }] as const,
  );
  const references = body.variableGroupProjectReferences;
  const projects = await projectUses(services, references, { name, description }, project);
  return { variables: Object.fromEntries(entries), projects };
}
