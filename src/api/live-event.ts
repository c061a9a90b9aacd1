import { liveCursorChars } from '../base/limits.ts';
import type { LiveEvent } from '../run/live-event.ts';
import type { RunRow } from '../run/ports/run-store.ts';
import type { LiveLines, LiveRecord, LiveState } from '../wire/live-events.ts';
import { buildResultOf, buildStatusOf } from './resources/build-resource.ts';
import { recordResource } from './resources/timeline-resource.ts';

/** What keeps a connection that has nothing to say from being taken for a dead one: a comment. */
export const liveBeat: Uint8Array = Buffer.from(':\n\n');

/** An event as server-sent events have it. Data is JSON on one line. */
export function liveEventBytes(event: LiveEvent): Uint8Array {
  // Who has no newer id keeps the last one, and is given some lines twice when he comes again: better than a header that nobody takes.
  const id = 'cursor' in event && event.cursor.length <= liveCursorChars ? `id: ${event.cursor}\n` : '';
  return Buffer.from(`${id}event: ${event.type}\ndata: ${JSON.stringify(dataOf(event))}\n\n`);
}

const noPlace = { timelineUrl: () => '', logsUrl: '', queues: new Map<string, number>() };

function dataOf(event: LiveEvent): LiveState | readonly LiveRecord[] | LiveLines {
  switch (event.type) {
    case 'records':
      // Everybody gets the same bytes, by whatever address he reached the server: so there are no addresses in them.
      return event.records.map(record => {
        const { log, details, ...shown } = recordResource(noPlace, record);
        return { ...shown, log: log && { id: log.id }, details: details && { id: details.id } };
      });
    case 'lines': {
      const { logId, recordId, startLine, lines } = event;
      return { logId, recordId, startLine, lines };
    }
    default:
      return stateOf(event.run);
  }
}

function stateOf(run: RunRow): LiveState {
  const result = buildResultOf(run);
  const { name: buildNumber, key } = run;
  return { id: key.runId, buildNumber, status: buildStatusOf(run), ...(result === undefined ? {} : { result }) };
}
