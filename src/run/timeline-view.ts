import type { Instant } from '../base/clock.ts';
import type { RecordId, TimelineId } from '../base/id.ts';
import type { Result } from '../base/result.ts';
import { serverPoolName } from '../plan/job-parts.ts';
import type { Expansion, JobLeg, JobRef, QueuedRun, RetriedJob, RunEvent, ServerStepRef } from './events.ts';
import { jobIdentifier } from './job-id.ts';
import { JobTimeouts } from './job-timeouts.ts';
import { groupName, legName } from './state.ts';
import { GateRecords } from './timeline/gate-records.ts';
import { attemptTimelineId, jobRecordId, phaseRecordId, stageRecordId } from './timeline/record-ids.ts';
import { RecordTable } from './timeline/record-table.ts';
import type { PreviousAttempt, TimelineRecord } from './timeline.ts';

/** A run's timeline as its events make it. Grows by `apply`; `records` is a view of the newest attempts, in order of appearance. */
export class TimelineView {
  readonly #table = new RecordTable();
  readonly #gates = new GateRecords(this.#table);
  /** The newest attempt of each stage, and of each job of the plan by `stage.job`. */
  readonly #attempts = new Map<string, number>();
  /** Hooks of deployments that may come, by `stage.job`. */
  readonly #hooks = new Map<string, { readonly leg: JobLeg; readonly order: number }>();
  /** Jobs without an agent, by `stage.job`: nobody else tells when they begin. */
  readonly #serverJobs = new Set<string>();
  readonly #timeouts = new JobTimeouts();
  #run: QueuedRun | undefined;

  get records(): readonly TimelineRecord[] {
    return this.#table.all;
  }

  /** The records of an earlier attempt or of details, by the timeline's id that `previousAttempts` or `detailsId` gives. */
  earlier(timelineId: string): readonly TimelineRecord[] {
    return this.#table.setAside(timelineId);
  }

  apply(event: RunEvent): void {
    this.#timeouts.note(event);
    this.#table.nextChange();
    switch (event.type) {
      case 'runQueued':
        this.#begin(event.run);
        break;
      case 'stageStarted':
        this.#gates.pass(this.#stageId(event.stage), event.at);
        this.#table.start(this.#stageId(event.stage), event.at);
        break;
      case 'stageCompleted':
        this.#finishStage(event);
        break;
      case 'gateOpened':
        this.#gates.open(this.#stageId(event.stage), event.checks, event.at);
        break;
      case 'checkStarted':
        this.#table.start(event.check, event.at);
        break;
      case 'checkReopened':
        this.#gates.reopen(event.check);
        break;
      case 'checkCompleted':
        this.#gates.complete(event.check, event.outcome, event.at, event.message);
        break;
      case 'stageRetried':
        this.#retryStage(event);
        break;
      case 'jobExpanded':
        this.#expand(event.ref, event.expansion);
        break;
      case 'legsCompleted':
        this.#table.finish(this.#phaseId(event.ref), event.result, event.at);
        break;
      case 'jobQueued':
        this.#queueJob(event.ref, event.pool);
        break;
      case 'jobStarted':
        this.#table.start(this.#phaseId(event.ref), event.at);
        if (this.#serverJobs.has(nameOf(event.ref))) this.#table.start(this.#jobId(event.ref), event.at);
        break;
      case 'jobSkipped':
        this.#finishJob(event.ref, 'skipped', event.at);
        this.#explain(this.#phaseId(event.ref), event.reason);
        break;
      case 'jobAbandoned':
        this.#finishJob(event.ref, 'abandoned', event.at, event.reason);
        break;
      case 'jobCompleted':
        this.#finishJob(event.ref, event.result, event.at, event.reason ?? this.#timeouts.reasonOf(event.ref));
        break;
      case 'serverStepStarted':
        this.#addServerStep(event.ref, event.step);
        this.#table.start(event.step.id, event.at);
        break;
      case 'serverStepCompleted':
        this.#addServerStep(event.ref, event.step);
        if (event.message !== undefined) this.#table.blame(event.step.id, event.message);
        this.#table.start(event.step.id, event.at);
        this.#table.finish(event.step.id, event.result, event.at);
        break;
      case 'recordsChanged':
        this.#change(event);
        break;
    }
  }

  #finishStage({ stage, result, at, reason }: Extract<RunEvent, { type: 'stageCompleted' }>): void {
    const id = this.#stageId(stage);
    this.#gates.close(id, result, at);
    if (reason !== undefined && result === 'failed') this.#table.blame(id, reason);
    this.#table.finish(id, result, at);
    if (reason !== undefined && result === 'skipped') this.#explain(id, reason);
    this.#closePhases(id, result, at);
  }

