import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { Result } from '../../src/base/result.ts';
import type { Plan, PlanJob } from '../../src/plan/model.ts';
import type { JobRef } from '../../src/run/events.ts';
import { fold } from '../../src/run/evolve.ts';
import { TimelineView } from '../../src/run/timeline-view.ts';
import { job, plan, stage } from '../run/plan-builder.ts';
import { Story } from '../run/story.ts';
import { Random } from './random.ts';

const seeds = 300;
const stepsPerRun = 2000;

test(`${seeds} seeded runs with lost, late and repeating agents all end, and no attempt runs twice`, () => {
  for (let seed = 1; seed <= seeds; seed += 1) {
    try {
      simulate(new Random(seed));
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
});

function simulate(random: Random): void {
  const story = new Story(randomPlan(random));
  let at = 0;
  for (let count = 0; count < stepsPerRun && story.run.state !== 'completed'; count += 1) {
    at += random.below(120_000);
    const ref = randomJob(random, story);
    switch (random.below(12)) {
      case 0:
        story.tell({ type: 'tick', at });
        break;
      case 1:
        if (random.below(20) === 0)
          story.tell({ type: 'cancel', at, by: { id: '1', displayName: 'Somebody', uniqueName: 's' } });
        break;
      case 2:
        story.tell({ type: 'loseAgent', at, ref, reason: 'lost' });
        break;
      case 3:
      case 4:
      case 5:
        story.tell({
          type: 'finishJob',
          at,
          ref,
          result: random.pick<Result>(['succeeded', 'failed', 'canceled', 'succeededWithIssues']),
          outputs: {},
        });
        break;
      case 6:
      case 7:
        story.tell({ type: 'startJob', at, ref });
        break;
      default:
        story.tell({ type: 'assignJob', at, ref, agent: `agent ${random.below(3)}` });
    }
  }
  check(story);
}

function check(story: Story): void {
  assert.equal(story.run.state, 'completed', 'the run ends');
  assert.ok(isDeepStrictEqual(fold(story.events), story.run), 'a crash loses nothing: the events alone give the state');
  const started = story.events.flatMap(event => (event.type === 'jobStarted' ? [JSON.stringify(event.ref)] : []));
  assert.equal(new Set(started).size, started.length, 'no attempt starts twice');
  const ended = story.events.filter(event => ['jobCompleted', 'jobAbandoned', 'jobSkipped'].includes(event.type));
  assert.equal(
    new Set(ended.map(event => JSON.stringify('ref' in event && event.ref))).size,
    ended.length,
    'no attempt ends twice',
  );
  assert.equal(story.events.at(-1)?.type, 'runCompleted');
  checkOrder(story);
  const view = new TimelineView();
  for (const event of story.events) view.apply(event);
  const open = view.records.filter(record => record.type === 'Job' && record.state !== 'completed');
  assert.deepEqual(open, [], 'the timeline has no job in progress');
}

/** No job is queued before what it depends on has completed. */
function checkOrder(story: Story): void {
  const done = new Set<string>();
  for (const event of story.events) {
    if (event.type === 'jobCompleted' || event.type === 'jobAbandoned' || event.type === 'jobSkipped')
      done.add(`${event.ref.stage}/${event.ref.job}`);
    if (event.type === 'stageCompleted') done.add(event.stage);
    if (event.type !== 'jobQueued') continue;
    const { stage: stageName, job: jobName } = event.ref;
    const stageState = story.run.stages.get(stageName);
    for (const before of stageState?.plan.dependsOn ?? [])
      assert.ok(done.has(before), `${stageName} waits for ${before}`);
    for (const before of stageState?.groups.get(jobName)?.plan.dependsOn ?? [])
      assert.ok(done.has(`${stageName}/${before}`), `${jobName} waits for ${before}`);
  }
}

function randomPlan(random: Random): Plan {
  const names = Array.from({ length: 1 + random.below(4) }, (_, index) => `S${index}`);
  return plan(
    names.map((name, index) =>
      stage(name, randomJobs(random), { dependsOn: subset(random, names.slice(0, index)), ...randomCondition(random) }),
    ),
  );
}

function randomJobs(random: Random): PlanJob[] {
  const names = Array.from({ length: 1 + random.below(5) }, (_, index) => `j${index}`);
  return names.map((name, index) =>
    job(name, {
      dependsOn: subset(random, names.slice(0, index)),
      continueOnError: String(random.below(4) === 0),
      timeoutInMinutes: random.pick(['', '1', '5']),
      cancelTimeoutInMinutes: '1',
      ...randomCondition(random),
    }),
  );
}

function randomCondition(random: Random): { condition: string | undefined } {
  return {
    condition: random.pick([
      undefined,
      undefined,
      undefined,
      'always()',
      'failed()',
      'succeededOrFailed()',
      "gt(1, 'x')",
      'canceled()',
    ]),
  };
}

function subset(random: Random, names: readonly string[]): string[] {
  return names.filter(() => random.below(3) === 0);
}

function randomJob(random: Random, story: Story): JobRef {
  const stages = [...story.run.stages.values()];
  const { plan: of } = random.pick(stages);
  return { stage: of.name, job: random.pick(of.jobs).name, attempt: random.below(15) === 0 ? 2 : 1 };
}
