import type { Span, Tracer } from '@opentelemetry/api';
import type { RequestObserver } from '../../api/request-observer.ts';
import type { Instant } from '../../base/clock.ts';
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

/**
 * A span for each run that begins while this server hears of it, from its queueing to its end; below it one for each attempt of a stage, and below
 * that one for each of a job, which begins when the job is queued: what it waited is the event `started`.
 */
function runSpans(api: Api, tracer: Tracer): Traces['hear'] {
  const open = new Map<string, RunSpans>();
  return (key, events) => {
    for (const event of events) {
      const name = `${key.organization}/${key.runId}`;
      if (event.type === 'runQueued' && open.size < tracedRuns) open.set(name, new RunSpans(api, tracer, key, event));
      else open.get(name)?.hear(event);
      if (event.type === 'runCompleted') open.delete(name);
    }
  };
}

type Queued = Extract<RunEvent, { readonly type: 'runQueued' }>;
type Place = { readonly stage: string; readonly attempt: number; readonly job?: string | undefined };

/** The open spans of one run. */
class RunSpans {
  readonly #api: Api;
  readonly #tracer: Tracer;
  readonly #run: Span;
  readonly #open = new Map<string, Span>();

  constructor(api: Api, tracer: Tracer, { runId }: RunKey, { at, run }: Queued) {
    const { name } = run.pipeline;
    const attributes = { 'millrace.run_id': runId, 'millrace.pipeline': name };
    this.#api = api;
    this.#tracer = tracer;
    this.#run = tracer.startSpan(`run ${name}`, { startTime: at, attributes });
  }

  hear(event: RunEvent): void {
    switch (event.type) {
      case 'stageStarted':
        this.#begin(event, event.at, this.#run);
        break;
      case 'stageCompleted':
        this.#end(event, event.at, event.result);
        break;
      case 'jobQueued':
        this.#begin(event.ref, event.at, this.#open.get(nameOf({ ...event.ref, job: undefined })) ?? this.#run);
        break;
      case 'jobStarted':
        this.#open.get(nameOf(event.ref))?.addEvent('started', event.at);
        break;
      case 'jobCompleted':
        this.#end(event.ref, event.at, event.result);
        break;
      case 'jobAbandoned':
        this.#end(event.ref, event.at, 'abandoned');
        break;
      case 'runCompleted':
        for (const span of this.#open.values()) span.end(event.at);
        this.#finish(this.#run, event.at, event.result);
    }
  }

  #begin(place: Place, at: Instant, parent: Span): void {
    const { stage, job, attempt } = place;
    const attributes = { 'millrace.stage': stage, ...(job === undefined ? {} : { 'millrace.job': job }) };
    const options = { startTime: at, attributes: { ...attributes, 'millrace.attempt': attempt } };
    const below = this.#api.trace.setSpan(this.#api.ROOT_CONTEXT, parent);
    const name = job === undefined ? `stage ${stage}` : `job ${job}`;
    this.#open.set(nameOf(place), this.#tracer.startSpan(name, options, below));
  }

  #end(place: Place, at: Instant, result: string): void {
    const span = this.#open.get(nameOf(place));
    this.#open.delete(nameOf(place));
    if (span !== undefined) this.#finish(span, at, result);
  }

  #finish(span: Span, at: Instant, result: string): void {
    span.setAttribute('millrace.result', result);
    if (result === 'failed' || result === 'abandoned') span.setStatus({ code: this.#api.SpanStatusCode.ERROR });
    span.end(at);
  }
}

/** A stage has one attempt at a time, so its name will do. */
function nameOf({ stage, job, attempt }: Place): string {
  return JSON.stringify(job === undefined ? [stage] : [stage, job, attempt]);
}
