import { formatDate } from '../date-format.ts';
import { DateTime } from '../value.ts';

const shape = /^\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d:\d\d(?:\.\d{1,7})?(?:Z|[+-]\d\d:\d\d)?)?$/;

/** The point in time that a text stands for: ISO 8601, with a space for the T if you like; UTC unless it says otherwise. */
export function textDate(text: string): DateTime | undefined {
  if (!shape.test(text)) return undefined;
  const zoned = /(?:Z|[+-]\d\d:\d\d)$/.test(text.slice(10)) || text.length === 10 ? text : `${text}Z`;
  const instant = Date.parse(zoned.replace(' ', 'T'));
  return Number.isNaN(instant) ? undefined : new DateTime(instant);
}

export function dateText(date: DateTime): string {
  return formatDate(date.instant, 'yyyy-MM-dd HH:mm:sszzz') ?? '';
}
