import type { Clock, Instant } from '../base/clock.ts';
import type { RecordId } from '../base/id.ts';
import type { Command } from '../run/commands.ts';
import type { JobRef, RunKey } from '../run/events.ts';
import type { LogStore } from '../run/logs.ts';
import { groupOf, type JobState, jobsOf, type Run } from '../run/state.ts';
import type { RecordChange, TimelineRecord } from '../run/timeline.ts';
import { playedSteps } from './played-steps.ts';
import { type JobOutcome, type JobProducts, outcomeIn, type Script } from './script.ts';
import { scriptFault } from './script-fault.ts';
import { stepRecords } from './step-records.ts';

export type PlayerPorts = {
  readonly clock: Clock;
  readonly logs: LogStore;
  readonly handle: (key: RunKey, commands: readonly Command[]) => Promise<Run | undefined>;
  readonly state: (key: RunKey) => Promise<Run | undefined>;
  readonly timeline: (key: RunKey) => Promise<readonly TimelineRecord[]>;
  /** Keeps what a job leaves with its run. */
  readonly keep: (key: RunKey, run: Run, ref: JobRef, products: JobProducts) => Promise<void>;
};

const agentName = 'emulator';

type Played = { readonly key: RunKey; readonly ref: JobRef; readonly outcome: JobOutcome; readonly dueAt: Instant };
type StartedJob = JobState & { readonly state: 'assigned' | 'inProgress' };

/** Stands in for an agent: takes the jobs that have an outcome, and ends them as told once their time is over. */
export class Player {
  readonly #ports: PlayerPorts;
  readonly #ofPipelines = new Map<number, Script>();
  readonly #ofRuns = new Map<number, Script>();
  readonly #playing = new Map<string, Played>();
  #turn: Promise<void> = Promise.resolve();

  constructor(ports: PlayerPorts) {
    this.#ports = ports;
  }

  /** Jobs of the pipeline's runs end as told from now on; `undefined` leaves them to agents again. */
  scriptPipeline(pipelineId: number, script: Script | undefined): void {
    if (script === undefined) this.#ofPipelines.delete(pipelineId);
    else this.#ofPipelines.set(pipelineId, script);
  }

  /**
   * Plays a run as told, as far as its jobs have outcomes and take no time; resolves when it has come so far. Throws an `Error` for a script that names
   * what the run does not have.
   */
  async playRun(key: RunKey, script: Script): Promise<void> {
    const run = await this.#ports.state(key);
    const fault = run && scriptFault(run, script);
    if (fault !== undefined) throw new Error(fault);
    this.#ofRuns.set(key.runId, script);
    return this.play(key);
  }

  /** Takes what a run has for this player, and whatever follows from it. Safe to call at any time: one is done after the other. */
  play(key: RunKey): Promise<void> {
    return this.#inTurn(() => this.#play(key));
  }

  /** Adds lines to the log of a step that is under way, by its name; the last one where none is named. Throws where there is none. */
  async log(key: RunKey, lines: readonly string[], step?: string): Promise<void> {
    const records = await this.#ports.timeline(key);
    const open = records.filter(({ type, state }) => type === 'Task' && state === 'inProgress');
    const id = open.findLast(({ name, refName }) => step === undefined || step === name || step === refName)?.logId;
    if (typeof id !== 'number')
      throw new Error(`Run ${key.runId} has no step${step === undefined ? '' : ` '${step}'`} under way that logs.`);
    await this.#append(key, id, lines, this.#ports.clock.now());
  }

  /** Ends the jobs whose time is over. */
  tick(): Promise<void> {
    return this.#inTurn(async () => {
      for (const [name, played] of [...this.#playing]) {
        if (played.dueAt > this.#ports.clock.now()) continue;
        this.#playing.delete(name);
        await this.#finish(played);
        await this.#play(played.key);
      }
    });
  }

