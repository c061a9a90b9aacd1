import assert from 'node:assert/strict';
import type { Result, RunResult } from '../../src/base/result.ts';
import type { Plan, PlanJob, PlanStage } from '../../src/plan/model.ts';
import type { Expansion, JobRef, RunEvent } from '../../src/run/events.ts';
import { conditionOf, type Verdict } from './conditions.ts';

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { readonly type: Type }>;

type Group = {
  readonly plan: PlanJob;
  attempt: number;
  result: Result | undefined;
  expansion: Expansion | undefined;
  /** By name: `running` from when an agent may have it. */
  jobs: Map<string, Result | 'waiting' | 'running'>;
  /** Legs that waited when somebody canceled them: they never run. */
  readonly canceled: Set<string>;
};

type Stage = {
  readonly plan: PlanStage;
  attempt: number;
  state: 'pending' | 'ready' | 'started';
  result: Result | undefined;
  isTriggered: boolean;
  isCanceling: boolean;
  readonly openChecks: Set<string>;
  readonly groups: Map<string, Group>;
};

const success = new Set<Result | undefined>(['succeeded', 'succeededWithIssues']);

/**
 * The rules of the reference, written down a second time over the events alone: each decision is compared with what the rules say about it
 * at that moment. Knows nothing of the product's state, expressions or results.
 */
export class ReferenceModel {
  readonly #stages: Map<string, Stage>;
  #isCanceling = false;
  #result: RunResult | undefined;

  constructor(plan: Plan) {
    this.#stages = new Map(plan.stages.map(stage => [stage.name, newStage(stage)]));
  }

  apply(event: RunEvent): void {
    switch (event.type) {
      case 'stageReady':
        this.#enterStage(event, true);
        this.#stage(event).state = 'ready';
        break;
      case 'stageStarted':
        this.#startStage(event);
        break;
      case 'stageCompleted':
        this.#completeStage(event);
        break;
      case 'gateOpened':
        for (const { id } of event.checks) this.#stage(event).openChecks.add(id);
        break;
      case 'checkReopened':
        this.#stage(event).openChecks.add(event.check);
        break;
      case 'checkCompleted':
        if (event.outcome === 'approved') this.#stage(event).openChecks.delete(event.check);
        break;
      case 'stageTriggered':
        this.#result = undefined;
        this.#stage(event).isTriggered = true;
        break;
      case 'stageCancelRequested':
        this.#stage(event).isCanceling = true;
        cancelLegs(this.#stage(event));
        break;
      case 'stageRetried':
        this.#retry(event);
        break;
      case 'jobExpanded':
        this.#enterGroup(event.ref, true);
        this.#group(event.ref).expansion = event.expansion;
        this.#group(event.ref).jobs = new Map(
          event.expansion.legs.map(leg => [`${event.ref.job}.${leg.name}`, 'waiting']),
        );
        break;
      case 'jobQueued':
        this.#queueJob(event.ref);
        break;
      case 'jobSkipped':
        this.#skipJob(event.ref);
        break;
      case 'jobAbandoned':
        if (this.#group(event.ref).jobs.size === 0) this.#enterGroup(event.ref, 'error');
        this.#endJob(event.ref, 'abandoned');
        break;
      case 'jobCompleted':
        this.#endJob(event.ref, event.result);
        break;
      case 'legsCompleted':
        this.#completeGroup(event);
        break;
      case 'cancelRequested':
        this.#isCanceling = true;
        for (const stage of this.#stages.values()) cancelLegs(stage);
        break;
      case 'runCompleted':
        this.#completeRun(event.result);
        break;
    }
  }

  #enterStage(event: { readonly stage: string }, expected: Verdict): void {
    const stage = this.#stage(event);
    assert.equal(stage.state, 'pending', `${event.stage} has its time once`);
    if (stage.plan.isManual === true) {
      assert.ok(stage.isTriggered, `${event.stage} is started by hand`);
      const { condition } = stage.plan;
      if (condition === undefined) {
        assert.equal(expected, true, `${event.stage} has no condition`);
        return;
      }
    } else {
      for (const name of stage.plan.dependsOn)
        assert.notEqual(this.#stages.get(name)?.result, undefined, `${event.stage} waits for ${name}`);
    }
    const before = [...this.#ancestors(stage)].map(name => this.#stages.get(name)?.result);
    const verdict = conditionOf(stage.plan.condition).judge(before, this.#isCanceling);
    assert.equal(verdict, expected, `the condition of ${event.stage} after ${before}`);
  }

  #startStage(event: EventOf<'stageStarted'>): void {
    const stage = this.#stage(event);
    if (stage.state === 'ready')
      assert.deepEqual([...stage.openChecks], [], `all checks of ${event.stage} have passed`);
    else this.#enterStage(event, true);
    stage.state = 'started';
  }

  #completeStage(event: EventOf<'stageCompleted'>): void {
    const stage = this.#stage(event);
    assert.equal(stage.result, undefined, `${event.stage} ends once`);
    if (stage.state === 'started') {
      const results = [...stage.groups.values()].map(group => group.result);
      assert.ok(!results.includes(undefined), `every job of ${event.stage} has ended`);
      const expected = worst(results.map(result => (result === 'abandoned' ? 'failed' : result)));
      assert.equal(
        event.result,
        stage.isCanceling ? 'canceled' : expected,
        `the result of ${event.stage} from ${results}`,
      );
    } else if (stage.state === 'pending' && event.result === 'skipped') this.#enterStage(event, false);
    else if (stage.state === 'pending' && event.result === 'failed') this.#enterStage(event, 'error');
    else if (event.result === 'canceled')
      assert.ok(this.#isCanceling || stage.isCanceling || stage.openChecks.size > 0);
    else assert.ok(stage.openChecks.size > 0, `a check of ${event.stage} failed`);
    stage.result = event.result;
  }

  #enterGroup(ref: JobRef, expected: Verdict): void {
    const stage = this.#stage(ref);
    const group = this.#group(ref);
    assert.equal(stage.state, 'started', `${ref.stage} has begun before ${ref.job}`);
    assert.deepEqual([group.result, group.jobs.size], [undefined, 0], `${ref.job} has its time once`);
    const before = group.plan.dependsOn.map(name => stage.groups.get(name)?.result);
    assert.ok(!before.includes(undefined), `${ref.job} waits for what it depends on`);
    const verdict = conditionOf(group.plan.condition).judge(before, this.#isCanceling || stage.isCanceling);
    assert.equal(verdict, expected, `the condition of ${ref.stage}/${ref.job} after ${before}`);
  }

  #queueJob(ref: JobRef): void {
    const group = this.#group(ref);
    if (group.expansion === undefined) this.#enterGroup(ref, true);
    else {
      assert.equal(group.jobs.get(ref.job), 'waiting', `${ref.job} is queued once`);
      assert.ok(!group.canceled.has(ref.job), `${ref.job} was canceled before it began`);
      assert.equal(hookVerdict(group, ref.job), 'run', `${ref.job} has its turn`);
    }
    group.jobs.set(ref.job, 'running');
    const limit = group.expansion?.maxParallel ?? 0;
    const running = [...group.jobs.values()].filter(state => state === 'running').length;
    assert.ok(limit === 0 || running <= limit, `no more than ${limit} legs of ${ref.job} run`);
  }

  #skipJob(ref: JobRef): void {
    const group = this.#group(ref);
    if (group.jobs.size === 0) {
      this.#enterGroup(ref, false);
      group.result = 'skipped';
    } else {
      assert.equal(hookVerdict(group, ref.job), 'skip', `${ref.job} is left out`);
      group.jobs.set(ref.job, 'skipped');
    }
  }

  #endJob(ref: JobRef, result: Result): void {
    const group = this.#group(ref);
    if (group.expansion === undefined) {
      assert.equal(group.result, undefined, `${ref.job} ends once`);
      group.result = result;
    } else assert.ok(['waiting', 'running'].includes(group.jobs.get(ref.job) ?? ''), `${ref.job} ends once`);
    group.jobs.set(ref.job, result);
  }

