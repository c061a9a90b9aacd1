import type { Delivery } from '../../hooks/delivery.ts';
import { eventTypeOf, publisherOf } from '../../hooks/event-types.ts';
import type { InputValues } from '../../hooks/input.ts';
import type { Subscription, TestedSubscription } from '../../hooks/subscription.ts';
import type { HookNotification, HookSubscription } from '../../wire/hooks.ts';
import { dateText } from './dates.ts';
import { identityReference } from './identity-reference.ts';

/** A subscription; `shown` are its settings with the confidential ones masked. */
export function subscriptionResource(base: string, subscription: Subscription, shown: InputValues): HookSubscription {
  const { id, probation, publisherId, eventType, consumerId, consumerActionId, publisherInputs } = subscription;
  const hooks = `${base}/_apis/hooks`;
  const url = `${hooks}/subscriptions/${id}`;
  return {
    id,
    url,
    status: subscription.status,
    publisherId,
    eventType,
    resourceVersion: subscription.resourceVersion,
    eventDescription: eventDescription(subscription),
    consumerId,
    consumerActionId,
    actionDescription: `To host ${URL.parse(shown.url ?? '')?.host ?? ''}`,
    ...(probation === undefined ? {} : { probationRetries: String(probation.retries) }),
    ...(probation?.lastRetryAt === undefined ? {} : { lastProbationRetryDate: dateText(probation.lastRetryAt) }),
    createdBy: identityReference(base, subscription.createdBy),
    createdDate: dateText(subscription.createdAt),
    modifiedBy: identityReference(base, subscription.modifiedBy),
    modifiedDate: dateText(subscription.modifiedAt),
    publisherInputs: { ...publisherInputs, tfsSubscriptionId: id },
    consumerInputs: { ...shown },
    _links: {
      self: { href: url },
      consumer: { href: `${hooks}/consumers/${consumerId}` },
      actions: { href: `${hooks}/consumers/${consumerId}/actions` },
      notifications: { href: `${url}/notifications` },
      publisher: { href: `${hooks}/publishers/${publisherId}` },
    },
  };
}

/** The filters that are set, in a line: `Any`, or `State Completed, Result Failed`. */
function eventDescription({ publisherId, eventType, publisherInputs }: Subscription): string {
  const { filters } = eventTypeOf(publisherOf(publisherId), eventType);
  const set = filters.flatMap(({ id, name }) => {
    const value = publisherInputs[id] ?? '';
    return value === '' ? [] : [`${name} ${value}`];
  });
  return set.length === 0 ? 'Any' : set.join(', ');
}

/** A notification; without the subscription's settings, which only details show, where a list asks for none. */
export function notificationResource(
  delivery: Delivery,
  subscriberId: string,
  details: { readonly subscription: TestedSubscription; readonly shown: InputValues } | undefined,
): HookNotification {
  const { notificationId: id, subscriptionId, event, status, result, queuedAt, changedAt } = delivery;
  return {
    id,
    subscriptionId,
    subscriberId,
    eventId: event.id,
    status,
    result,
    createdDate: dateText(queuedAt),
    modifiedDate: dateText(changedAt),
    ...(details === undefined ? {} : { details: detailsOf(delivery, details.subscription, details.shown) }),
  };
}

function detailsOf(
  delivery: Delivery,
  subscription: TestedSubscription,
  shown: InputValues,
): NonNullable<HookNotification['details']> {
  const { event, request, response, durationSeconds, errorMessage, errorDetail } = delivery;
  const { dequeuedAt, completedAt } = delivery;
  return {
    eventType: event.eventType,
    event: { ...event, resourceContainers: { ...event.resourceContainers } },
    publisherId: event.publisherId,
    publisherInputs: { ...subscription.publisherInputs },
    consumerId: subscription.consumerId,
    consumerActionId: subscription.consumerActionId,
    consumerInputs: { ...shown },
    ...(request === undefined ? {} : { request }),
    ...(response === undefined ? {} : { response }),
    requestAttempts: delivery.attempts,
    ...(durationSeconds === undefined ? {} : { requestDuration: durationSeconds }),
    ...(errorMessage === undefined ? {} : { errorMessage }),
    ...(errorDetail === undefined ? {} : { errorDetail }),
    queuedDate: dateText(delivery.queuedAt),
    ...(dequeuedAt === undefined ? {} : { dequeuedDate: dateText(dequeuedAt), processedDate: dateText(dequeuedAt) }),
    ...(completedAt === undefined ? {} : { completedDate: dateText(completedAt) }),
  };
}
