import { Type } from 'typebox';
import { Collection } from '../../wire/json-schema.ts';
import { Process } from '../../wire/projects.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import { basicProcess } from '../resources/project-resource.ts';

const path = `${organizationPath}/process/processes`;

/** The processes that a project can be created with: one, since there are no work items here. */
export function processRoutes(api: Api): void {
  api.get(
    path,
    {
      config: { operation: 'processes.list' },
      schema: { params: Type.Object(organizationParams), response: { 200: Collection(Process) } },
    },
    async request => ({ count: 1, value: [processResource(request.base)] }),
  );
  api.get(
    `${path}/:processId`,
    {
      config: { operation: 'processes.get' },
      schema: { params: Type.Object({ ...organizationParams, processId: Type.String() }), response: { 200: Process } },
    },
    async request => {
      const { processId } = request.params;
      if (processId.toLowerCase() !== basicProcess.id)
        throw serviceError('processMissing', `The process with id ${processId} does not exist.`);
      return processResource(request.base);
    },
  );
}

function processResource(base: string) {
  const { id, name } = basicProcess;
  const description = 'The process of every project. There are no work items here.';
  const type = 'system' as const;
  return { id, description, isDefault: true, type, url: `${base}/_apis/process/processes/${id}`, name };
}
