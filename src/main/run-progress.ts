import type { Instant } from '../base/clock.ts';
import type { PlanId } from '../base/id.ts';
import type { JobOutline, RunProgress, StageOutline } from '../cli/run-progress.ts';
import type { PlanJob, PlanStage } from '../plan/model.ts';
import type { JobLeg, JobRef, RunEvent } from '../run/events.ts';
import type { FeedLines } from '../run/feed.ts';
import { jobIdOf } from '../run/job-id.ts';
import { JobTimeouts } from '../run/job-timeouts.ts';
import { type OfferedStep, offeredSteps } from '../run/offered-steps.ts';
import { legName } from '../run/state.ts';
import type { RecordChange } from '../run/timeline.ts';
import { expandText } from '../run/variables.ts';
import { StepOutput } from './step-output.ts';

type Place = { readonly stage: string; readonly job: string };
type StepSeen = Place & {
  name: string;
  started: boolean;
  startedAt: string | undefined;
  /** What it said is wrong, until now: the record of its end need not say it again. */
  errors: readonly string[];
  readonly output: StepOutput;
  /** A step that the agent adds (`Initialize job`, …), or that is written not to run: told only when it fails. */
  readonly isAgents: boolean;
};

/** The one step that an agent adds which takes long and prints what people look for: images on their way. */
const containersStep = 'Initialize containers';

/** How much is kept of what steps print that are told only when they fail, in characters of their last lines. */
const keptChars = 4_000;

/** Nobody waits for a step that is written not to run, as `checkout: none` is. */
function isLeftOut({ condition }: OfferedStep): boolean {
  return condition?.trim().toLowerCase() === 'false';
}

/** Tells a run's events and live lines to the command line, in its words. */
export class ProgressTeller {
  readonly #tell: (progress: RunProgress) => void;
  readonly #jobs = new Map<string, Place>();
  readonly #steps = new Map<string, StepSeen>();
  readonly #stepsOfJobs = new Map<string, StepSeen[]>();
  readonly #since = new Map<string, Instant>();
  readonly #timeouts = new JobTimeouts();
  /** Jobs of the plan, by stage and name. */
  readonly #plans = new Map<string, PlanJob>();
  /** The last lines of steps that are not known yet, or told only when they fail, by the step's id. */
  readonly #kept = new Map<string, string>();
  #planId = '' as PlanId;
  #predefined: Readonly<Record<string, string>> = {};
  #hasArtifacts = false;
  #isCanceled = false;
  #hasTimedOut = false;
  #queuedAt: Instant = 0;

  constructor(tell: (progress: RunProgress) => void) {
    this.#tell = tell;
  }

  /** Live lines of a step. */
  lines({ stepId, lines }: FeedLines): void {
    this.output(stepId, Buffer.from(`${lines.join('\n')}\n`).toString('latin1'));
  }

  /**
   * Whole lines of a step, every character a byte of their UTF-8, as far as it printed them itself. What the agent says around them is left to
   * the log.
   */
  output(stepId: string, lines: string): void {
    const step = this.#steps.get(stepId);
    if (step === undefined || step.isAgents) {
      this.#kept.set(stepId, lastLines(`${this.#kept.get(stepId) ?? ''}${lines}`));
      return;
    }
    const text = step.output.of(lines);
    if (text === '') return;
    // Its record may come later than its lines.
    if (!step.started && step.output.name !== undefined) step.name = Buffer.from(step.output.name, 'latin1').toString();
    const { stage, job } = step;
    this.#startStep(stepId, step);
    this.#tell({ type: 'lines', stage, job, step: stepId, text });
  }

  /** Tells what was kept of a step. */
  #tellKept(id: string, { stage, job, output }: StepSeen): void {
    const text = output.of(this.#kept.get(id) ?? '');
    this.#kept.delete(id);
    if (text !== '') this.#tell({ type: 'lines', stage, job, step: id, text });
  }

