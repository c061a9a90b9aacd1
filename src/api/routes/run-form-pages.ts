import { Type } from 'typebox';
import { Id32 } from '../../wire/json-schema.ts';
import { RunForm } from '../../wire/page-forms.ts';
import type { Api } from '../http/api.ts';
import { BrowserSessions } from '../http/browser-sessions.ts';
import { formType } from '../http/forms.ts';
import { loadPages } from '../http/load-pages.ts';
import { projectParams } from '../http/paths.ts';
import { checkForm } from '../http/posted-form.ts';
import { definitionOf } from '../resources/definition-lookups.ts';
import type { Services } from '../services.ts';

const path = '/:organization/:project/_build/run';
const params = Type.Object(projectParams);

/** The form that asks for a run of a pipeline; the service has it on the page of the pipeline. */
export function runFormRoutes(api: Api, services: Services): void {
  showForm(api, services);
  runByForm(api, services);
}

function showForm(api: Api, services: Services): void {
  const pages = loadPages(services);
  api.get(
    path,
    {
      config: { operation: 'runForm.show', produces: 'text/html' },
      schema: {
        params,
        querystring: Type.Object({
          definitionId: Id32,
          branch: Type.Optional(Type.String()),
          like: Type.Optional(Id32),
        }),
      },
    },
    async (request, reply) => {
      const { definitionId, branch, like } = request.query;
      const found = await definitionOf(services, { ...request.params, definitionId });
      return (await pages()).runForm(request, reply, found, { branch, like });
    },
  );
}

function runByForm(api: Api, services: Services): void {
  const pages = loadPages(services);
  const sessions = new BrowserSessions(services.access);
  api.post(
    path,
    {
      config: { operation: 'runForm.answer', produces: 'text/html', consumes: formType },
      schema: { params, querystring: Type.Object({ definitionId: Id32 }), body: RunForm },
    },
    async (request, reply) => {
      checkForm(sessions, request.caller, request.body);
      const { definitionId } = request.query;
      const found = await definitionOf(services, { ...request.params, definitionId });
      return (await pages()).runFormAnswer(request, reply, found, request.body);
    },
  );
}
