import type { Instant } from '../base/clock.ts';
import type { Identity } from '../run/events.ts';

/** Who made a resource and who changed it last, and when. */
export type Authorship = {
  readonly createdBy: Identity;
  readonly createdAt: Instant;
  readonly modifiedBy: Identity;
  readonly modifiedAt: Instant;
};

/** The authorship of what is made now. */
export function made(by: Identity, at: Instant): Authorship {
  return { createdBy: by, createdAt: at, modifiedBy: by, modifiedAt: at };
}

/** The authorship of what is changed now. */
export function changed<Value extends Authorship>(value: Value, by: Identity, at: Instant): Value {
  return { ...value, modifiedBy: by, modifiedAt: at };
}