  /** Whether anything may have to be played. */
  get isIdle(): boolean {
    return this.#ofPipelines.size === 0 && this.#ofRuns.size === 0;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #play(key: RunKey): Promise<void> {
    for (;;) {
      const run = await this.#ports.state(key);
      const script = run && (this.#ofRuns.get(key.runId) ?? this.#ofPipelines.get(run.queued.pipeline.id));
      if (run === undefined || script === undefined) return;
      if (run.state === 'completed') this.#ofRuns.delete(key.runId);
      const queued = [...jobsOf(run)].filter(([, job]) => job.state === 'queued');
      const next = queued.flatMap(([ref]) => {
        const outcome = outcomeIn(script, ref.stage, ref.job);
        return outcome === undefined ? [] : [{ ref, outcome }];
      });
      if (next.length === 0) return;
      for (const { ref, outcome } of next) await this.#start(key, ref, outcome);
    }
  }

  async #start(key: RunKey, ref: JobRef, outcome: JobOutcome): Promise<void> {
    const at = this.#ports.clock.now();
    const run = await this.#ports.handle(key, [
      { type: 'assignJob', at, ref, agent: agentName },
      { type: 'startJob', at, ref },
    ]);
    const job = run && jobIn(run, ref);
    if (run === undefined || job?.state !== 'inProgress' || job.agent !== agentName) return;
    const begun = { state: 'inProgress', startTime: new Date(at).toISOString(), workerName: agentName } as const;
    const id = job.dispatch.jobId as string as RecordId;
    const steps = outcome.state === 'inProgress' ? await this.#steps(key, run, ref, job, outcome) : [];
    await this.#ports.handle(key, [{ type: 'changeRecords', at, records: [{ id, ...begun }, ...steps] }]);
    if (outcome.state === 'inProgress') return this.#ports.keep(key, run, ref, outcome);
    const played = { key, ref, outcome, dueAt: at + (outcome.durationMs ?? 0) };
    if (played.dueAt <= at) await this.#finish(played);
    else this.#playing.set(`${key.runId}/${ref.stage}/${ref.job}/${ref.attempt}`, played);
  }

  async #finish({ key, ref, outcome }: Played): Promise<void> {
    const run = await this.#ports.state(key);
    const job = run && jobIn(run, ref);
    if (run === undefined || job?.state !== 'inProgress') return;
    const { result = 'succeeded', outputs = {}, issues = [] } = outcome;
    const at = this.#ports.clock.now();
    // A job that was told to stop meanwhile stops.
    const ended = job.cancel === undefined ? result : 'canceled';
    const steps = await this.#steps(key, run, ref, job, { ...outcome, result: ended });
    const record: RecordChange = {
      id: job.dispatch.jobId as string as RecordId,
      state: 'completed',
      result: ended,
      startTime: new Date(job.since).toISOString(),
      finishTime: new Date(at).toISOString(),
      issues: issues.map(issue => ({ ...issue, category: 'General', data: {} })),
      errorCount: issues.filter(({ type }) => type === 'error').length,
      warningCount: issues.filter(({ type }) => type === 'warning').length,
    };
    await this.#ports.keep(key, run, ref, outcome);
    await this.#ports.handle(key, [
      { type: 'changeRecords', at, records: [...steps, record] },
      { type: 'finishJob', at, ref, result: ended, outputs },
    ]);
  }

  #steps(key: RunKey, run: Run, ref: JobRef, job: StartedJob, outcome: JobOutcome): Promise<readonly RecordChange[]> {
    return stepRecords({
      jobId: job.dispatch.jobId as string as RecordId,
      steps: playedSteps(run, ref, job.dispatch.jobId),
      outcome,
      since: job.since,
      now: this.#ports.clock.now(),
      log: (lines, at) => this.#log(key, lines, at),
    });
  }

  async #log(key: RunKey, lines: readonly string[], at: Instant): Promise<number> {
    const { id } = await this.#ports.logs.create(key);
    await this.#append(key, id, lines, at);
    return id;
  }

  async #append(key: RunKey, log: number, lines: readonly string[], at: Instant): Promise<void> {
    const stamp = new Date(at).toISOString().replace('Z', '0000Z');
    const text = lines.map(line => `${stamp} ${line}\n`).join('');
    if (text !== '') await this.#ports.logs.append(key, log, Buffer.from(text));
  }
}

function jobIn(run: Run, ref: JobRef): JobState | undefined {
  return groupOf(run, ref)?.jobs.get(ref.job);
}
