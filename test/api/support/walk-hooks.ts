import type { Relaxation } from './vendor-documents.ts';
import type { Ask } from './walk-resources.ts';
import type { World } from './world.ts';

/** Where the service's answers about hooks differ from its documents, and ours follow the answers. */
export const hookRelaxations: readonly Relaxation[] = [
  {
    definition: 'Subscription',
    members: { _links: { type: 'object' } },
    why: 'The documents describe ReferenceLinks as the class is written; the wire has a map of names to hrefs.',
  },
  {
    definition: 'Event',
    members: { resource: {} },
    why: 'The resource differs by the event.',
  },
  {
    definition: 'SubscriptionDiagnostics',
    members: { evaluationTracing: { type: ['object', 'null'] } },
    why: 'What is never traced is answered as null.',
  },
];

const v = 'api-version=7.1';
const hooks = '/_apis/hooks';

/** Asks for everything that is served of hooks. */
export async function walkHooks(world: World, ask: Ask): Promise<void> {
  for (const path of [
    'publishers',
    'publishers/pipelines',
    'publishers/tfs/eventtypes',
    'publishers/tfs/eventtypes/build.complete',
    'consumers',
    'consumers/webHooks',
    'consumers/webHooks/actions',
    'consumers/webHooks/actions/httpRequest',
  ])
    await ask('GET', `${hooks}/${path}`);
  await ask('POST', `${hooks}/publishersquery?${v}`, { body: { publisherIds: ['tfs'] } });
  const inputs = { currentValues: { projectId: world.project.id }, inputValues: [{ inputId: 'pipelineId' }] };
  await ask('POST', `${hooks}/publishers/pipelines/inputValuesQuery?${v}`, { body: inputs });
  const draft = {
    publisherId: 'tfs',
    eventType: 'build.complete',
    resourceVersion: '1.0-preview.1',
    consumerId: 'webHooks',
    consumerActionId: 'httpRequest',
    publisherInputs: { buildStatus: '', projectId: world.project.id },
    consumerInputs: { url: 'https://receiver.example.com/' },
  };
  const { id } = (await ask('POST', `${hooks}/subscriptions?${v}`, { body: draft })) as { id: string };
  await ask('PUT', `${hooks}/subscriptions/${id}?${v}`, { body: { ...draft, id } });
  const row = await world.queue();
  await world.finish(row.key, 'succeeded');
  await world.tellHooks();
  for (const path of ['', `/${id}`, `/${id}/diagnostics`, `/${id}/notifications`, `/${id}/notifications/1`])
    await ask('GET', `${hooks}/subscriptions${path}`);
  const tracing = { deliveryTracing: { enabled: true } };
  await ask('PUT', `${hooks}/subscriptions/${id}/diagnostics?${v}`, { body: tracing });
  await ask('POST', `${hooks}/subscriptionsquery?${v}`, { body: { publisherId: 'tfs' } });
  await ask('POST', `${hooks}/notificationsquery?${v}`, { body: { subscriptionIds: [id], includeDetails: true } });
  await ask('POST', `${hooks}/testnotifications?${v}`, { body: { details: draft } });
  await ask('DELETE', `${hooks}/subscriptions/${id}?${v}`);
}
