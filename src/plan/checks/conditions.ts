import type { Finding, Span } from '../../base/finding.ts';
import { parseExpression } from '../../expression/parse.ts';
import type { Slot } from '../../expression/slots.ts';
import { planError } from './report.ts';

/** The fault of a stage's or job's condition, if it has one. */
export function checkCondition(
  owner: { readonly condition: string | undefined; readonly at: Span },
  slot: Slot,
): readonly Finding[] {
  const reason = conditionFault(owner.condition, slot);
  return reason === undefined ? [] : [planError('condition', owner.at, reason)];
}

/** Why a condition can't be read; `undefined` where it can, or where there is none. */
export function conditionFault(condition: string | undefined, slot: Slot): string | undefined {
  if (condition === undefined || condition.trim() === '') return undefined;
  const parsed = parseExpression(condition, slot);
  return parsed.ok ? undefined : parsed.error.message;
}
