import { Type } from 'typebox';
import { jsonSchema } from '../../plan/json-schema.ts';
import type { Api } from '../http/api.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import type { Services } from '../services.ts';

/** The language as a JSON Schema, for editors: with the tasks of this server beside the built-in ones. */
export function yamlSchemaRoutes(api: Api, { tasks }: Services): void {
  api.get(
    `${organizationPath}/distributedtask/yamlschema`,
    {
      config: { operation: 'yamlSchema.get' },
      schema: {
        params: Type.Object(organizationParams),
        querystring: Type.Object({ validateTaskNames: Type.Optional(Type.Boolean()) }),
        response: { 200: Type.Unsafe<object>({ type: 'object' }) },
      },
    },
    async request => {
      const known = await tasks.list();
      const otherTasks = known.map(({ definition: { name, version } }) => `${name}@${version.major}`);
      return jsonSchema({ otherTasks, anyTask: request.query.validateTaskNames === false });
    },
  );
}
