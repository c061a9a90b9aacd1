import { Type } from 'typebox';
import { PullRequestRefusal } from '../../run/pull-request-refusal.ts';
import { Properties, ResourceRef } from '../../wire/build-details.ts';
import { JsonPatch } from '../../wire/json-patch.ts';
import { Collection } from '../../wire/json-schema.ts';
import { CreateLabel, PullRequestLabel } from '../../wire/pull-request-reviews.ts';
import type { Api } from '../http/api.ts';
import { pullRequestParams, pullRequestPaths } from '../http/git-paths.ts';
import { pullRequestPlaceOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { propertiesResource, propertyChanges } from '../resources/property-changes.ts';
import { pullRequestUrl } from '../resources/pull-request-resource.ts';
import { labelResource } from '../resources/review-resource.ts';
import type { Services } from '../services.ts';

const params = Type.Object(pullRequestParams);
const labelParams = Type.Object({ ...pullRequestParams, labelIdOrName: Type.String() });

/** What is hung on a pull request: labels, properties; and its work items, of which there are none. */
export function pullRequestLabelRoutes(api: Api, services: Services): void {
  for (const path of pullRequestPaths) {
    readLabels(api, services, `${path}/labels`);
    changeLabels(api, services, `${path}/labels`);
    properties(api, services, `${path}/properties`);
    listWorkItems(api, services, `${path}/workitems`);
  }
}

type Asked = { readonly base: string; readonly params: Parameters<typeof pullRequestPlaceOf>[1] };

async function labelsOf(services: Services, { base, params }: Asked): Promise<readonly PullRequestLabel[]> {
  const { pullRequest, ...where } = await pullRequestPlaceOf(services, params);
  const url = pullRequestUrl({ base, ...where }, pullRequest.id);
  return (await services.reviews.get(pullRequest.id)).labels.map(label => labelResource(url, label));
}

async function labelNamed(services: Services, asked: Asked, idOrName: string): Promise<PullRequestLabel> {
  const key = idOrName.toLowerCase();
  const found = (await labelsOf(services, asked)).find(({ id, name }) => id === key || name.toLowerCase() === key);
  if (found !== undefined) return found;
  throw new PullRequestRefusal('labelMissing', `The pull request has no label ${idOrName}.`);
}

function readLabels(api: Api, services: Services, path: string): void {
  const listed = { params, response: { 200: Collection(PullRequestLabel) } };
  api.get(path, { config: { operation: 'labels.list' }, schema: listed }, async request => {
    const value = [...(await labelsOf(services, request))];
    return { count: value.length, value };
  });
  const one = { params: labelParams, response: { 200: PullRequestLabel } };
  api.get(`${path}/:labelIdOrName`, { config: { operation: 'labels.get' }, schema: one }, request =>
    labelNamed(services, request, request.params.labelIdOrName),
  );
}

function changeLabels(api: Api, services: Services, path: string): void {
  const added = { params, body: CreateLabel, response: { 200: PullRequestLabel } };
  api.post(path, { config: { operation: 'labels.create' }, schema: added }, async request => {
    const { pullRequest } = await pullRequestPlaceOf(services, request.params);
    await services.reviews.addLabels(pullRequest.id, [request.body.name]);
    return labelNamed(services, request, request.body.name);
  });
  const removed = { params: labelParams };
  api.delete(
    `${path}/:labelIdOrName`,
    { config: { operation: 'labels.delete' }, schema: removed },
    async (request, reply) => {
      const { pullRequest } = await pullRequestPlaceOf(services, request.params);
      await services.reviews.removeLabel(pullRequest.id, request.params.labelIdOrName);
      return noContent(reply);
    },
  );
}

function properties(api: Api, services: Services, path: string): void {
  const read = { params, response: { 200: Properties } };
  api.get(path, { config: { operation: 'pullRequestProperties.get' }, schema: read }, async request => {
    const { pullRequest } = await pullRequestPlaceOf(services, request.params);
    return propertiesResource((await services.reviews.get(pullRequest.id)).properties, undefined);
  });
  const changed = { params, body: JsonPatch, response: { 200: Properties } };
  api.patch(path, { config: { operation: 'pullRequestProperties.update' }, schema: changed }, async request => {
    const { pullRequest } = await pullRequestPlaceOf(services, request.params);
    const review = await services.reviews.setProperties(pullRequest.id, propertyChanges(request.body));
    return propertiesResource(review.properties, undefined);
  });
}

function listWorkItems(api: Api, services: Services, path: string): void {
  const schema = { params, response: { 200: Collection(ResourceRef) } };
  api.get(path, { config: { operation: 'pullRequestWorkItems.list' }, schema }, async request => {
    await pullRequestPlaceOf(services, request.params);
    return { count: 0, value: [] };
  });
}
