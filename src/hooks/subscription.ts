import type { Instant } from '../base/clock.ts';
import type { Identity } from '../run/events.ts';
import type { EventTypeId, PublisherId } from './event-types.ts';
import type { InputValues } from './input.ts';

/**
 * enabled ─▶ onProbation ─▶ disabledBySystem      Deliveries fail: the next one waits, ever longer, then nothing more is tried.
 *    ▲────────────┘ a delivery succeeds
 *
 * Every state goes to `disabledByUser` and back to `enabled` as people wish. 410 goes to `disabledBySystem` at once.
 */
export type SubscriptionStatus = 'enabled' | 'onProbation' | 'disabledByUser' | 'disabledBySystem';

/** Who is told of what. */
export type Subscription = {
  /** A GUID. */
  readonly id: string;
  readonly publisherId: PublisherId;
  readonly eventType: EventTypeId;
  readonly resourceVersion: string;
  readonly consumerId: string;
  readonly consumerActionId: string;
  /** Filters; `''` and what is absent let everything through. */
  readonly publisherInputs: InputValues;
  /** Confidential ones are sealed. */
  readonly consumerInputs: InputValues;
  readonly status: SubscriptionStatus;
  /** There while it is on probation: before `retryAt` nothing is tried. */
  readonly probation?: Probation;
  readonly createdBy: Identity;
  readonly createdAt: Instant;
  readonly modifiedBy: Identity;
  readonly modifiedAt: Instant;
};

export type Probation = {
  /** How many deliveries failed since it began. */
  readonly retries: number;
  readonly lastRetryAt?: Instant;
  readonly retryAt: Instant;
};

/** What a subscription is made of, as its caller gives it: inputs in the clear, or masked where they are to stay. */
export type SubscriptionDraft = {
  readonly publisherId: string;
  readonly eventType: string;
  readonly resourceVersion?: string;
  readonly consumerId: string;
  readonly consumerActionId: string;
  readonly publisherInputs: InputValues;
  readonly consumerInputs: InputValues;
  /** Absent leaves it, or enables a new one. Only people's own states may be asked for. */
  readonly status?: string;
};

/** A subscription that may not be stored yet. */
export type TestedSubscription = Pick<
  Subscription,
  | 'id'
  | 'publisherId'
  | 'eventType'
  | 'resourceVersion'
  | 'consumerId'
  | 'consumerActionId'
  | 'publisherInputs'
  | 'consumerInputs'
>;
