import type { Span, Tracer } from '@opentelemetry/api';
import type { RequestObserver } from '../../api/request-observer.ts';
import { tracedRuns } from '../../base/limits.ts';
import type { RunEvent, RunKey } from '../../run/events.ts';

/** Spans of requests and runs, for whichever SDK was started before Millrace. */
export type Traces = {
  readonly observer: RequestObserver;
  hear(key: RunKey, events: readonly RunEvent[]): void;
};

/** Where the API keeps what an SDK registered: looked at before the API itself is loaded, because most servers have no SDK. */
const registration = Symbol.for('opentelemetry.js.api.1');

/** `undefined` where no SDK is there: none comes with Millrace. */
export async function openTraces(): Promise<Traces | undefined> {
  if (!(registration in globalThis)) return undefined;
  const api = await import('@opentelemetry/api');
  const tracer = api.trace.getTracer('millrace');
  return { observer: requestSpans(api, tracer), hear: runSpans(api, tracer) };
}

type Api = typeof import('@opentelemetry/api');

/** One span for each request, a child of what its `traceparent` names. */
function requestSpans(api: Api, tracer: Tracer): RequestObserver {
  return request => {
    const { method, headers, routeOptions } = request;
    const route = routeOptions.url ?? '';
    const attributes = { 'http.request.method': method, 'http.route': route };
    const parent = api.propagation.extract(api.context.active(), headers);
    const name = route === '' ? method : `${method} ${route}`;
    const span = tracer.startSpan(name, { kind: api.SpanKind.SERVER, attributes }, parent);
    return ({ status, activityId, operation }) => {
      span.setAttributes({
        'http.response.status_code': status,
        'millrace.activity_id': activityId,
        'millrace.operation': operation,
      });
      if (status >= 500) span.setStatus({ code: api.SpanStatusCode.ERROR });
      span.end();
    };
  };
}

/** One span for each run that begins while this server hears of it, from its queueing to its end. */
function runSpans(api: Api, tracer: Tracer): Traces['hear'] {
  const open = new Map<string, Span>();
  const begin = (key: RunKey, event: Extract<RunEvent, { readonly type: 'runQueued' }>): void => {
    const { name } = event.run.pipeline;
    const attributes = { 'millrace.run_id': key.runId, 'millrace.pipeline': name };
    if (open.size >= tracedRuns) return;
    open.set(nameOf(key), tracer.startSpan(`run ${name}`, { startTime: event.at, attributes }));
  };
  return (key, events) => {
    for (const event of events) {
      if (event.type === 'runQueued') begin(key, event);
      if (event.type !== 'runCompleted') continue;
      const span = open.get(nameOf(key));
      open.delete(nameOf(key));
      span?.setAttribute('millrace.result', event.result);
      if (event.result === 'failed') span?.setStatus({ code: api.SpanStatusCode.ERROR });
      span?.end(event.at);
    }
  };
}

function nameOf({ organization, runId }: RunKey): string {
  return `${organization}/${runId}`;
}