  #startStep(id: string, step: StepSeen): void {
    if (step.started) return;
    step.started = true;
    const { stage, job, name } = step;
    this.#tell({ type: 'stepStarted', stage, job, step: id, name });
  }

  event(event: RunEvent): void {
    this.#timeouts.note(event);
    switch (event.type) {
      case 'runQueued': {
        const { run } = event;
        this.#queuedAt = event.at;
        this.#predefined = run.predefined;
        this.#hasArtifacts = run.hasArtifacts ?? false;
        const stages = run.plan.stages.map(stage => this.#outline(run.planId, stage));
        const message = run.plan.appendCommitMessageToRunName
          ? run.predefined['build.sourceVersionMessage']
          : undefined;
        const shown = message === undefined || message === '' ? {} : { commitMessage: message };
        this.#tell({ type: 'runQueued', name: run.name, pipeline: run.pipeline.name, ...shown, stages });
        break;
      }
      case 'stageStarted':
        this.#since.set(event.stage, event.at);
        this.#tell({ type: 'stageStarted', stage: event.stage });
        break;
      case 'stageCompleted':
        this.#tell({
          type: 'stageCompleted',
          stage: event.stage,
          result: event.result,
          seconds: this.#seconds(event.stage, event.at),
          ...(event.reason === undefined ? {} : { reason: event.reason }),
        });
        break;
      case 'jobExpanded':
        this.#expandJob(event.ref, event.expansion.legs);
        break;
      case 'jobQueued':
        this.#expandNames(event);
        break;
      case 'jobStarted':
        this.#since.set(nameOf(event.ref), event.at);
        this.#tell({ type: 'jobStarted', stage: event.ref.stage, job: event.ref.job });
        break;
      case 'jobSkipped':
        this.#jobCompleted(event.ref, 'skipped', event.at, event.reason === '' ? undefined : event.reason);
        break;
      case 'jobAbandoned':
        this.#jobCompleted(event.ref, 'abandoned', event.at, event.reason);
        break;
      case 'jobCompleted':
        this.#jobCompleted(event.ref, event.result, event.at, event.reason ?? this.#timeouts.reasonOf(event.ref));
        break;
      case 'cancelRequested':
        this.#isCanceled = true;
        break;
      case 'serverStepStarted':
      case 'serverStepCompleted':
        this.#record(serverStepRecord(event));
        break;
      case 'recordsChanged':
        if (event.details === undefined) for (const record of event.records) this.#record(record);
        break;
      case 'runCompleted':
        this.#runCompleted(event);
        break;
    }
  }

  #outline(planId: PlanId, stage: PlanStage): StageOutline {
    for (const job of stage.jobs) this.#plans.set(nameOf({ stage: stage.name, job: job.name }), job);
    this.#planId = planId;
    const jobs = stage.jobs.map(job => this.#jobOutline({ stage: stage.name, job: job.name, attempt: 1 }, job));
    return { name: stage.name, displayName: stage.displayName, jobs };
  }

  #expandJob(ref: JobRef, legs: readonly JobLeg[]): void {
    const plan = this.#plans.get(nameOf(ref));
    if (plan === undefined) return;
    const jobs = legs.map(leg => {
      const { displayName } = leg;
      return this.#jobOutline({ ...ref, job: legName(ref.job, leg.name) }, { ...plan, displayName }, leg);
    });
    this.#tell({ type: 'jobExpanded', stage: ref.stage, job: ref.job, jobs });
  }

  #jobOutline(ref: JobRef, plan: PlanJob, leg?: JobLeg): JobOutline {
    const place = { stage: ref.stage, job: ref.job };
    const jobId = jobIdOf(this.#planId, ref);
    this.#jobs.set(jobId, place);
    const steps = offeredSteps(plan, jobId, { leg, hasArtifacts: this.#hasArtifacts }).flatMap(step => {
      const name = step.displayName === '' ? step.task.name : step.displayName;
      this.#addStep(step.id, newStep(place, name, isLeftOut(step)));
      return isLeftOut(step) ? [] : { id: step.id, name };
    });
    return { name: ref.job, displayName: plan.displayName, steps };
  }

  #addStep(id: string, step: StepSeen): void {
    this.#steps.set(id, step);
    const job = nameOf(step);
    const others = this.#stepsOfJobs.get(job);
    if (others === undefined) this.#stepsOfJobs.set(job, [step]);
    else others.push(step);
  }

  /** Names with the variables that are known before the job begins. */
  #expandNames({ ref, variables }: Extract<RunEvent, { type: 'jobQueued' }>): void {
    for (const step of this.#stepsOfJobs.get(nameOf(ref)) ?? [])
      step.name = expandText(step.name, variables, this.#predefined);
  }

  #jobCompleted(
    ref: JobRef,
    result: Extract<RunProgress, { type: 'jobCompleted' }>['result'],
    at: Instant,
    reason?: string,
  ): void {
    const seconds = this.#seconds(nameOf(ref), at);
    const timedOut = result === 'canceled' && this.#timeouts.isOver(ref);
    if (timedOut) this.#hasTimedOut = true;
    this.#tell({
      type: 'jobCompleted',
      stage: ref.stage,
      job: ref.job,
      result,
      seconds,
      ...(reason === undefined ? {} : { reason }),
      ...(timedOut ? { timedOut } : {}),
    });
  }

  #runCompleted({ result, at }: Extract<RunEvent, { type: 'runCompleted' }>): void {
    const timedOut = result === 'canceled' && this.#hasTimedOut && !this.#isCanceled;
    const seconds = (at - this.#queuedAt) / 1000;
    this.#tell({ type: 'runCompleted', result, seconds, ...(timedOut ? { timedOut } : {}) });
  }

  #record(record: RecordChange): void {
    const step = this.#steps.get(record.id) ?? this.#newStep(record);
    if (step === undefined) return;
    if (record.name !== undefined && record.name !== '') step.name = record.name;
    if (record.startTime) step.startedAt = record.startTime;
    if (record.issues != null)
      step.errors = record.issues.filter(({ type }) => type === 'error').map(({ message }) => message);
    const { stage, job, name } = step;
    const begun = record.state === 'inProgress' || (record.state === 'completed' && record.result !== 'skipped');
    const isSilent = step.isAgents && (record.state !== 'completed' || record.result !== 'failed');
    if (begun && !isSilent) {
      this.#startStep(record.id, step);
      this.#tellKept(record.id, step);
    }
    if (record.state !== 'completed') return;
    this.#kept.delete(record.id);
    if (isSilent) return;
    const seconds = elapsedSeconds(step.startedAt, record.finishTime);
    this.#tell({
      type: 'stepCompleted',
      stage,
      job,
      step: record.id,
      name,
      result: record.result ?? 'succeeded',
      seconds,
      errors: step.errors,
    });
  }

  /** The agent's own steps (`Initialize job`, …) are not in the outline: they appear with their first record. */
  #newStep(record: RecordChange): StepSeen | undefined {
    const place = record.parentId == null ? undefined : this.#jobs.get(record.parentId);
    if (place === undefined) return undefined;
    const name = record.name ?? '';
    const isAgents = name !== containersStep;
    const step = newStep(place, name, isAgents);
    this.#steps.set(record.id, step);
    return step;
  }

  #seconds(name: string, at: Instant): number {
    const since = this.#since.get(name);
    return since === undefined ? 0 : (at - since) / 1000;
  }
}

function newStep(place: Place, name: string, isAgents: boolean): StepSeen {
  return { ...place, name, started: false, startedAt: undefined, errors: [], output: new StepOutput(), isAgents };
}

function lastLines(text: string): string {
  return text.length <= keptChars ? text : text.slice(text.indexOf('\n', text.length - keptChars) + 1);
}

function nameOf(place: Place): string {
  return `${place.stage}/${place.job}`;
}

function elapsedSeconds(from: string | undefined, to: string | null | undefined): number {
  return from === undefined || !to ? 0 : Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
}

/** What the record of a step without an agent becomes. */
function serverStepRecord(
  event: Extract<RunEvent, { type: 'serverStepStarted' | 'serverStepCompleted' }>,
): RecordChange {
  const { step, at } = event;
  const time = new Date(at).toISOString();
  if (event.type === 'serverStepStarted') return { id: step.id, name: step.name, state: 'inProgress', startTime: time };
  const { result, message } = event;
  const issues = message === undefined ? [] : [{ type: 'error', category: 'General', message, data: {} } as const];
  return { id: step.id, name: step.name, state: 'completed', result, finishTime: time, issues };
}
