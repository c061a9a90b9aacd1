import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { Secrets } from '../run/ports/secrets.ts';
import { shownAnswer } from './answer.ts';
import type { Delivery, HookEventBody } from './delivery.ts';
import { containersOf } from './event-body.ts';
import { eventTypeOf, publisherOf } from './event-types.ts';
import { outcomeOf } from './outcome.ts';
import type { HookResources, HookSender } from './ports.ts';
import { requestOf, shownRequest } from './request.ts';
import type { TestedSubscription } from './subscription.ts';

export type TestPorts = {
  readonly resources: HookResources;
  readonly sender: HookSender;
  readonly secrets: Secrets;
  readonly clock: Clock;
};

/** Sends a sample of an event at once, a single time; it changes nothing, and its history is the answer. */
export async function sendTest(subscription: TestedSubscription, ports: TestPorts): Promise<Delivery> {
  const { resources, sender, secrets, clock } = ports;
  const queuedAt = clock.now();
  const event = sampleEvent(subscription, resources, queuedAt);
  const sent = { subscriptionId: subscription.id, notificationId: 0, event };
  const request = requestOf(subscription, sent, secrets);
  const begun = performance.now();
  const answer = await sender.send(request);
  const now = clock.now();
  return {
    ...sent,
    status: 'completed',
    result: outcomeOf(answer) === 'succeeded' ? 'succeeded' : 'failed',
    attempts: 1,
    queuedAt,
    dequeuedAt: queuedAt,
    completedAt: now,
    changedAt: now,
    request: shownRequest(request),
    durationSeconds: Math.round(performance.now() - begun) / 1000,
    ...shownAnswer(answer),
  };
}

function sampleEvent(subscription: TestedSubscription, resources: HookResources, at: number): HookEventBody {
  const { publisherId, eventType, resourceVersion, publisherInputs } = subscription;
  const { name } = eventTypeOf(publisherOf(publisherId), eventType);
  const text = `This is a test of the event '${name}'.`;
  const message = { text, html: text, markdown: text };
  return {
    id: randomUUID(),
    eventType,
    publisherId,
    message,
    detailedMessage: message,
    resource: resources.sample(eventType),
    resourceVersion,
    resourceContainers: containersOf(resources, publisherInputs.projectId ?? ''),
    createdDate: new Date(at).toISOString(),
  };
}