  #completeGroup({ ref, result }: EventOf<'legsCompleted'>): void {
    const group = this.#group(ref);
    const results = [...group.jobs.values()];
    assert.ok(!results.includes('waiting') && !results.includes('running'), `every leg of ${ref.job} has ended`);
    assert.equal(result, worst(results as Result[]), `the result of ${ref.job} from ${results}`);
    group.result = result;
  }

  #retry(event: EventOf<'stageRetried'>): void {
    const stage = this.#stage(event);
    assert.notEqual(stage.result, undefined, `${event.stage} was over`);
    assert.equal(event.attempt, stage.attempt + 1);
    const isForced = [...stage.groups.values()].every(
      ({ plan, jobs, result }) =>
        event.jobs.some(({ job }) => job === plan.name) || (jobs.size === 0 && result === undefined),
    );
    if (!isForced) {
      const expected = [...stage.groups.values()].filter(group => this.#isUnsuccessful(stage, group));
      assert.deepEqual(
        event.jobs.map(({ job }) => job),
        expected.map(({ plan }) => plan.name),
        'what did not succeed runs again',
      );
    }
    for (const { job, attempt, legs } of event.jobs) this.#retryGroup(stage, job, attempt, legs);
    Object.assign(stage, {
      attempt: event.attempt,
      state: 'pending',
      result: undefined,
      isTriggered: true,
      isCanceling: false,
    });
    stage.openChecks.clear();
    for (const { canceled } of stage.groups.values()) canceled.clear();
    for (const name of event.reopened) {
      const later = this.#stage({ stage: name });
      assert.equal(later.result, 'skipped', `${name} was skipped`);
      Object.assign(later, { state: 'pending', result: undefined });
      later.openChecks.clear();
      for (const [job, group] of later.groups) {
        assert.equal(group.jobs.size, 0, `${job} never began`);
        group.result = undefined;
      }
    }
    this.#result = undefined;
  }

  #retryGroup(stage: Stage, job: string, attempt: number, legs: readonly string[] | undefined): void {
    const group = stage.groups.get(job);
    assert.ok(group);
    assert.equal(attempt, group.attempt + 1);
    group.attempt = attempt;
    group.result = undefined;
    if (legs === undefined) {
      group.jobs = new Map();
      group.expansion = undefined;
    }
    for (const leg of legs ?? []) {
      assert.ok(!success.has(group.jobs.get(`${job}.${leg}`) as Result), `${leg} did not succeed`);
      group.jobs.set(`${job}.${leg}`, 'waiting');
    }
  }

  #isUnsuccessful(stage: Stage, { plan, result }: Group): boolean {
    if (result === 'failed' || result === 'canceled' || result === 'abandoned') return true;
    return plan.dependsOn.some(name => {
      const before = stage.groups.get(name);
      return before !== undefined && this.#isUnsuccessful(stage, before);
    });
  }

  #completeRun(result: RunResult): void {
    assert.equal(this.#result, undefined, 'the run ends once');
    const open = [...this.#stages.values()].filter(stage => stage.result === undefined);
    for (const stage of open) assert.ok(this.#isDormant(stage), `${stage.plan.name} waits for somebody to start it`);
    const results = [...this.#stages.values()].map(stage => stage.result);
    const expected = results.includes('failed') ? 'failed' : results.includes('canceled') ? 'canceled' : 'succeeded';
    assert.equal(result, this.#isCanceling ? 'canceled' : expected, `the result of the run from ${results}`);
    this.#result = result;
    this.#isCanceling = false;
  }

  #isDormant(stage: Stage): boolean {
    if (stage.result !== undefined) return false;
    if (stage.plan.isManual === true) return !stage.isTriggered;
    return stage.plan.dependsOn.some(name => this.#isDormant(this.#stage({ stage: name })));
  }

  #ancestors(stage: Stage, found = new Set<string>()): Set<string> {
    for (const name of stage.plan.dependsOn) {
      if (!found.has(name)) this.#ancestors(this.#stage({ stage: name }), found.add(name));
    }
    return found;
  }

  #stage({ stage }: { readonly stage: string }): Stage {
    const found = this.#stages.get(stage);
    assert.ok(found, `there is a stage ${stage}`);
    return found;
  }

  #group(ref: JobRef): Group {
    const found = this.#stage(ref).groups.get(ref.job.replace(/\..*/, ''));
    assert.ok(found, `there is a job ${ref.job}`);
    return found;
  }
}

