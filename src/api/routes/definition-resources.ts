import { Type } from 'typebox';
import type { Pipeline } from '../../run/ports/catalogue.ts';
import { AuthorizedResource, AuthorizedResourceChange } from '../../wire/authorized-resources.ts';
import { Collection, Id32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { definitionOf } from '../resources/definition-lookups.ts';
import { namedResource } from '../resources/named-resource.ts';
import type { Services } from '../services.ts';

const path = `${projectPath}/build/definitions/:definitionId/resources`;
const params = Type.Object({ ...projectParams, definitionId: Id32 });

/** The resources that one pipeline was given the use of by name. Those that all pipelines may use are not among them. */
export function definitionResourceRoutes(api: Api, services: Services): void {
  api.get(
    path,
    {
      config: { operation: 'definitionResources.list' },
      schema: { params, response: { 200: Collection(AuthorizedResource) } },
    },
    async request => {
      const { pipeline } = await definitionOf(services, request.params);
      return authorizedFor(services, pipeline);
    },
  );
  api.patch(
    path,
    {
      config: { operation: 'definitionResources.authorize' },
      schema: { params, body: Type.Array(AuthorizedResourceChange), response: { 200: Collection(AuthorizedResource) } },
    },
    async request => {
      const { pipeline } = await definitionOf(services, request.params);
      const { id, projectId } = pipeline;
      for (const { authorized = false, ...named } of request.body) {
        const resource = await namedResource(services, projectId, named);
        const change = { pipelines: [{ id, authorized }] };
        await services.resources.permissions.update(projectId, resource, change, request.caller.identity);
      }
      return authorizedFor(services, pipeline);
    },
  );
}

async function authorizedFor({ resources }: Services, { projectId, id }: Pipeline) {
  const found = await resources.permissions.ofPipeline(projectId, id);
  return { count: found.length, value: found.map(resource => ({ authorized: true, ...resource, name: '' })) };
}
