export type HookRefusalReason =
  | 'subscriptionMissing'
  | 'subscriptionInvalid'
  | 'notificationMissing'
  | 'publisherMissing'
  | 'eventTypeMissing'
  | 'consumerMissing'
  | 'actionMissing';

/** Thrown for what the caller asked wrongly; nothing was written. */
export class HookRefusal extends Error {
  readonly reason: HookRefusalReason;

  constructor(reason: HookRefusalReason, message: string) {
    super(message);
    this.name = 'HookRefusal';
    this.reason = reason;
  }
}
