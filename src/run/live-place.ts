import { liveCursorChars, liveLogs } from '../base/limits.ts';

/** How many lines of each log somebody has, by the log's id; `Infinity` is all that it will ever have. */
export type Place = Map<number, number>;

/** A run of logs of which there is nothing more to come is written as this and their number. */
const closed = '-';

/**
 * A place as text: the id of the first log of which more may come, `:`, and from that log on how many lines there are of each, to base 36 and
 * divided by dots. So it grows with the jobs that run at the same time, not with the run.
 */
export function cursorOf(place: Place): string {
  const last = Math.max(0, ...place.keys());
  let first = 1;
  while (place.get(first) === Number.POSITIVE_INFINITY) first += 1;
  const parts: string[] = [];
  for (let id = first; id <= last; ) {
    let end = id;
    while (place.get(end) === Number.POSITIVE_INFINITY) end += 1;
    const lines = place.get(id) ?? 0;
    parts.push(end > id ? `${closed}${end - id}` : lines === 0 ? '' : lines.toString(36));
    id = Math.max(end, id + 1);
  }
  return `${first}:${parts.join('.')}`;
}

/** The place that a text names; `undefined` where it names none. */
export function placeOf(cursor: string): Place | undefined {
  const [, start, rest = ''] = /^(\d{1,9}):([\d.a-z-]*)$/.exec(cursor) ?? [];
  if (start === undefined || cursor.length > liveCursorChars) return undefined;
  const place: Place = new Map();
  const close = (count: number): void => {
    for (let id = place.size + 1, end = place.size + count; id <= end; id += 1) place.set(id, Number.POSITIVE_INFINITY);
  };
  if (Number(start) < 1 || Number(start) > liveLogs) return undefined;
  close(Number(start) - 1);
  for (const part of rest === '' ? [] : rest.split('.')) {
    const count = part.startsWith(closed) ? Number(part.slice(1)) : 0;
    if (!/^(-[1-9]\d{0,6}|[\da-z]{0,8})$/.test(part) || place.size + Math.max(1, count) > liveLogs) return undefined;
    if (count > 0) close(count);
    else place.set(place.size + 1, part === '' ? 0 : Number.parseInt(part, 36));
  }
  return place;
}
