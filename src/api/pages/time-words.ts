import type { Instant } from '../../base/clock.ts';
import { type Markup, markup } from './markup.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long something took, shortly: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`. */
export function durationText(ms: number): string {
  if (ms < 10 * secondMs) return `${(Math.max(0, ms) / secondMs).toFixed(1)} s`;
  if (ms < minuteMs) return `${Math.floor(ms / secondMs)} s`;
  const pad = (count: number): string => String(Math.floor(count)).padStart(2, '0');
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} min ${pad((ms % minuteMs) / secondMs)} s`;
  return `${Math.floor(ms / hourMs)} h ${pad((ms % hourMs) / minuteMs)} min`;
}

/** How long ago something was: `just now`, `5 min ago`, `3 h ago`, `12 days ago`. */
export function agoText(at: Instant, now: Instant): string {
  const ms = now - at;
  if (ms < minuteMs) return 'just now';
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} min ago`;
  if (ms < dayMs) return `${Math.floor(ms / hourMs)} h ago`;
  const days = Math.floor(ms / dayMs);
  return days === 1 ? 'yesterday' : `${days} days ago`;
}

/** A time as people read it who may be anywhere: `2026-11-30 22:24:53 UTC`. */
export function timeText(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** How long ago something was, and, where the pointer rests, when. */
export function agoTime(at: Instant, now: Instant): Markup {
  return markup`<time datetime="${new Date(at).toISOString()}" title="${timeText(at)}">${agoText(at, now)}</time>`;
}

/** How long something has taken up to now, which a page that is followed counts on by itself. */
export function countedTime(from: Instant, now: Instant): Markup {
  return markup`<span data-since="${from}">${durationText(now - from)}</span>`;
}

/** When something was. */
export function exactTime(at: Instant): Markup {
  return markup`<time datetime="${new Date(at).toISOString()}">${timeText(at)}</time>`;
}

/** How long there was between two times of a record, or until now; `undefined` where it has not begun. */
export function recordTime(start: string | null, finish: string | null, now: Instant): Markup | string | undefined {
  const from = Date.parse(start ?? '');
  if (Number.isNaN(from)) return undefined;
  if (finish === null) return countedTime(from, now);
  const to = Date.parse(finish);
  return Number.isNaN(to) ? undefined : durationText(to - from);
}
