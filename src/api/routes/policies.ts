import { Type } from 'typebox';
import type { PolicyWish } from '../../run/policies.ts';
import { appliesTo, type PolicyConfiguration } from '../../run/policy.ts';
import { policyTypes } from '../../run/policy-types.ts';
import { Collection, Guid, Id32 } from '../../wire/json-schema.ts';
import { PolicyParameters, PolicyType, PolicyConfiguration as WirePolicy } from '../../wire/policies.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf, repositoryOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { policyResource, policyTypeResource } from '../resources/policy-resource.ts';
import type { Services } from '../services.ts';

const params = Type.Object(projectParams);
const policyParams = Type.Object({ ...projectParams, configurationId: Id32 });
const text = Type.Optional(Type.String());
const count = Type.Optional(Type.Integer({ minimum: 0 }));
const configurations = `${projectPath}/policy/configurations`;

const mostPolicies = 1000;

/** What pull requests into branches must fulfil. */
export function policyRoutes(api: Api, services: Services): void {
  readTypes(api, services);
  listPolicies(api, services);
  listOfBranch(api, services);
  getPolicy(api, services);
  changePolicies(api, services);
  readRevisions(api, services);
}

function readTypes(api: Api, services: Services): void {
  const listed = { params, response: { 200: Collection(PolicyType) } };
  api.get(
    `${projectPath}/policy/types`,
    { config: { operation: 'policyTypes.list' }, schema: listed },
    async request => {
      const { id: projectId } = await projectOf(services, request.params);
      const value = policyTypes.map(type => policyTypeResource({ base: request.base, projectId }, type));
      return { count: value.length, value };
    },
  );
  const one = { params: Type.Object({ ...projectParams, typeId: Guid }), response: { 200: PolicyType } };
  api.get(
    `${projectPath}/policy/types/:typeId`,
    { config: { operation: 'policyTypes.get' }, schema: one },
    async request => {
      const { id: projectId } = await projectOf(services, request.params);
      const type = policyTypes.find(({ id }) => id === request.params.typeId.toLowerCase());
      if (type === undefined)
        throw serviceError('policyTypeMissing', `TF402304: The policy type ${request.params.typeId} does not exist.`);
      return policyTypeResource({ base: request.base, projectId }, type);
    },
  );
}

function listPolicies(api: Api, services: Services): void {
  const querystring = Type.Object({ scope: text, policyType: text, $top: count, continuationToken: text });
  const schema = { params, querystring, response: { 200: Collection(WirePolicy) } };
  api.get(configurations, { config: { operation: 'policies.list' }, schema }, async (request, reply) => {
    const { id: projectId } = await projectOf(services, request.params);
    const { scope, policyType, $top = mostPolicies, continuationToken = '0' } = request.query;
    const all = (await services.branchPolicies.list(projectId))
      .filter(policy => policyType === undefined || policy.typeId === policyType.toLowerCase())
      .filter(policy => scope === undefined || isInScope(policy, scope));
    return page(all, { top: $top, after: Number(continuationToken) }, request.base, projectId, reply);
  });
}

/** `REPOSITORY:refs/heads/main`, or its beginning; the id without dashes. */
function isInScope({ scopes }: PolicyConfiguration, asked: string): boolean {
  return scopes.some(({ repositoryId = '', refName }) =>
    `${repositoryId.replaceAll('-', '')}:${refName}`.startsWith(
      asked.toLowerCase().includes(':') ? asked : `${asked}:`,
    ),
  );
}

function listOfBranch(api: Api, services: Services): void {
  const querystring = Type.Object({
    repositoryId: text,
    refName: text,
    policyType: text,
    $top: count,
    continuationToken: text,
  });
  const schema = { params, querystring, response: { 200: Collection(WirePolicy) } };
  api.get(
    `${projectPath}/git/policy/configurations`,
    { config: { operation: 'policies.listOfBranch' }, schema },
    async (request, reply) => {
      const { id: projectId } = await projectOf(services, request.params);
      const { repositoryId, refName, policyType, $top = mostPolicies, continuationToken = '0' } = request.query;
      const all = await services.branchPolicies.list(projectId);
      const at =
        repositoryId === undefined ? undefined : await repositoryOf(services, { ...request.params, repositoryId });
      const found = all
        .filter(policy => policyType === undefined || policy.typeId === policyType.toLowerCase())
        .filter(policy => {
          if (at === undefined) return true;
          if (refName !== undefined) return appliesTo(policy, at.repository, refName);
          return policy.scopes.some(scope => (scope.repositoryId ?? at.repository.id) === at.repository.id);
        });
      return page(found, { top: $top, after: Number(continuationToken) }, request.base, projectId, reply);
    },
  );
}

