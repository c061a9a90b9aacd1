import type { ScalarRule } from '../schema.ts';

const booleans = new Set(['true', 'y', 'yes', 'on', 'false', 'n', 'no', 'off']);

/** Whether a scalar's text may stand where a rule holds. */
export function acceptsScalar(rule: ScalarRule, text: string): boolean {
  if (rule === 'any') return true;
  if (rule === 'nonEmpty') return text !== '';
  if (rule === 'boolean') return booleans.has(text.toLowerCase());
  if ('pattern' in rule) return rule.pattern.test(text);
  if (!rule.ignoreCase) return rule.oneOf.includes(text);
  return rule.oneOf.some(choice => choice.toLowerCase() === text.toLowerCase());
}
