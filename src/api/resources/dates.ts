import type { Instant } from '../../base/clock.ts';

/** An instant as the service writes it: ISO 8601 in UTC, the fraction without zeros at its end. */
export function dateText(instant: Instant): string {
  return trimmed(new Date(instant).toISOString());
}

/** A time that an agent sent, in the same form; `null` for what is no time. */
export function normalDate(text: string | null): string | null {
  if (text === null) return null;
  const exact = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?Z$/.test(text);
  if (exact) return trimmed(text);
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? null : dateText(instant);
}

function trimmed(iso: string): string {
  return iso.replace(/\.(\d*?)0*Z$/, (_, digits: string) => (digits === '' ? 'Z' : `.${digits}Z`));
}
