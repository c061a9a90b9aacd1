import { Type } from 'typebox';
import { DeletedPipelines } from '../../run/deleted-pipelines.ts';
import { Definition } from '../../wire/definitions.ts';
import { Id32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf } from '../http/lookups.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { definitionMissing, factsOf, nameTaken } from '../resources/definition-lookups.ts';
import { definitionResource } from '../resources/definition-resource.ts';
import type { Services } from '../services.ts';

/** Makes a definition again that was deleted. One that is there already is answered as it is: the request may have come twice. */
export function definitionRestoreRoutes(api: Api, services: Services): void {
  api.patch(
    `${projectPath}/build/definitions/:definitionId`,
    {
      config: { operation: 'definitions.restore' },
      schema: {
        params: Type.Object({ ...projectParams, definitionId: Id32 }),
        querystring: Type.Object({ deleted: Type.Boolean() }),
        response: { 200: Definition },
      },
    },
    async request => {
      const { organization, catalogue } = services;
      const { definitionId } = request.params;
      if (request.query.deleted) throw serviceError('argument', 'A definition is restored with deleted=false.');
      const project = await projectOf(services, request.params);
      const deleted = new DeletedPipelines(services);
      const there = await catalogue.pipeline(organization, project.id, definitionId);
      const pipeline = there ?? (await deleted.find(project.id, definitionId));
      if (pipeline === undefined) throw definitionMissing(definitionId);
      if (there === undefined && !(await catalogue.addPipeline(organization, pipeline))) throw nameTaken(pipeline);
      await deleted.forget(project.id, definitionId);
      return definitionResource(request.base, await factsOf(services, project, pipeline));
    },
  );
}
