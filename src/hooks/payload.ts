import type { Delivery, HookEventBody } from './delivery.ts';
import type { InputValues } from './input.ts';
import type { HookMessage } from './wording.ts';

/** The header in which a receiver finds a delivery's id; it is the member `id` of the body too. */
export const deliveryIdHeader = 'x-millrace-delivery';

/** The body of a request, as much of the event in it as the subscription asks for. */
export function payloadOf(
  delivery: Pick<Delivery, 'subscriptionId' | 'notificationId' | 'event'>,
  inputs: InputValues,
): string {
  const { subscriptionId, notificationId, event } = delivery;
  const { id, eventType, publisherId, message, detailedMessage, resource, resourceVersion } = event;
  return JSON.stringify({
    subscriptionId,
    notificationId,
    id,
    eventType,
    publisherId,
    message: formsOf(message, inputs.messagesToSend),
    detailedMessage: formsOf(detailedMessage, inputs.detailedMessagesToSend),
    resource: detailsOf(resource, inputs.resourceDetailsToSend),
    resourceVersion,
    resourceContainers: event.resourceContainers,
    createdDate: event.createdDate,
  });
}

function formsOf(message: HookMessage, asked = ''): Partial<HookMessage> | undefined {
  switch (asked.toLowerCase()) {
    case 'none':
      return undefined;
    case 'text':
      return { text: message.text };
    case 'html':
      return { html: message.html };
    case 'markdown':
      return { markdown: message.markdown };
    default:
      return message;
  }
}

const identifying: ReadonlySet<string> = new Set(['id', 'url', 'runId', 'runUrl', 'projectId', 'stageName']);

function detailsOf(resource: HookEventBody['resource'], asked = ''): unknown {
  if (asked.toLowerCase() === 'none') return undefined;
  return asked.toLowerCase() === 'minimal' ? minimalOf(resource) : resource;
}

/** Only what identifies a resource. */
export function minimalOf(resource: unknown): unknown {
  if (typeof resource !== 'object' || resource === null) return resource;
  return Object.fromEntries(Object.entries(resource).filter(([name]) => identifying.has(name)));
}
