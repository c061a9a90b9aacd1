import { Type } from 'typebox';
import type { CheckConfiguration as KeptCheck } from '../../resources/check.ts';
import { ruleOf, standardTimeoutMinutes, typeOf } from '../../resources/check-types.ts';
import { checkMissing } from '../../resources/checks.ts';
import { type ProtectedResource, protectedResource } from '../../resources/protected-resource.ts';
import { CheckConfiguration, CheckExpand, CheckedResource, CheckParameters } from '../../wire/checks.ts';
import { Collection, Id32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { checkResource } from '../resources/check-resource.ts';
import { namedResource } from '../resources/named-resource.ts';
import type { Services } from '../services.ts';

const checks = `${projectPath}/pipelines/checks`;
const checkParams = { ...projectParams, id: Id32 };
const expand = { $expand: Type.Optional(CheckExpand) };

/** The checks on protected resources of a project. */
export function checkConfigurationRoutes(api: Api, services: Services): void {
  listChecks(api, services);
  queryChecks(api, services);
  getCheck(api, services);
  addCheck(api, services);
  updateCheck(api, services);
  deleteCheck(api, services);
}

function listChecks(api: Api, services: Services): void {
  api.get(
    `${checks}/configurations`,
    {
      config: { operation: 'checks.list' },
      schema: {
        params: Type.Object(projectParams),
        querystring: Type.Object({
          ...expand,
          resourceType: Type.Optional(Type.String()),
          resourceId: Type.Optional(Type.String()),
        }),
        response: { 200: Collection(CheckConfiguration) },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const { resourceType: type, resourceId: id, $expand } = request.query;
      const resources = type === undefined || id === undefined ? undefined : readable([{ type, id }]);
      const found = await services.resources.checks.list(project.id, resources);
      const value = found.map(check => checkResource(request.base, check, $expand === 'settings'));
      return { count: value.length, value };
    },
  );
}

function queryChecks(api: Api, services: Services): void {
  api.post(
    `${checks}/queryconfigurations`,
    {
      config: { operation: 'checks.query' },
      schema: {
        params: Type.Object(projectParams),
        querystring: Type.Object(expand),
        body: Type.Array(CheckedResource),
        response: { 200: Collection(CheckConfiguration) },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const found = await services.resources.checks.list(project.id, readable(request.body));
      const withSettings = request.query.$expand === 'settings';
      const value = found.map(check => checkResource(request.base, check, withSettings));
      return { count: value.length, value };
    },
  );
}

function getCheck(api: Api, services: Services): void {
  api.get(
    `${checks}/configurations/:id`,
    {
      config: { operation: 'checks.get' },
      schema: {
        params: Type.Object(checkParams),
        querystring: Type.Object(expand),
        response: { 200: CheckConfiguration },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const { id } = request.params;
      const check = await services.resources.checks.get(project.id, id);
      if (check === undefined) throw checkMissing(id);
      return checkResource(request.base, check, request.query.$expand === 'settings');
    },
  );
}

function addCheck(api: Api, services: Services): void {
  api.post(
    `${checks}/configurations`,
    {
      config: { operation: 'checks.add' },
      schema: { params: Type.Object(projectParams), body: CheckParameters, response: { 200: CheckConfiguration } },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const { type = {}, settings = {}, resource, timeout, isDisabled = false } = request.body;
      if (resource === undefined) throw serviceError('checkInvalid', 'A check names the resource that it is on.');
      const named = await namedResource(services, project.id, resource);
      const draft = {
        resource: { ...named, name: resource.name ?? '' },
        rule: ruleOf(type, settings),
        settings,
        timeoutMinutes: timeout ?? standardTimeoutMinutes,
        isDisabled,
      };
      const check = await services.resources.checks.add(project.id, draft, request.caller.identity);
      return checkResource(request.base, check, true);
    },
  );
}

function updateCheck(api: Api, services: Services): void {
  api.patch(
    `${checks}/configurations/:id`,
    {
      config: { operation: 'checks.update' },
      schema: { params: Type.Object(checkParams), body: CheckParameters, response: { 200: CheckConfiguration } },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const { id } = request.params;
      const { type, settings, timeout, isDisabled } = request.body;
      const draft = ({ rule }: KeptCheck) => ({
        ...(settings === undefined ? {} : { settings, rule: ruleOf(type ?? typeOf(rule), settings) }),
        ...(timeout === undefined ? {} : { timeoutMinutes: timeout }),
        ...(isDisabled === undefined ? {} : { isDisabled }),
      });
      const check = await services.resources.checks.update(project.id, id, draft, request.caller.identity);
      return checkResource(request.base, check, true);
    },
  );
}

function deleteCheck(api: Api, services: Services): void {
  api.delete(
    `${checks}/configurations/:id`,
    { config: { operation: 'checks.delete' }, schema: { params: Type.Object(checkParams) } },
    async (request, reply) => {
      const project = await projectOf(services, request.params);
      await services.resources.checks.remove(project.id, request.params.id);
      return noContent(reply);
    },
  );
}

// A type that is none has no checks.
function readable(named: readonly CheckedResource[]): readonly ProtectedResource[] {
  return named.flatMap(({ type, id }) => protectedResource(type, id) ?? []);
}
