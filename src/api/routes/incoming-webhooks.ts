import { Type } from 'typebox';
import { webhookBodyBytes } from '../../base/limits.ts';
import { calledConnections } from '../../resources/incoming-webhooks.ts';
import { outboxTopic } from '../../run/outbox.ts';
import { noteWebhookCalls } from '../../run/webhook-calls.ts';
import { Closed } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import type { Services } from '../services.ts';

/** Where others call to start pipelines. Who calls proves it by signing the body, where the connection has a secret. */
export function incomingWebhookRoutes(api: Api, services: Services): void {
  api.register(async (scope: Api) => {
    readBytes(scope);
    const params = Type.Object({ ...organizationParams, webHookId: Type.String() });
    scope.post(
      `${organizationPath}/public/distributedtask/webhooks/:webHookId`,
      {
        bodyLimit: webhookBodyBytes,
        config: { operation: 'incomingWebhooks.call' },
        schema: { params, response: { 200: Closed({}) } },
      },
      async ({ params: { webHookId: name }, headers, body }) => {
        const bytes = body instanceof Buffer ? body : Buffer.alloc(0);
        const header = (named: string) => headers[named.toLowerCase()]?.toString();
        await receive(services, { name, header, body: bytes });
        return {};
      },
    );
  });
}

async function receive(services: Services, call: Parameters<typeof calledConnections>[2]): Promise<void> {
  const { organization, catalogue, documents, resources, secrets, clock, wakeups } = services;
  const projects = await catalogue.projects(organization);
  const called = await calledConnections({ endpoints: resources.endpoints, secrets }, projects, call);
  if (called === undefined) throw serviceError('webhookMissing', `There is no incoming webhook '${call.name}'.`);
  if (called.length === 0)
    throw serviceError(
      'signatureRefused',
      `The call of the incoming webhook '${call.name}' is not signed as it must be.`,
    );
  const body = jsonOf(call.body);
  const calls = called.map(({ project, ...connection }) => ({ projectId: project.id, connection, body }));
  await noteWebhookCalls({ organization, documents, clock }, calls);
  wakeups.wake(outboxTopic);
}

/** The body in one form, whatever spaces it had. */
function jsonOf(body: Uint8Array): string {
  try {
    return JSON.stringify(JSON.parse(Buffer.from(body).toString()));
  } catch {
    throw serviceError('argument', 'The body of a call is JSON.');
  }
}

/** A signature is that of the bytes as they came. */
function readBytes(scope: Api): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}