  /** What was skipped tells by its result's code what its condition came to, as steps do. */
  #explain(id: RecordId, reason: string): void {
    if (reason !== '') this.#table.change(id, { resultCode: reason });
  }

  #change({ records, details }: Extract<RunEvent, { type: 'recordsChanged' }>): void {
    for (const { id, ...change } of records) {
      if (details === undefined) this.#table.change(id, change);
      else this.#table.changeAside(details, id, change);
    }
  }

  #begin(run: QueuedRun): void {
    this.#run = run;
    for (const [index, stage] of run.plan.stages.entries()) {
      const { name, displayName, jobs } = stage;
      const id = this.#stageId(name);
      this.#table.add({ id, type: 'Stage', name: displayName, refName: name, identifier: name, order: index + 1 });
      for (const [position, job] of jobs.entries()) {
        this.#table.add({
          id: this.#phaseId({ stage: name, job: job.name }),
          parentId: id,
          type: 'Phase',
          name: job.displayName,
          refName: job.name,
          identifier: `${name}.${job.name}`,
          order: position + 1,
        });
      }
    }
  }

  /** Legs of a matrix have their records from the beginning; the hooks of a deployment, like jobs, once they wait for an agent. */
  #expand(ref: JobRef, { kind, legs }: Expansion): void {
    for (const [index, leg] of legs.entries()) {
      const name = legName(ref.job, leg.name);
      if (kind === 'deployment') this.#hooks.set(`${ref.stage}.${name}`, { leg, order: index + 1 });
      else this.#addLeg(ref, leg, index + 1);
    }
  }

  #queueJob(ref: JobRef, pool: string): void {
    this.#addJob(ref);
    if (pool === serverPoolName) this.#serverJobs.add(nameOf(ref));
    else if (this.#table.get(this.#jobId(ref)) !== undefined) this.#table.change(this.#jobId(ref), { pool });
  }

  #addJob(ref: JobRef): void {
    const hook = this.#hooks.get(nameOf(ref));
    if (hook === undefined) this.#addPlainJob(ref);
    else this.#addLeg({ ...ref, job: groupName(ref.job) }, hook.leg, hook.order);
  }

  #addPlainJob(ref: JobRef): void {
    const id = jobRecordId(this.#queued.planId, ref);
    const phase = this.#table.get(this.#phaseId(ref));
    if (phase === undefined || this.#table.get(id) !== undefined) return;
    const { stage, job, attempt } = ref;
    const identifier = jobIdentifier(stage, job);
    this.#table.add({
      id,
      parentId: phase.id,
      type: 'Job',
      name: phase.name,
      refName: stage === '__default' && job === 'Job' ? '__default' : job,
      identifier,
      order: 1,
      attempt,
      previousAttempts: this.#earlierJobs(ref, identifier),
    });
  }

  #addLeg(ref: JobRef, leg: JobLeg, order: number): void {
    const identifier = jobIdentifier(ref.stage, ref.job, leg.name);
    this.#table.add({
      id: jobRecordId(this.#queued.planId, { ...ref, job: legName(ref.job, leg.name) }),
      parentId: this.#phaseId(ref),
      type: 'Job',
      name: leg.displayName,
      refName: leg.name,
      identifier,
      order,
      attempt: ref.attempt,
      previousAttempts: this.#earlierJobs(ref, identifier),
    });
  }

  /** The server writes the records of steps that no agent runs. */
  #addServerStep(ref: JobRef, { id, name, refName, task, index }: ServerStepRef): void {
    if (this.#table.get(id) !== undefined) return;
    const parentId = this.#jobId(ref);
    this.#table.add({ id, parentId, type: 'Task', name, refName, task, order: index + 1, attempt: ref.attempt });
  }

  /** Ends the record of a job, and the phase's of one that has no legs. */
  #finishJob(ref: JobRef, result: Result, at: Instant, reason?: string): void {
    const job = jobRecordId(this.#queued.planId, ref);
    const isJob = this.#table.get(job) !== undefined;
    const phase = this.#phaseId(ref);
    if (groupName(ref.job) === ref.job) this.#table.finish(phase, result, at);
    if (reason !== undefined) this.#table.blame(isJob ? job : phase, reason);
    if (!isJob) return;
    this.#table.finish(job, result, at);
    this.#table.closeBelow(job, result, at);
  }

  /** The stage and what is to run again get records of a new attempt; the old ones are set aside. */
  #retryStage({ stage, attempt, jobs, reopened }: Extract<RunEvent, { type: 'stageRetried' }>): void {
    const before = this.#table.get(this.#stageId(stage));
    const aside = attemptTimelineId(this.#queued.timelineId, stage, attempt - 1);
    this.#attempts.set(stage, attempt);
    const id = this.#stageId(stage);
    if (before !== undefined) this.#renew(before, id, null, attempt, aside);
    for (const job of jobs) this.#retryJob(stage, job, aside);
    for (const child of before === undefined ? [] : this.#table.childrenOf(before.id)) {
      if (child.type === 'Phase') this.#table.change(child.id, { parentId: id });
      else this.#table.retire(child.id, aside);
    }
    for (const name of reopened) this.#reopen(this.#stageId(name));
  }

  #retryJob(stage: string, { job, attempt, legs }: RetriedJob, aside: TimelineId): void {
    const before = this.#table.get(this.#phaseId({ stage, job }));
    if (before === undefined) return;
    this.#attempts.set(`${stage}.${job}`, attempt);
    const id = this.#phaseId({ stage, job });
    const old = this.#table.childrenOf(before.id);
    this.#renew(before, id, this.#stageId(stage), attempt, aside);
    for (const record of old) {
      const isKept = legs !== undefined && !legs.some(leg => record.refName === leg);
      if (isKept) this.#table.change(record.id, { parentId: id });
      else this.#retireJob(record, { stage, job, attempt }, legs !== undefined, aside);
    }
  }

  #retireJob(record: TimelineRecord, group: JobRef, isLeg: boolean, aside: TimelineId): void {
    const { refName, type } = record;
    this.#table.retire(record.id, aside);
    if (!isLeg || refName === null || type !== 'Job') return;
    const ref = { ...group, job: legName(group.job, refName) };
    const id = jobRecordId(this.#queued.planId, ref);
    const { name, identifier, order, attempt } = record;
    const previousAttempts = [...record.previousAttempts, { attempt, timelineId: aside, recordId: record.id }];
    const parentId = this.#phaseId(group);
    this.#table.add({ id, parentId, type, name, refName, identifier, order, attempt: ref.attempt, previousAttempts });
  }

  #renew(
    before: TimelineRecord,
    id: RecordId,
    parentId: RecordId | null,
    attempt: number,
    timelineId: TimelineId,
  ): void {
    this.#table.copyAside(before, timelineId);
    const { previousAttempts, id: recordId } = before;
    this.#table.replace(recordId, {
      ...before,
      id,
      parentId,
      attempt,
      previousAttempts: [...previousAttempts, { attempt: before.attempt, timelineId, recordId }],
      state: 'pending',
      result: null,
      resultCode: null,
      startTime: null,
      finishTime: null,
      issues: [],
      errorCount: 0,
    });
  }

  /** A stage that was skipped because of one that is tried again. */
  #reopen(id: RecordId): void {
    const record = this.#table.get(id);
    for (const child of this.#table.childrenOf(id)) {
      if (child.type === 'Phase') this.#table.replace(child.id, waiting(child));
      else this.#table.remove(child.id);
    }
    if (record !== undefined) this.#table.replace(id, waiting(record));
  }

  /** Nobody tells of the jobs of a stage that never began. */
  #closePhases(stage: RecordId, result: Result, at: Instant): void {
    for (const child of this.#table.childrenOf(stage)) {
      if (child.type !== 'Phase' || child.state !== 'pending') continue;
      this.#table.finish(child.id, result === 'canceled' ? 'canceled' : 'skipped', at);
    }
  }

  /** Where the earlier attempts of a job are: in the timelines of the earlier attempts of its phase. */
  #earlierJobs(ref: JobRef, identifier: string): readonly PreviousAttempt[] {
    const phases = this.#table.get(this.#phaseId(ref))?.previousAttempts ?? [];
    return phases.flatMap(({ timelineId }) =>
      this.earlier(timelineId)
        .filter(record => record.type === 'Job' && record.identifier === identifier)
        .map(({ attempt, id: recordId }) => ({ attempt, timelineId, recordId })),
    );
  }

  #stageId(stage: string): RecordId {
    return stageRecordId(this.#queued.planId, stage, this.#attempts.get(stage) ?? 1);
  }

  #phaseId(ref: { readonly stage: string; readonly job: string }): RecordId {
    const attempt = this.#attempts.get(`${ref.stage}.${groupName(ref.job)}`) ?? 1;
    return phaseRecordId(this.#queued.planId, { ...ref, attempt });
  }

  #jobId(ref: JobRef): RecordId {
    return jobRecordId(this.#queued.planId, ref);
  }

  get #queued(): QueuedRun {
    if (this.#run === undefined) throw new Error("A run's first event is runQueued.");
    return this.#run;
  }
}

function waiting(record: TimelineRecord): TimelineRecord {
  return { ...record, state: 'pending', result: null, resultCode: null, startTime: null, finishTime: null };
}

function nameOf({ stage, job }: JobRef): string {
  return `${stage}.${job}`;
}
