import { Type } from 'typebox';
import type { TaskGroup } from '../../run/task-groups.ts';
import { Collection, Guid } from '../../wire/json-schema.ts';
import { TaskGroupParameters, TaskGroupUpdate, TaskGroup as WireGroup } from '../../wire/task-groups.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { dateText } from '../resources/dates.ts';
import { identityReference } from '../resources/identity-reference.ts';
import type { Services } from '../services.ts';

const path = `${projectPath}/distributedtask/taskgroups`;
const params = Type.Object(projectParams);
const groupParams = Type.Object({ ...projectParams, taskGroupId: Guid });

/** Task groups: kept for the clients that make them. YAML pipelines have templates, and use none. */
export function taskGroupRoutes(api: Api, services: Services): void {
  readGroups(api, services);
  changeGroups(api, services);
}

function readGroups(api: Api, services: Services): void {
  const listed = { params, response: { 200: Collection(WireGroup) } };
  api.get(path, { config: { operation: 'taskGroups.list' }, schema: listed }, async request => {
    const project = await projectOf(services, request.params);
    const value = (await services.taskGroups.list(project.id)).map(group => resource(request.base, group));
    return { count: value.length, value };
  });
  // One address has two answers: a list of one, and, where a version is asked for, the one.
  const querystring = Type.Object({ versionSpec: Type.Optional(Type.String()) });
  const one = { params: groupParams, querystring, response: { 200: Type.Union([Collection(WireGroup), WireGroup]) } };
  api.get(`${path}/:taskGroupId`, { config: { operation: 'taskGroups.get' }, schema: one }, async request => {
    const project = await projectOf(services, request.params);
    const group = await services.taskGroups.get(project.id, request.params.taskGroupId);
    if (group === undefined) throw missing(request.params.taskGroupId);
    const shown = resource(request.base, group);
    return request.query.versionSpec === undefined ? { count: 1, value: [shown] } : shown;
  });
}

function changeGroups(api: Api, services: Services): void {
  const added = { params, body: TaskGroupParameters, response: { 200: WireGroup } };
  api.post(path, { config: { operation: 'taskGroups.add' }, schema: added }, async request => {
    const project = await projectOf(services, request.params);
    const group = await services.taskGroups.add(project.id, contentOf(request.body), request.caller.identity);
    return resource(request.base, group);
  });
  const changed = { params: groupParams, body: TaskGroupUpdate, response: { 200: WireGroup } };
  api.put(`${path}/:taskGroupId`, { config: { operation: 'taskGroups.update' }, schema: changed }, async request => {
    const project = await projectOf(services, request.params);
    const { taskGroupId } = request.params;
    const { revision, ...content } = request.body;
    const wish = { content: contentOf(content), ...(revision === undefined ? {} : { revision }) };
    const answer = await services.taskGroups.update(project.id, taskGroupId, wish, request.caller.identity);
    if (answer === 'missing') throw missing(taskGroupId);
    if (answer === 'moved')
      throw serviceError('taskGroupMoved', `The task group ${taskGroupId} has been changed by someone else.`);
    return resource(request.base, answer);
  });
  const removed = { params: groupParams };
  api.delete(
    `${path}/:taskGroupId`,
    { config: { operation: 'taskGroups.delete' }, schema: removed },
    async (request, reply) => {
      const project = await projectOf(services, request.params);
      const { taskGroupId } = request.params;
      if (!(await services.taskGroups.remove(project.id, taskGroupId))) throw missing(taskGroupId);
      return noContent(reply);
    },
  );
}

/** Of what is sent only what a task group has: answers show it again. */
function contentOf(sent: Readonly<Record<string, unknown>>): TaskGroup['content'] {
  return Object.fromEntries(Object.entries(sent).filter(([name]) => name in TaskGroupParameters.properties));
}

function resource(base: string, group: TaskGroup): WireGroup {
  const { id, revision, createdBy, createdAt, modifiedBy, modifiedAt } = group;
  return {
    runsOn: ['Agent', 'DeploymentGroup'],
    inputs: [],
    version: { major: 1, minor: 0, patch: 0, isTest: false },
    ...(group.content as TaskGroupParameters),
    id,
    definitionType: 'metaTask',
    revision,
    createdBy: identityReference(base, createdBy),
    createdOn: dateText(createdAt),
    modifiedBy: identityReference(base, modifiedBy),
    modifiedOn: dateText(modifiedAt),
  };
}

function missing(id: string) {
  return serviceError('taskGroupMissing', `The task group ${id} does not exist.`);
}