type Header = { header(name: string, value: string): unknown };

function page(
  all: readonly PolicyConfiguration[],
  { top, after }: { readonly top: number; readonly after: number },
  base: string,
  projectId: string,
  reply: Header,
) {
  const rest = all.filter(({ id }) => !(id <= after));
  const shown = rest.slice(0, Math.min(top, mostPolicies));
  const last = shown.at(-1);
  if (last !== undefined && shown.length < rest.length) reply.header('x-ms-continuationtoken', String(last.id));
  return { count: shown.length, value: shown.map(policy => policyResource({ base, projectId }, policy)) };
}

function getPolicy(api: Api, services: Services): void {
  const schema = { params: policyParams, response: { 200: WirePolicy } };
  api.get(`${configurations}/:configurationId`, { config: { operation: 'policies.get' }, schema }, async request => {
    const { id: projectId } = await projectOf(services, request.params);
    const policy = await services.branchPolicies.get(projectId, request.params.configurationId);
    return policyResource({ base: request.base, projectId }, policy);
  });
}

function changePolicies(api: Api, services: Services): void {
  const added = { params, body: PolicyParameters, response: { 200: WirePolicy } };
  api.post(configurations, { config: { operation: 'policies.create' }, schema: added }, async request => {
    const { id: projectId } = await projectOf(services, request.params);
    const policy = await services.branchPolicies.add(projectId, wishOf(request.body), request.caller.identity);
    return policyResource({ base: request.base, projectId }, policy);
  });
  const one = `${configurations}/:configurationId`;
  const changed = { params: policyParams, body: PolicyParameters, response: { 200: WirePolicy } };
  api.put(one, { config: { operation: 'policies.update' }, schema: changed }, async request => {
    const { id: projectId } = await projectOf(services, request.params);
    const { configurationId } = request.params;
    const wish = wishOf(request.body);
    const policy = await services.branchPolicies.update(projectId, configurationId, wish, request.caller.identity);
    return policyResource({ base: request.base, projectId }, policy);
  });
  const removed = { params: policyParams };
  api.delete(one, { config: { operation: 'policies.delete' }, schema: removed }, async (request, reply) => {
    const { id: projectId } = await projectOf(services, request.params);
    await services.branchPolicies.remove(projectId, request.params.configurationId);
    return noContent(reply);
  });
}

function wishOf({ type, settings, isEnabled = true, isBlocking = true }: PolicyParameters): PolicyWish {
  return { typeId: type.id.toLowerCase(), settings, isEnabled, isBlocking };
}

function readRevisions(api: Api, services: Services): void {
  const path = `${configurations}/:configurationId/revisions`;
  const querystring = Type.Object({ $top: count, $skip: count });
  const listed = { params: policyParams, querystring, response: { 200: Collection(WirePolicy) } };
  api.get(path, { config: { operation: 'policyRevisions.list' }, schema: listed }, async request => {
    const { id: projectId } = await projectOf(services, request.params);
    const { $top = mostPolicies, $skip = 0 } = request.query;
    const all = await services.branchPolicies.revisions(projectId, request.params.configurationId);
    const value = all.slice($skip, $skip + $top).map(each => policyResource({ base: request.base, projectId }, each));
    return { count: value.length, value };
  });
  const revisionParams = Type.Object({ ...projectParams, configurationId: Id32, revisionId: Id32 });
  const one = { params: revisionParams, response: { 200: WirePolicy } };
  api.get(`${path}/:revisionId`, { config: { operation: 'policyRevisions.get' }, schema: one }, async request => {
    const { id: projectId } = await projectOf(services, request.params);
    const { configurationId, revisionId } = request.params;
    const all = await services.branchPolicies.revisions(projectId, configurationId);
    const found = all.find(({ revision }) => revision === revisionId);
    if (found === undefined)
      throw serviceError('policyMissing', `The policy ${configurationId} has no revision ${revisionId}.`);
    return policyResource({ base: request.base, projectId }, found);
  });
}
