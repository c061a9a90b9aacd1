import type { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Scrape } from '../../api/metrics.ts';
import type { RunEvent, RunKey } from '../../run/events.ts';
import type { Stores } from '../../run/ports/stores.ts';
import { RunTimes } from './run-times.ts';

export type MetricsPorts = { readonly organization: string; readonly stores: Stores };

/** Bounds of what runs take and jobs wait, in seconds: from a job of no steps to a day. */
const runBounds = [0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400];

/** Bounds of the durations of requests, in seconds: from what is kept in memory to a long poll. */
const durationBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

type Instruments = {
  readonly registry: Registry;
  readonly durations: Histogram<'method' | 'route' | 'status'>;
  readonly runDurations: Histogram<'result'>;
  readonly jobWaits: Histogram<'pool'>;
  readonly runs: Counter<'event' | 'result'>;
  readonly jobs: Counter<'event' | 'result'>;
  readonly requests: Gauge<'pool' | 'state'>;
  readonly agents: Gauge<'pool' | 'state'>;
};

/**
 * What this server did and has to do, for Prometheus. Runs and jobs are counted from the start, as plain numbers; the library is loaded, and
 * requests are watched, from the first time that somebody asks.
 */
export class Metrics {
  readonly #ports: MetricsPorts;
  readonly #runs = new Map<string, number>();
  readonly #jobs = new Map<string, number>();
  readonly #times = new RunTimes();
  #instruments: Promise<Instruments> | undefined;

  constructor(ports: MetricsPorts) {
    this.#ports = ports;
  }

  /** Counts what happened to a run, in the order in which it happened. */
  hear(key: RunKey, events: readonly RunEvent[]): void {
    for (const event of events) {
      this.#times.hear(key, event);
      if (event.type === 'runQueued') count(this.#runs, 'queued');
      else if (event.type === 'runCompleted') count(this.#runs, 'completed', event.result);
      else if (event.type === 'jobQueued') count(this.#jobs, 'queued');
      else if (event.type === 'jobCompleted') count(this.#jobs, 'completed', event.result);
      else if (event.type === 'jobAbandoned') count(this.#jobs, 'completed', 'abandoned');
    }
  }

  /** What `/metrics` answers. */
  readonly scrape: Scrape = async observe => {
    this.#instruments ??= newInstruments().then(instruments => {
      observe(() => ({ method, route, status, durationMs }) => {
        instruments.durations.observe({ method, route, status: String(status) }, durationMs / 1000);
      });
      return instruments;
    });
    const instruments = await this.#instruments;
    take(instruments.runs, this.#runs);
    take(instruments.jobs, this.#jobs);
    for (const { label, seconds } of this.#times.takeDurations())
      instruments.runDurations.observe({ result: label }, seconds);
    for (const { label, seconds } of this.#times.takeWaits()) instruments.jobWaits.observe({ pool: label }, seconds);
    await this.#look(instruments);
    return { type: instruments.registry.contentType, text: await instruments.registry.metrics() };
  };

  async #look({ requests, agents }: Instruments): Promise<void> {
    const { organization, stores } = this.#ports;
    const depths = await stores.queue.depth(organization);
    for (const { id, name: pool } of await stores.agents.pools(organization)) {
      const { waiting = 0, held = 0 } = depths.find(({ poolId }) => poolId === id) ?? {};
      requests.set({ pool, state: 'waiting' }, waiting);
      requests.set({ pool, state: 'running' }, held);
      const known = await stores.agents.agents(organization, id);
      const sessions = await Promise.all(known.map(agent => stores.agents.sessionOf(organization, agent.id)));
      const online = sessions.filter(session => session !== undefined).length;
      agents.set({ pool, state: 'online' }, online);
      agents.set({ pool, state: 'offline' }, known.length - online);
    }
  }
}

function count(numbers: Map<string, number>, event: string, result = ''): void {
  const name = `${event} ${result}`;
  numbers.set(name, (numbers.get(name) ?? 0) + 1);
}

function take(counter: Counter<'event' | 'result'>, numbers: ReadonlyMap<string, number>): void {
  counter.reset();
  for (const [name, number] of numbers) {
    const [event = '', result = ''] = name.split(' ');
    counter.inc({ event, result }, number);
  }
}

async function newInstruments(): Promise<Instruments> {
  const { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } = await import('prom-client');
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    durations: new Histogram({
      name: 'millrace_http_request_duration_seconds',
      help: 'How long requests took, by route, since metrics were first asked for.',
      labelNames: ['method', 'route', 'status'],
      buckets: durationBounds,
      registers,
    }),
    runDurations: new Histogram({
      name: 'millrace_run_duration_seconds',
      help: 'How long runs took that this server queued and completed, from their queueing.',
      labelNames: ['result'],
      buckets: runBounds,
      registers,
    }),
    jobWaits: new Histogram({
      name: 'millrace_job_wait_seconds',
      help: 'How long jobs that this server queued waited for an agent.',
      labelNames: ['pool'],
      buckets: runBounds,
      registers,
    }),
    runs: new Counter({
      name: 'millrace_runs_total',
      help: 'Runs that this server queued and completed.',
      labelNames: ['event', 'result'],
      registers,
    }),
    jobs: new Counter({
      name: 'millrace_jobs_total',
      help: 'Jobs that this server queued and completed.',
      labelNames: ['event', 'result'],
      registers,
    }),
    requests: new Gauge({
      name: 'millrace_job_requests',
      help: 'Jobs of the organization that wait for an agent, and that agents have.',
      labelNames: ['pool', 'state'],
      registers,
    }),
    agents: new Gauge({
      name: 'millrace_agents',
      help: 'Agents of the organization with and without a session.',
      labelNames: ['pool', 'state'],
      registers,
    }),
  };
}
