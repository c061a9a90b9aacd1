import type { HappeningHandler } from '../run/outbox.ts';
import type { DocumentStore } from '../run/ports/document-store.ts';
import type { NewDocument } from '../run/ports/run-store.ts';
import { type Delivery, deliveryKind } from './delivery.ts';
import { eventBodyOf } from './event-body.ts';
import { wants } from './filters.ts';
import { type HookOccurrence, occurrencesOf } from './occurrences.ts';
import type { HookResources } from './ports.ts';
import { SubscriptionShelf } from './shelf.ts';
import { isActive } from './standing.ts';
import type { Subscription } from './subscription.ts';

export type HandlerPorts = {
  readonly documents: DocumentStore;
  readonly resources: HookResources;
  /** The next number of a sequence of the organization. */
  readonly allot: (sequence: string) => Promise<number>;
};

/**
 * Makes a delivery for each subscription that wants what happened. A delivery's id follows from the subscription and the event, so that
 * it is made once however often this is asked; a number that was allotted to one that another server made is left out.
 */
export function hookHandler(ports: HandlerPorts): HappeningHandler {
  const shelf = new SubscriptionShelf(ports.documents);
  return async happening => {
    const occurrences = occurrencesOf(happening);
    if (occurrences.length === 0) return [];
    const subscriptions = (await shelf.all(happening.key.organization)).filter(({ value }) => isActive(value));
    const made: NewDocument[] = [];
    for (const occurrence of occurrences) {
      for (const { value } of subscriptions) {
        if (wants(value, occurrence)) made.push(...(await deliveryOf(value, occurrence, ports)));
      }
    }
    return made.map(document => ({ ...document, expected: 0 }));
  };
}

async function deliveryOf(
  { id, ...subscription }: Subscription,
  occurrence: HookOccurrence,
  { resources, allot }: HandlerPorts,
): Promise<readonly NewDocument[]> {
  const event = await eventBodyOf({ id, ...subscription }, occurrence, resources);
  if (event === undefined) return [];
  const notificationId = await allot(`hook notification of ${id}`);
  const value: Delivery = {
    subscriptionId: id,
    notificationId,
    event,
    status: 'queued',
    result: 'pending',
    attempts: 0,
    queuedAt: occurrence.at,
    changedAt: occurrence.at,
  };
  const content = { position: notificationId, dueAt: occurrence.at, value };
  return [{ kind: deliveryKind, scope: id, id: event.id, content }];
}
