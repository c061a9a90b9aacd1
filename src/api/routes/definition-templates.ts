import { Type } from 'typebox';
import { allDocuments, changeInTurn } from '../../run/documents.ts';
import type { Project } from '../../run/ports/catalogue.ts';
import type { Document } from '../../run/ports/document-store.ts';
import { DefinitionTemplate, SaveTemplate } from '../../wire/definition-templates.ts';
import { Collection } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import type { Services } from '../services.ts';

const path = `${projectPath}/build/definitions/templates`;
const params = Type.Object({ ...projectParams, templateId: Type.String({ minLength: 1, maxLength: 200 }) });
const kind = 'definitionTemplate';

/** Templates of build definitions, as projects save them. None comes with the server: pipelines begin with a YAML file. */
export function definitionTemplateRoutes(api: Api, services: Services): void {
  listTemplates(api, services);
  getTemplate(api, services);
  saveTemplate(api, services);
  deleteTemplate(api, services);
}

function listTemplates(api: Api, services: Services): void {
  api.get(
    path,
    {
      config: { operation: 'definitionTemplates.list' },
      schema: { params: Type.Object(projectParams), response: { 200: Collection(DefinitionTemplate) } },
    },
    async request => {
      const { id: scope } = await projectOf(services, request.params);
      const found = allDocuments(services.documents, services.organization, { kind, scope });
      const value = await Array.fromAsync(found, templateOf);
      return { count: value.length, value };
    },
  );
}

function getTemplate(api: Api, services: Services): void {
  api.get(
    `${path}/:templateId`,
    { config: { operation: 'definitionTemplates.get' }, schema: { params, response: { 200: DefinitionTemplate } } },
    async request => {
      const project = await projectOf(services, request.params);
      return templateOf(await documentOf(services, project, request.params.templateId));
    },
  );
}

function saveTemplate(api: Api, services: Services): void {
  api.put(
    `${path}/:templateId`,
    {
      config: { operation: 'definitionTemplates.save' },
      schema: { params, body: SaveTemplate, response: { 200: DefinitionTemplate } },
    },
    async request => {
      const { documents, organization } = services;
      const { id: scope } = await projectOf(services, request.params);
      const { templateId } = request.params;
      const ref = { kind, scope, id: templateId.toLowerCase() };
      const value: DefinitionTemplate = { ...request.body, id: templateId, canDelete: true };
      await changeInTurn(documents, `definition template ${ref.id} of project ${scope}`, async () => {
        const expected = (await documents.get(organization, ref))?.revision ?? 0;
        const change = { ...ref, expected, content: { position: 0, value } };
        return (await documents.write(organization, [change])) || undefined;
      });
      return value;
    },
  );
}

function deleteTemplate(api: Api, services: Services): void {
  api.delete(
    `${path}/:templateId`,
    { config: { operation: 'definitionTemplates.delete' }, schema: { params } },
    async (request, reply) => {
      const project = await projectOf(services, request.params);
      const { scope, id, revision } = await documentOf(services, project, request.params.templateId);
      await services.documents.write(services.organization, [
        { kind, scope, id, expected: revision, content: undefined },
      ]);
      return noContent(reply);
    },
  );
}

async function documentOf(services: Services, { id: scope }: Project, templateId: string): Promise<Document> {
  const found = await services.documents.get(services.organization, { kind, scope, id: templateId.toLowerCase() });
  if (found !== undefined) return found;
  throw serviceError('templateMissing', `The build definition template ${templateId} could not be found.`);
}

function templateOf({ value }: Document): DefinitionTemplate {
  return value as DefinitionTemplate;
}
