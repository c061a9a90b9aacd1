import type { Instant } from '../base/clock.ts';
import { hookProbationMs, hookProbationRetries } from '../base/limits.ts';
import type { Subscription } from './subscription.ts';

/** A subscription after one of its deliveries succeeded: on probation it proves itself by that. */
export function afterSuccess(subscription: Subscription): Subscription {
  if (subscription.status !== 'onProbation') return subscription;
  const { probation: _, ...proven } = subscription;
  return { ...proven, status: 'enabled' };
}

/** A subscription after one of its deliveries failed for good: it is put on probation, fails it ever later, and is disabled in the end. */
export function afterFailure(subscription: Subscription, isTerminal: boolean, now: Instant): Subscription {
  const { probation, ...rest } = subscription;
  if (!isActive(subscription)) return subscription;
  const retries = probation === undefined ? 0 : probation.retries + 1;
  if (isTerminal || retries >= hookProbationRetries) return { ...rest, status: 'disabledBySystem' };
  const retryAt = now + hookProbationMs * 2 ** retries;
  const lastRetry = probation === undefined ? {} : { lastRetryAt: now };
  return { ...rest, status: 'onProbation', probation: { retries, retryAt, ...lastRetry } };
}

/** Whether what happens is still told. */
export function isActive({ status }: Subscription): boolean {
  return status === 'enabled' || status === 'onProbation';
}
