import { randomUUID } from 'node:crypto';
import type { RequestObserver } from '../../api/request-observer.ts';
import type { HttpOptions } from '../../cli/doors.ts';
import type { RunEvent, RunKey } from '../../run/events.ts';
import type { ReportFailure } from '../background.ts';

/** What a server does, as lines of JSON on stderr. */
export type Log = Disposable & {
  readonly observer: RequestObserver;
  hear(key: RunKey, events: readonly RunEvent[]): void;
  fault(error: unknown, activityId: string): void;
  readonly report: ReportFailure;
};

/**
 * Opens the log from a level on. A request is told by its route, never by its address: addresses may hold signatures. Requests and runs are
 * `info`, requests that ended in a fault of ours `error`, what else happened to runs `debug`.
 */
export async function openLog(level: NonNullable<HttpOptions['logLevel']>): Promise<Log> {
  const { destination, pino, stdTimeFunctions } = await import('pino');
  const stderr = destination({ dest: 2, sync: false });
  const formatters = { level: (label: string) => ({ level: label }) };
  const log = pino({ level, base: null, timestamp: stdTimeFunctions.isoTime, formatters }, stderr);
  return {
    observer: () => answered => {
      const durationMs = Math.round(answered.durationMs * 1000) / 1000;
      log[answered.status >= 500 ? 'error' : 'info']({ ...answered, durationMs }, 'request');
    },
    hear({ runId }, events) {
      for (const event of events) {
        if (event.type === 'runQueued') log.info({ runId, pipeline: event.run.pipeline.name }, 'run queued');
        else if (event.type === 'runCompleted') log.info({ runId, result: event.result }, 'run completed');
        else log.debug({ runId, event: event.type }, 'run event');
      }
    },
    // Nobody was given an id, so each failure has one of its own.
    report: (message, error) => log.error({ activityId: randomUUID(), err: error }, message),
    fault: (error, activityId) => log.error({ activityId, err: error }, 'fault'),
    [Symbol.dispose]: () => stderr.flushSync(),
  };
}
