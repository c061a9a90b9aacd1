import type { Scrape } from '../api/metrics.ts';
import type { RequestObserver } from '../api/request-observer.ts';
import type { HttpOptions } from '../cli/doors.ts';
import type { RunEvent, RunKey } from '../run/events.ts';
import type { ReportFailure } from './background.ts';
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
  /** Tells whoever runs the server of what failed while no client waited. */
  readonly report: ReportFailure;
};

export async function openTelemetry({ logLevel }: HttpOptions, ports: MetricsPorts): Promise<Telemetry> {
  const metrics = new Metrics(ports);
  const log = logLevel === undefined ? undefined : await openLog(logLevel);
  const traces = await openTraces();
  return {
    observers: [log?.observer, traces?.observer].filter(observer => observer !== undefined),
    scrape: metrics.scrape,
    hear(key, events) {
      metrics.hear(key, events);
      log?.hear(key, events);
      traces?.hear(key, events);
    },
    fault: log?.fault ?? printFault,
    report: log?.report ?? printFailure,
    [Symbol.dispose]: () => log?.[Symbol.dispose](),
  };
}

function printFault(error: unknown, activityId: string): void {
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`millrace: activity ${activityId}: ${cause}\n`);
}

function printFailure(message: string, error?: unknown): void {
  process.stderr.write(`millrace: ${message}${error === undefined ? '' : `: ${String(error)}`}\n`);
}
