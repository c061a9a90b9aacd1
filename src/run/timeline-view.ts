import type { Instant } from '../base/clock.ts';
import { guidFromName, type RecordId } from '../base/id.ts';
import type { Result } from '../base/result.ts';
import type { JobRef, QueuedRun, RunEvent } from './events.ts';
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
      case 'jobQueued':
        this.#addJob(event.ref, event.jobId as string as RecordId);
        break;
      case 'jobStarted':
        this.#change(this.#phaseId(event.ref), { state: 'inProgress', startTime: iso(event.at) });
        break;
      case 'jobSkipped':
        this.#finish(this.#phaseId(event.ref), 'skipped', event.at);
        break;
      case 'jobAbandoned':
        this.#finishJob(event.ref, 'abandoned', event.at, event.reason);
        break;
      case 'jobCompleted':
        this.#finishJob(event.ref, event.result, event.at);
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
      identifier: ref.stage === '__default' ? `${ref.job}.__default` : `${ref.stage}.${ref.job}.__default`,
      order: 1,
      attempt: ref.attempt,
    });
  }

  #finishJob(ref: JobRef, result: Result, at: Instant, reason?: string): void {
    this.#finish(this.#phaseId(ref), result, at);
    const job = this.#jobRecord(ref);
    if (job === undefined) return;
    const issues = reason === undefined ? job.issues : [...job.issues, errorIssue(reason)];
    this.#change(job.id, {
      state: 'completed',
      result,
      finishTime: job.finishTime ?? iso(at),
      issues,
      errorCount: job.errorCount + (reason === undefined ? 0 : 1),
    });
    this.#closeBelow(job.id, result, at);
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

  #jobRecord(ref: JobRef): TimelineRecord | undefined {
    const phase = this.#phaseId(ref);
    return this.records.find(record => record.parentId === phase && record.attempt === ref.attempt);
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
    return guidFromName(this.#planId(), `${ref.stage}.${ref.job}`) as RecordId;
  }

  #planId(): string {
    if (this.#run === undefined) throw new Error("A run's first event is runQueued.");
    return this.#run.planId;
  }
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
