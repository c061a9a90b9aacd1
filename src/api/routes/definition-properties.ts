import { Type } from 'typebox';
import { Properties } from '../../wire/build-details.ts';
import { JsonPatch } from '../../wire/json-patch.ts';
import { Id32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { definitionOf, reviseSettings } from '../resources/definition-lookups.ts';
import { propertiesResource, propertyChanges } from '../resources/property-changes.ts';
import type { Services } from '../services.ts';

const path = `${projectPath}/build/definitions/:definitionId/properties`;
const params = Type.Object({ ...projectParams, definitionId: Id32 });

/** Named values that clients keep with a pipeline. Every change is a new revision of it. */
export function definitionPropertyRoutes(api: Api, services: Services): void {
  api.get(
    path,
    {
      config: { operation: 'definitionProperties.get' },
      schema: {
        params,
        querystring: Type.Object({ filter: Type.Optional(Type.String()) }),
        response: { 200: Properties },
      },
    },
    async request => {
      const { pipeline } = await definitionOf(services, request.params);
      return propertiesResource(pipeline.settings?.properties ?? {}, request.query.filter);
    },
  );
  api.patch(
    path,
    {
      config: { operation: 'definitionProperties.update' },
      schema: { params, body: JsonPatch, response: { 200: Properties } },
    },
    async request => {
      const changes = propertyChanges(request.body);
      const { settings } = await reviseSettings(services, request, known => {
        const all = Object.entries({ ...known.properties, ...changes });
        const properties = Object.fromEntries(all.filter((each): each is [string, string] => each[1] !== null));
        return { ...known, properties };
      });
      return propertiesResource(settings?.properties ?? {}, undefined);
    },
  );
}
