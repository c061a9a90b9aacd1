import { unfoldedSteps } from '../../base/limits.ts';
import { skipNote } from '../../base/skip-note.ts';
import { activeJobs } from '../../run/state.ts';
import type { TimelineRecord } from '../../run/timeline.ts';
import { logAddress, runAddress } from './addresses.ts';
import { proofField } from './frame.ts';
import { issuesOf } from './issues.ts';
import { type Markup, markup } from './markup.ts';
import { hasOneUnnamedStage, type RunFacts } from './run-facts.ts';
import { isBad, sign, standingOfRecord, wordOf } from './state-words.ts';
import { recordTime } from './time-words.ts';
import type { Visit } from './visit.ts';

/** A run's stages, jobs and steps as a list of lists. */
export class RunTree {
  readonly #visit: Visit;
  readonly #facts: RunFacts;
  readonly #pools: ReadonlyMap<string, string>;
  readonly #isShort: boolean;
  readonly #attempt: string | undefined;

  /** `attempt` is the id of the timeline that the records are of, where that is one of an earlier attempt. */
  constructor(visit: Visit, facts: RunFacts, attempt?: string) {
    this.#visit = visit;
    this.#attempt = attempt;
    this.#facts = facts;
    this.#pools = waitingPools(facts);
    this.#isShort = facts.records.all.filter(({ type }) => type === 'Task').length <= unfoldedSteps;
  }

  markup(): Markup {
    const { records } = this.#facts;
    if (!hasOneUnnamedStage(records))
      return markup`<ol class="tree">${records.stages.map(stage => this.#stage(stage))}</ol>`;
    const [stage] = records.stages;
    const checks = stage === undefined ? '' : this.#checks(stage);
    const jobs = stage === undefined ? [] : records.jobsOf(stage);
    const earlier = stage === undefined ? '' : this.#earlier(stage);
    return markup`${earlier}${checks}<ol class="tree">${jobs.map(job => markup`<li>${this.#job(job)}</li>`)}</ol>`;
  }

  #stage(stage: TimelineRecord): Markup {
    const jobs = this.#facts.records.jobsOf(stage);
    return markup`<li>${this.#row(stage, markup`<h3>${stage.name}</h3>`, this.#stageForms(stage))}${whySkipped(stage)}${issuesOf(stage)}${this.#earlier(stage)}${this.#checks(stage)}
<ol>${jobs.map(job => markup`<li>${this.#job(job)}</li>`)}</ol></li>`;
  }

  #job(job: TimelineRecord): Markup {
    const steps = this.#facts.records.stepsOf(job);
    const row = this.#row(job, markup`<span class="job">${job.name}</span>`, this.#waitsFor(job));
    if (steps.length === 0) return markup`${row}${whySkipped(job)}${issuesOf(job)}`;
    const standing = standingOfRecord(job);
    const isOpen = this.#isShort || standing === 'running' || isBad(standing);
    return markup`<details id="J${job.id}"${isOpen ? markup` open` : ''}><summary>${row}</summary>${issuesOf(job)}
<ol>${steps.map(step => this.#step(job, step))}</ol></details>`;
  }

  #step(job: TimelineRecord, step: TimelineRecord): Markup {
    const { row } = this.#facts;
    const named = { job: job.id, step: step.id, attempt: this.#attempt };
    const href = logAddress(this.#visit, row.projectId, row.key.runId, named);
    const name =
      step.logId === null ? markup`${step.name}` : markup`<a id="S${step.id}" href="${href}">${step.name}</a>`;
    return markup`<li>${this.#row(step, name)}${issuesOf(step, href)}</li>`;
  }

  #row(record: TimelineRecord, name: Markup, after: Markup | string = ''): Markup {
    const time = recordTime(record.startTime, record.finishTime, this.#visit.now);
    const standing = standingOfRecord(record);
    const took = standing === 'skipped' || time === undefined ? wordOf(standing) : time;
    const attempt =
      record.attempt > 1 && record.type !== 'Task' ? markup` <span class="took">attempt ${record.attempt}</span>` : '';
    return markup`<div class="row">${sign(standing)}<span class="name">${name}${attempt}</span>${after}<span class="took">${took}</span></div>`;
  }

  /** The way to what a stage came to before it was tried again. */
  #earlier({ previousAttempts }: TimelineRecord): Markup | string {
    if (previousAttempts.length === 0 || this.#attempt !== undefined) return '';
    const { projectId, key } = this.#facts.row;
    const links = previousAttempts.map(
      ({ attempt, timelineId }) =>
        markup` <a href="${runAddress(this.#visit, projectId, key.runId, { attempt: timelineId })}">attempt ${attempt}</a>`,
    );
    return markup`<p class="note">Before:${links}</p>`;
  }

  /** What keeps a job from its start. */
  #waitsFor({ id, state }: TimelineRecord): Markup | string {
    const pool = state === 'pending' ? this.#pools.get(id) : undefined;
    return pool === undefined ? '' : markup`<span class="waits">waits for an agent of the pool ${pool}</span>`;
  }

  #checks(stage: TimelineRecord): Markup | string {
    const { records } = this.#facts;
    const checks = records.below(stage.id, 'Checkpoint').flatMap(({ id }) => records.below(id));
    if (checks.length === 0) return '';
    return markup`<ul class="notes" aria-label="Checks of ${stage.name}">${checks.map(
      check => markup`<li>${sign(standingOfRecord(check))}${check.name}${issuesOf(check)}</li>`,
    )}</ul>`;
  }

  #stageForms({ refName, name }: TimelineRecord): Markup | string {
    const stage = this.#facts.run.stages.get(refName ?? '');
    if (stage === undefined || this.#attempt !== undefined || !this.#visit.may('runPage.change')) return '';
    const isOver = stage.state === 'completed';
    const hasFailed = stage.result === 'failed' || stage.result === 'canceled' || stage.result === 'abandoned';
    if (isOver && hasFailed) return this.#form('retryStage', stage.plan.name, 'Retry', `Retry stage ${name}`);
    const waits = stage.state === 'pending' && stage.plan.isManual === true && !stage.isTriggered;
    if (waits) return this.#form('startStage', stage.plan.name, 'Run stage', `Run stage ${name}`);
    if (stage.state === 'inProgress' && this.#facts.run.stages.size > 1 && !stage.isCanceling)
      return this.#form('cancelStage', stage.plan.name, 'Cancel', `Cancel stage ${name}`);
    return '';
  }

  #form(what: string, stage: string, label: string, spoken: string): Markup {
    return markup`<form method="post">${proofField(this.#visit.proof ?? '')}<input type="hidden" name="do" value="${what}"><input type="hidden" name="stage" value="${stage}"><button aria-label="${spoken}">${label}</button></form>`;
  }
}

/** The pools that jobs wait for, by the job's record. */
function waitingPools({ run }: RunFacts): ReadonlyMap<string, string> {
  const waiting = [...activeJobs(run)].flatMap(([, job]) =>
    job.state === 'queued' ? [[job.dispatch.jobId, job.dispatch.pool] as const] : [],
  );
  return new Map<string, string>(waiting);
}

function whySkipped({ result, resultCode }: TimelineRecord): Markup | string {
  return result === 'skipped' && resultCode !== null
    ? markup`<p class="note"><bdi>${skipNote(resultCode)}</bdi></p>`
    : '';
}
