import type { Instant } from '../base/clock.ts';
import { guidFromName, type RecordId } from '../base/id.ts';
import type { Result } from '../base/result.ts';
import type { JobLeg, JobRef, QueuedRun, RunEvent } from './events.ts';
import { jobIdOf } from './queue-job.ts';
import { groupName, legName } from './state.ts';
import type { RecordChange, TimelineRecord } from './timeline.ts';

/** A run's timeline as its events make it. Grows by `apply`; `records` is a view, in order of appearance. */
export class TimelineView {
  readonly #records = new Map<RecordId, TimelineRecord>();
  #run: QueuedRun | undefined;

  get records(): readonly TimelineRecord[] {
    return [...this.#records.values()];
  }

  apply(event: RunEvent): void {
    switch (event.type) {
      case 'runQueued':
        this.#begin(event.run);
        break;
      case 'stageStarted':
        this.#change(this.#stageId(event.stage), {
          state: 'inProgress',
          startTime: iso(event.at),
          attempt: event.attempt,
        });
        break;
      case 'stageCompleted':
        this.#finish(this.#stageId(event.stage), event.result, event.at);
        break;
      case 'jobExpanded':
        for (const [index, leg] of event.expansion.legs.entries()) this.#addLeg(event.ref, leg, index + 1);
        break;
      case 'legsCompleted':
        this.#finish(this.#phaseId(event.ref), event.result, event.at);
        break;
      case 'jobQueued':
        if (!this.#records.has(event.jobId as string as RecordId))
          this.#addJob(event.ref, event.jobId as string as RecordId);
        break;
      case 'jobStarted':
        this.#startPhase(event.ref, event.at);
        break;
      case 'jobSkipped':
        this.#finishJob(event.ref, 'skipped', event.at);
        break;
      case 'jobAbandoned':
        this.#finishJob(event.ref, 'abandoned', event.at, event.reason);
        break;
      case 'jobCompleted':
        this.#finishJob(event.ref, event.result, event.at, event.reason);
        break;
      case 'recordsChanged':
        for (const { id, ...change } of event.records) this.#change(id, change);
        break;
    }
  }

  #begin(run: QueuedRun): void {
    this.#run = run;
    run.plan.stages.forEach((stage, index) => {
      const id = this.#stageId(stage.name);
      this.#add({
        ...empty(id),
        type: 'Stage',
        name: stage.displayName,
        refName: stage.name,
        identifier: stage.name,
        order: index + 1,
      });
      stage.jobs.forEach((job, position) => {
        const ref = { stage: stage.name, job: job.name };
        this.#add({
          ...empty(this.#phaseId(ref)),
          parentId: id,
          type: 'Phase',
          name: job.displayName,
          refName: job.name,
          identifier: `${stage.name}.${job.name}`,
          order: position + 1,
        });
      });
    });
  }

  #addJob(ref: JobRef, id: RecordId): void {
    const phase = this.#records.get(this.#phaseId(ref));
    this.#add({
      ...empty(id),
      parentId: phase?.id ?? null,
      type: 'Job',
      name: phase?.name ?? ref.job,
      refName: ref.stage === '__default' && ref.job === 'Job' ? '__default' : ref.job,
      identifier: identifierOf(ref.stage, ref.job, '__default'),
      order: 1,
      attempt: ref.attempt,
    });
  }

  #addLeg(ref: JobRef, leg: JobLeg, order: number): void {
    const phase = this.#phaseId(ref);
    const id = jobIdOf(this.#queued().planId, { ...ref, job: legName(ref.job, leg.name) }) as string as RecordId;
    this.#add({
      ...empty(id),
      parentId: phase,
      type: 'Job',
      name: leg.displayName,
      refName: leg.name,
      identifier: identifierOf(ref.stage, ref.job, leg.name),
      order,
      attempt: ref.attempt,
    });
  }

  /** The record of a job's phase starts with the first of its jobs. */
  #startPhase(ref: JobRef, at: Instant): void {
    const id = this.#phaseId(ref);
    if (this.#records.get(id)?.state === 'pending') this.#change(id, { state: 'inProgress', startTime: iso(at) });
  }

  /** Ends the record of a job, and the phase's of one that has no legs. */
  #finishJob(ref: JobRef, result: Result, at: Instant, reason?: string): void {
    const job = this.#records.get(jobIdOf(this.#queued().planId, ref) as string as RecordId);
    const phase = this.#phaseId(ref);
    if (groupName(ref.job) === ref.job) this.#finish(phase, result, at);
    if (reason !== undefined) this.#blame(job?.id ?? phase, reason);
    if (job === undefined) return;
    this.#change(job.id, { state: 'completed', result, finishTime: job.finishTime ?? iso(at) });
    this.#closeBelow(job.id, result, at);
  }

  #blame(id: RecordId, reason: string): void {
    const { issues = [], errorCount = 0 } = this.#records.get(id) ?? {};
    this.#change(id, { issues: [...issues, errorIssue(reason)], errorCount: errorCount + 1 });
  }

  // Steps that a lost or canceled agent left open would stay in progress for ever.
  #closeBelow(parent: RecordId, result: Result, at: Instant): void {
    for (const record of this.#records.values()) {
      if (record.parentId !== parent || record.state === 'completed') continue;
      this.#finish(record.id, record.state === 'inProgress' ? result : 'skipped', at);
    }
  }

  #finish(id: RecordId, result: Result, at: Instant): void {
    this.#change(id, { state: 'completed', result, finishTime: iso(at) });
  }

  #add(record: TimelineRecord): void {
    this.#records.set(record.id, record);
  }

  #change(id: RecordId, change: Omit<RecordChange, 'id'>): void {
    const before = this.#records.get(id) ?? empty(id);
    const given = Object.entries(change).filter(([, value]) => value !== undefined && value !== null);
    this.#records.set(id, { ...before, ...Object.fromEntries(given) });
  }

  #stageId(stage: string): RecordId {
    return guidFromName(this.#planId(), stage) as RecordId;
  }

  #phaseId(ref: { readonly stage: string; readonly job: string }): RecordId {
    return guidFromName(this.#planId(), `${ref.stage}.${groupName(ref.job)}`) as RecordId;
  }

  #planId(): string {
    return this.#queued().planId;
  }

  #queued(): QueuedRun {
    if (this.#run === undefined) throw new Error("A run's first event is runQueued.");
    return this.#run;
  }
}

/** Steps-only pipelines have no stage to name. */
function identifierOf(stage: string, job: string, leg: string): string {
  return stage === '__default' ? `${job}.${leg}` : `${stage}.${job}.${leg}`;
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}

function errorIssue(message: string): TimelineRecord['issues'][number] {
  return { type: 'error', category: 'General', message, data: {} };
}

function empty(id: RecordId): TimelineRecord {
  return {
    id,
    parentId: null,
    type: 'Task',
    name: '',
    refName: null,
    identifier: null,
    order: null,
    attempt: 1,
    state: 'pending',
    result: null,
    resultCode: null,
    startTime: null,
    finishTime: null,
    percentComplete: null,
    currentOperation: null,
    workerName: null,
    logId: null,
    task: null,
    issues: [],
    errorCount: 0,
    warningCount: 0,
    variables: {},
  };
}
