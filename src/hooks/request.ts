import type { Secrets } from '../run/ports/secrets.ts';
import type { Delivery } from './delivery.ts';
import { type InputValues, maskedValue } from './input.ts';
import { headersOf, openInputs } from './inputs.ts';
import { deliveryIdHeader, payloadOf } from './payload.ts';
import type { HookRequest } from './ports.ts';
import type { Subscription } from './subscription.ts';
import { consumerInputsOf } from './subscriptions.ts';

type Receiver = Pick<Subscription, 'consumerId' | 'consumerActionId' | 'consumerInputs'>;

/** The request that a delivery makes of its subscription's settings. */
export function requestOf(
  receiver: Receiver,
  delivery: Pick<Delivery, 'subscriptionId' | 'notificationId' | 'event'>,
  secrets: Secrets,
): HookRequest {
  const descriptors = consumerInputsOf(receiver.consumerId, receiver.consumerActionId);
  const inputs = openInputs(descriptors, receiver.consumerInputs, secrets);
  return {
    url: inputs.url ?? '',
    headers: {
      'user-agent': 'Millrace',
      ...headersOf(inputs.httpHeaders ?? ''),
      ...basicOf(inputs),
      'content-type': 'application/json; charset=utf-8',
      [deliveryIdHeader]: delivery.event.id,
    },
    body: payloadOf(delivery, inputs),
    acceptUntrustedCerts: inputs.acceptUntrustedCerts?.toLowerCase() === 'true',
  };
}

function basicOf({ basicAuthUsername = '', basicAuthPassword = '' }: InputValues): Record<string, string> {
  if (basicAuthUsername === '' && basicAuthPassword === '') return {};
  return { authorization: `Basic ${Buffer.from(`${basicAuthUsername}:${basicAuthPassword}`).toString('base64')}` };
}

const plainHeaders: ReadonlySet<string> = new Set(['user-agent', 'content-type', deliveryIdHeader]);

/** A request as the history shows it: what people have put into headers is masked. */
export function shownRequest({ url, headers }: HookRequest): string {
  const lines = Object.entries(headers).map(
    ([name, value]) => `${name}: ${plainHeaders.has(name) ? value : maskedValue}`,
  );
  return `Method: POST\nURI: ${url}\nHTTP Version: 1.1\nHeaders:\n{\n  ${lines.join('\n  ')}\n}`;
}
