import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Result } from '../../src/base/result.ts';
import { runningServerSteps } from '../../src/run/agentless/answer-step.ts';
import type { Command } from '../../src/run/commands.ts';
import type { Identity, JobRef } from '../../src/run/events.ts';
import { fold } from '../../src/run/evolve.ts';
import { readyStages, waitingChecks } from '../../src/run/gate/answer-gate.ts';
import { jobsOf } from '../../src/run/state.ts';
import { TimelineView } from '../../src/run/timeline-view.ts';
import { Story } from '../run/story.ts';
import type { Random } from './random.ts';
import { environment, randomChecks, randomPlan } from './random-plan.ts';
import { ReferenceModel } from './reference-model.ts';

const minute = 60_000;
const wildSteps = 150;
const calmSteps = 3_000;
const results: readonly Result[] = ['succeeded', 'succeeded', 'succeeded', 'failed', 'canceled', 'succeededWithIssues'];

/**
 * A run of a random plan to which everything happens that may happen: agents that take jobs, vanish, repeat themselves and come late; people who
 * cancel, retry, start and answer; a clock that jumps. Then all of them behave, and the run has to end.
 */
export class SimulatedRun {
  readonly #random: Random;
  readonly #story: Story;
  readonly #reference: ReferenceModel;
  #at = 0;
  #told = 0;

