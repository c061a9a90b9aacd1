import type { Instant } from '../base/clock.ts';
import type { HookMessage } from './wording.ts';

/** The kind of the documents that deliveries are: their scope is the subscription, their position the notification's number. */
export const deliveryKind = 'hookDelivery';

/** What happened, as a subscription asked to be told of it. */
export type HookEventBody = {
  /** The GUID by which a receiver knows a delivery that comes twice. */
  readonly id: string;
  readonly eventType: string;
  readonly publisherId: string;
  readonly message: HookMessage;
  readonly detailedMessage: HookMessage;
  readonly resource: unknown;
  readonly resourceVersion: string;
  readonly resourceContainers: Readonly<Record<string, { readonly id: string; readonly baseUrl: string }>>;
  readonly createdDate: string;
};

/** One event on its way to one subscriber, and what became of it: the service's notification. */
export type Delivery = {
  readonly subscriptionId: string;
  /** Counts the subscription's deliveries, with gaps. */
  readonly notificationId: number;
  readonly event: HookEventBody;
  /** `requestInProgress` also of one whose server died on it, until its lease is over. */
  readonly status: 'queued' | 'requestInProgress' | 'completed';
  readonly result: 'pending' | 'succeeded' | 'failed';
  readonly attempts: number;
  readonly queuedAt: Instant;
  readonly changedAt: Instant;
  /** When it was first tried. */
  readonly dequeuedAt?: Instant;
  readonly completedAt?: Instant;
  /** Of the last attempt. Headers that may hold secrets are masked. */
  readonly request?: string;
  readonly response?: string;
  readonly durationSeconds?: number;
  readonly errorMessage?: string;
  readonly errorDetail?: string;
};
