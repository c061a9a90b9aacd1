import type { Instant } from '../../base/clock.ts';
import type { CheckRule } from '../checks.ts';

type BusinessHours = Extract<CheckRule, { readonly kind: 'businessHours' }>;

const minuteMs = 60_000;
const dayMinutes = 1_440;

/** Whether business hours are on at an instant. A time zone that nobody knows counts as UTC. */
export function isOpen(hours: BusinessHours, at: Instant): boolean {
  const { day, minute } = localTime(hours.timeZone, at);
  const { days, startMinute, endMinute } = hours;
  if (endMinute > startMinute) return days.includes(day) && minute >= startMinute && minute < endMinute;
  const dayBefore = (day + 6) % 7;
  return (days.includes(day) && minute >= startMinute) || (days.includes(dayBefore) && minute < endMinute);
}

/**
 * When it is worth looking again after an instant: the next time that hours begin or end by the local clock. Where clocks are changed in
 * between it is an hour off, which only makes for an early look or a late one.
 */
export function nextChange(hours: BusinessHours, after: Instant): Instant {
  const { minute } = localTime(hours.timeZone, after);
  const waits = [hours.startMinute, hours.endMinute].map(mark => (mark - minute + dayMinutes - 1) % dayMinutes);
  const startOfMinute = Math.floor(after / minuteMs) * minuteMs;
  return startOfMinute + (Math.min(...waits) + 1) * minuteMs;
}

function localTime(timeZone: string, at: Instant): { readonly day: number; readonly minute: number } {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const day = weekdays.indexOf(parts.get('weekday') ?? '');
  return { day, minute: (Number(parts.get('hour')) % 24) * 60 + Number(parts.get('minute')) };
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const options = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' });
  }
}
