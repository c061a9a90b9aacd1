import type { Scrape } from '../api/metrics.ts';
import type { RequestObserver } from '../api/request-observer.ts';
import type { HttpOptions } from '../cli/doors.ts';
import type { RunEvent, RunKey } from '../run/events.ts';
import { openLog } from './telemetry/log.ts';
import { Metrics, type MetricsPorts } from './telemetry/metrics.ts';
import { openTraces } from './telemetry/traces.ts';

/** What a server tells of itself: metrics always, a log and traces where they are asked for. */
export type Telemetry = Disposable & {
  readonly observers: readonly RequestObserver[];
  readonly scrape: Scrape;
  /** Hears what happened to a run, as it is stored. */
  hear(key: RunKey, events: readonly RunEvent[]): void;
  /** Tells whoever runs the server of a fault of ours; the client was given the same activity id. */
  fault(error: unknown, activityId: string): void;
};

export async function openTelemetry({ logLevel }: HttpOptions, ports: MetricsPorts): Promise<Telemetry> {
  const metrics = new Metrics(ports);
  const log = logLevel === undefined ? undefined : await openLog(logLevel);
  const traces = await openTraces();
  return {
    observers: [log?.observer, traces?.observer].filter(observer => observer !== undefined),
    scrape: metrics.scrape,
    hear(key, events) {
      metrics.hear(events);
      log?.hear(key, events);
      traces?.hear(key, events);
    },
    fault: log?.fault ?? printFault,
    [Symbol.dispose]: () => log?.[Symbol.dispose](),
  };
}

function printFault(error: unknown, activityId: string): void {
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`millrace: activity ${activityId}: ${cause}\n`);
}