  constructor(random: Random) {
    this.#random = random;
    const plan = randomPlan(random);
    this.#story = new Story(plan, {
      environments: { farm: environment },
      ...(random.below(2) === 0 ? { isGuarded: true } : {}),
    });
    this.#reference = new ReferenceModel(plan);
    this.#follow();
  }

  /** Throws where something does not hold that has to. */
  play(): void {
    for (let count = 0; count < wildSteps; count += 1) this.#wildStep();
    for (let count = 0; count < calmSteps && !this.#isOver; count += 1) this.#calmStep();
    assert.ok(this.#isOver, 'the run ends');
    this.#checkEnd();
  }

  get #isOver(): boolean {
    return this.#story.run.state === 'completed';
  }

  #tell(command: Command): void {
    this.#story.tell(command);
    this.#follow();
    // Who asks for checks may die before the answer is stored: then the stage is still ready, and somebody asks again.
    for (const { plan } of readyStages(this.#story.run)) {
      if (this.#random.below(10) === 0) continue;
      this.#story.tell({ type: 'openGate', at: this.#at, stage: plan.name, checks: randomChecks(this.#random) });
      this.#follow();
    }
  }

  #follow(): void {
    const { events } = this.#story;
    for (; this.#told < events.length; this.#told += 1) {
      const event = events[this.#told];
      if (event !== undefined) this.#reference.apply(event);
    }
  }

  #wildStep(): void {
    const random = this.#random;
    this.#at = Math.max(0, this.#at + random.pick([0, 1, 1_000, minute, 7 * minute, 40 * minute, -5 * minute]));
    const at = this.#at;
    const ref = this.#anyJob();
    switch (random.below(24)) {
      case 0:
        this.#tell({ type: 'tick', at });
        break;
      case 1:
        if (random.below(12) === 0) this.#tell({ type: 'cancel', at, by: somebody(random) });
        break;
      case 2:
        this.#tell({ type: 'loseAgent', at, ref, reason: 'lost' });
        break;
      case 3:
        if (random.below(3) === 0)
          this.#tell({ type: 'cancelStage', at, stage: this.#anyStage(), by: somebody(random) });
        break;
      case 4:
        this.#tell({
          type: 'retryStage',
          at,
          stage: this.#anyStage(),
          forceAllJobs: random.below(3) === 0,
          by: somebody(random),
        });
        break;
      case 5:
        this.#tell({ type: 'startStage', at, stage: this.#anyStage(), by: somebody(random) });
        break;
      case 6:
      case 7:
        this.#answerSomething(random.below(4) > 0);
        break;
      case 8:
      case 9:
      case 10:
      case 11:
      case 12:
        this.#finish(ref, random.pick(results));
        break;
      case 13:
      case 14:
      case 15:
      case 16:
        this.#tell({ type: 'startJob', at, ref });
        break;
      default:
        this.#tell({ type: 'assignJob', at, ref, agent: `agent ${random.below(3)}` });
    }
  }

  /** Everybody does what is to be done, and time passes. */
  #calmStep(): void {
    this.#at += minute;
    const at = this.#at;
    this.#tell({ type: 'tick', at });
    for (const [ref, job] of jobsOf(this.#story.run)) {
      if (job.state !== 'queued' && job.state !== 'assigned' && job.state !== 'inProgress') continue;
      if (job.dispatch.pool === 'server') continue;
      this.#tell({ type: 'assignJob', at, ref, agent: 'agent' });
      this.#tell({ type: 'startJob', at, ref });
      this.#finish(ref, this.#random.pick(results));
    }
    this.#answerSomething(true);
    for (const { plan } of readyStages(this.#story.run))
      this.#tell({ type: 'openGate', at, stage: plan.name, checks: randomChecks(this.#random) });
  }

  #finish(ref: JobRef, result: Result): void {
    const before = this.#story.events.length;
    this.#tell({ type: 'finishJob', at: this.#at, ref, result, outputs: {} });
    const [first] = this.#story.events.slice(before);
    if (first?.type !== 'jobCompleted') return;
    const isForgiven = this.#planOf(ref)?.continueOnError === 'true' && result === 'failed';
    assert.equal(first.result, isForgiven ? 'succeededWithIssues' : result);
  }

  #answerSomething(isApproved: boolean): void {
    const { run } = this.#story;
    const at = this.#at;
    for (const { check } of waitingChecks(run)) {
      if (check.check.kind === 'exclusiveLock')
        this.#tell({ type: 'settleLock', at, checkId: check.id, isHeld: isApproved });
      else
        for (const by of [person('ann'), person('bob')])
          this.#tell({ type: 'answerApproval', at, approvalId: check.id, isApproved, comment: '', by });
    }
    for (const { step } of runningServerSteps(run))
      this.#tell({
        type: 'answerValidation',
        at,
        recordId: step.id,
        approved: isApproved,
        comment: '',
        by: person('ann'),
      });
  }

  #anyStage(): string {
    return this.#random.pick([...this.#story.run.stages.keys()]);
  }

  /** A job that there is, or one that is long over or was never there. */
  #anyJob(): JobRef {
    const known = [...jobsOf(this.#story.run)].filter(
      ([, job]) => !('dispatch' in job) || job.dispatch?.pool !== 'server',
    );
    if (known.length === 0 || this.#random.below(30) === 0) return { stage: this.#anyStage(), job: 'j0', attempt: 7 };
    const [ref] = this.#random.pick(known);
    return this.#random.below(15) === 0 ? { ...ref, attempt: ref.attempt + this.#random.pick([-1, 1]) } : ref;
  }

  #planOf(ref: JobRef) {
    return this.#story.run.stages.get(ref.stage)?.groups.get(ref.job.replace(/\..*/, ''))?.plan;
  }

  #checkEnd(): void {
    const { events, run } = this.#story;
    assert.equal(events.at(-1)?.type, 'runCompleted');
    assert.ok(isDeepStrictEqual(fold(events), run), 'a crash loses nothing: the events alone give the state');
    const started = events.flatMap(event => (event.type === 'jobStarted' ? [JSON.stringify(event.ref)] : []));
    assert.equal(new Set(started).size, started.length, 'no attempt starts twice');
    // A job that was skipped in a stage that waits again may be skipped again, or run.
    const ended = events.flatMap(event =>
      event.type === 'jobCompleted' || event.type === 'jobAbandoned' ? [JSON.stringify(event.ref)] : [],
    );
    assert.equal(new Set(ended).size, ended.length, 'no attempt ends twice');
    for (const ref of started) assert.ok(ended.includes(ref), `${ref} ends`);
    this.#checkTimeline();
  }

  #checkTimeline(): void {
    const view = new TimelineView();
    for (const event of this.#story.events) view.apply(event);
    const { records } = view;
    const open = records.filter(record => record.state === 'inProgress');
    assert.deepEqual(open, [], 'the timeline has nothing in progress');
    const ids = new Set(records.map(({ id }) => id));
    assert.equal(ids.size, records.length, 'every record has an id of its own');
    for (const { parentId, name, previousAttempts } of records) {
      assert.ok(parentId === null || ids.has(parentId), `${name} stands below a record`);
      for (const earlier of previousAttempts)
        assert.ok(
          view.earlier(earlier.timelineId).some(({ id }) => id === earlier.recordId),
          `attempt ${earlier.attempt} of ${name} is kept`,
        );
    }
  }
}

function person(name: string): Identity {
  return { id: name, displayName: name, uniqueName: name };
}

function somebody(random: Random): Identity {
  return person(random.pick(['ann', 'bob', 'cid']));
}
