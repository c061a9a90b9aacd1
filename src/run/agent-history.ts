import type { Instant } from '../base/clock.ts';
import { agentHistoryRuns } from '../base/limits.ts';
import type { Result } from '../base/result.ts';
import type { JobRef, RunEvent } from './events.ts';
import type { RunStore } from './ports/run-store.ts';

/** A job that an agent has had. */
export type PastRequest = {
  readonly requestId: number;
  readonly ref: JobRef;
  readonly demands: readonly string[];
  readonly queuedAt: Instant;
  readonly assignedAt: Instant;
  readonly finishedAt: Instant;
  readonly result: Result;
};

/**
 * The job that an agent finished last, by the agent's name. Requests that are over are not kept, so the events of the newest runs tell:
 * `undefined` for an agent that had no job of the `agentHistoryRuns` runs that were queued last.
 */
export async function lastRequestOf(
  runs: RunStore,
  organization: string,
  agentName: string,
): Promise<PastRequest | undefined> {
  let last: PastRequest | undefined;
  for (const { key } of await runs.list({ organization, top: agentHistoryRuns })) {
    const found = requestsOf(await runs.read(key, 0), agentName);
    for (const request of found) if (last === undefined || request.finishedAt > last.finishedAt) last = request;
  }
  return last;
}

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { readonly type: Type }>;

/** The jobs of a run that an agent finished, or was lost with. */
function requestsOf(events: readonly RunEvent[], agentName: string): readonly PastRequest[] {
  const queued = new Map<string, EventOf<'jobQueued'>>();
  // A job that was put back is assigned again, to this agent or to another.
  const assigned = new Map<string, EventOf<'jobAssigned'>>();
  const over: PastRequest[] = [];
  for (const event of events) {
    if (event.type === 'jobQueued') queued.set(nameOf(event.ref), event);
    if (event.type === 'jobAssigned') assigned.set(nameOf(event.ref), event);
    if (event.type !== 'jobCompleted' && event.type !== 'jobAbandoned') continue;
    const request = queued.get(nameOf(event.ref));
    const last = assigned.get(nameOf(event.ref));
    if (request === undefined || last?.agent !== agentName) continue;
    const { requestId, ref, demands } = request;
    const result = event.type === 'jobCompleted' ? event.result : 'abandoned';
    over.push({ requestId, ref, demands, queuedAt: request.at, assignedAt: last.at, finishedAt: event.at, result });
  }
  return over;
}

function nameOf({ stage, job, attempt }: JobRef): string {
  return JSON.stringify([stage, job, attempt]);
}
