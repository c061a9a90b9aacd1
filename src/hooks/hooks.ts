import type { Clock } from '../base/clock.ts';
import type { HappeningHandler } from '../run/outbox.ts';
import type { DocumentStore } from '../run/ports/document-store.ts';
import type { Secrets } from '../run/ports/secrets.ts';
import { Deliverer } from './deliverer.ts';
import type { Delivery } from './delivery.ts';
import { hookHandler } from './handler.ts';
import { Notifications } from './notifications.ts';
import type { HookResources, HookSender } from './ports.ts';
import type { TestedSubscription } from './subscription.ts';
import { Subscriptions } from './subscriptions.ts';
import { sendTest } from './test-deliveries.ts';

export type HookPorts = {
  readonly organization: string;
  readonly documents: DocumentStore;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly resources: HookResources;
  readonly sender: HookSender;
  /** The next number of a sequence of the organization. */
  readonly allot: (sequence: string) => Promise<number>;
  /** Told of what failed on our side. */
  readonly report: (message: string) => void;
};

/** The service hooks of an organization. */
export type Hooks = {
  readonly subscriptions: Subscriptions;
  readonly notifications: Notifications;
  /** Sends a sample of an event at once; answers what came of it. */
  readonly test: (subscription: TestedSubscription) => Promise<Delivery>;
  /** Makes deliveries of happenings: given to the outbox. */
  readonly handler: HappeningHandler;
  readonly deliverer: Deliverer;
};

export function openHooks(ports: HookPorts): Hooks {
  return {
    subscriptions: new Subscriptions(ports),
    notifications: new Notifications(ports.documents, ports.organization),
    test: subscription => sendTest(subscription, ports),
    handler: hookHandler(ports),
    deliverer: new Deliverer(ports, ports.report),
  };
}
