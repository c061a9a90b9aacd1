import { Type } from 'typebox';
import { Collection } from '../../wire/json-schema.ts';
import { Process } from '../../wire/projects.ts';
import type { Api } from '../http/api.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import { processes, processOf } from '../resources/project-process.ts';

const path = `${organizationPath}/process/processes`;

/** The processes that a project can be created with. */
export function processRoutes(api: Api): void {
  api.get(
    path,
    {
      config: { operation: 'processes.list' },
      schema: { params: Type.Object(organizationParams), response: { 200: Collection(Process) } },
    },
    async request => ({
      count: processes.length,
      value: processes.map(process => processResource(request.base, process)),
    }),
  );
  api.get(
    `${path}/:processId`,
    {
      config: { operation: 'processes.get' },
      schema: { params: Type.Object({ ...organizationParams, processId: Type.String() }), response: { 200: Process } },
    },
    async request => processResource(request.base, processOf(request.params.processId)),
  );
}

function processResource(base: string, { id, name }: { readonly id: string; readonly name: string }) {
  const description = 'There are no work items here.';
  const type = 'system' as const;
  return {
    ...{ id, name, description, type, isDefault: id === processes[0].id },
    url: `${base}/_apis/process/processes/${id}`,
  };
}