function newStage(plan: PlanStage): Stage {
  const groups = plan.jobs.map((job): [string, Group] => [
    job.name,
    { plan: job, attempt: 1, result: undefined, expansion: undefined, jobs: new Map(), canceled: new Set() },
  ]);
  return {
    plan,
    attempt: 1,
    state: 'pending',
    result: undefined,
    isTriggered: false,
    isCanceling: false,
    openChecks: new Set(),
    groups: new Map(groups),
  };
}

function cancelLegs(stage: Stage): void {
  for (const { jobs, canceled } of stage.groups.values()) {
    for (const [name, state] of jobs) if (state === 'waiting') canceled.add(name);
  }
}

/** What the rules of a deployment say about a hook whose turn it may be. */
function hookVerdict(group: Group, name: string): 'run' | 'skip' | 'wait' {
  const legs = group.expansion?.legs ?? [];
  const resultOf = (leg: string) => group.jobs.get(`${group.plan.name}.${leg}`);
  const hook = legs.find(leg => `${group.plan.name}.${leg.name}` === name)?.hook;
  if (hook === undefined) return 'run';
  const main = legs.filter(leg => leg.hook !== undefined && !leg.hook.name.startsWith('on'));
  const isLast = hook.name.startsWith('on');
  const before = main.filter(leg => isLast || (leg.hook?.wave ?? 0) < hook.wave).map(leg => resultOf(leg.name));
  if (before.includes('waiting') || before.includes('running')) return 'wait';
  const isGood = before.every(result => success.has(result as Result));
  if (!isLast) return isGood ? 'run' : 'skip';
  const isBad = before.includes('failed') || before.includes('abandoned');
  if (hook.name === 'onFailure') return isBad ? 'run' : 'skip';
  return isGood ? 'run' : 'skip';
}

function worst(results: readonly (Result | undefined)[]): Result {
  const order: readonly Result[] = ['abandoned', 'failed', 'canceled', 'succeededWithIssues', 'succeeded'];
  return order.find(result => results.includes(result)) ?? 'skipped';
}
