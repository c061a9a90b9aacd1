import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Plan, PlanJob } from '../../src/plan/model.ts';
import { fold } from '../../src/run/evolve.ts';
import { TimelineView } from '../../src/run/timeline-view.ts';
import { job, plan, stage } from './plan-builder.ts';
import { Story } from './story.ts';

const by = { id: '1', displayName: 'Somebody', uniqueName: 'somebody' };

function view(story: Story): TimelineView {
  const timeline = new TimelineView();
  for (const event of story.events) timeline.apply(event);
  return timeline;
}

function startStage(story: Story, name: string): number {
  return story.tell({ type: 'startStage', at: story.now, stage: name, by }).length;
}

function retry(story: Story, name: string, forceAllJobs = false): number {
  return story.tell({ type: 'retryStage', at: story.now, stage: name, forceAllJobs, by }).length;
}

function attempts(story: Story): Record<string, number> {
  const groups = [...story.run.stages.values()].flatMap(each => [...each.groups.values()]);
  return Object.fromEntries(groups.flatMap(group => [...group.jobs].map(([name, { attempt }]) => [name, attempt])));
}

describe('a stage that is triggered by hand', () => {
  const manual = (): Plan =>
    plan([
      stage('A', [job('a')]),
      stage('M', [job('m')], { dependsOn: ['A'], isManual: true }),
      stage('Z', [job('z')], { dependsOn: ['M'] }),
    ]);

  test('does not hold the run, nor does what comes after it', () => {
    const story = new Story(manual());
    story.pass('A', 'a');
    assert.deepEqual([story.run.state, story.run.result], ['completed', 'succeeded']);
    assert.deepEqual(story.stages, { A: 'succeeded', M: 'pending', Z: 'pending' });
  });

  test('begins when somebody starts it, also after the run was over, and what comes after it follows', () => {
    const story = new Story(manual());
    story.pass('A', 'a');
    assert.ok(startStage(story, 'M') > 0);
    assert.equal(story.run.state, 'inProgress');
    story.pass('M', 'm');
    story.pass('Z', 'z', 'failed');
    assert.deepEqual([story.run.state, story.run.result], ['completed', 'failed']);
  });

  test('waits for no dependency', () => {
    const story = new Story(manual());
    startStage(story, 'M');
    assert.deepEqual(story.stages, { A: 'inProgress', M: 'inProgress', Z: 'pending' });
  });

  test('is started once, and not in a canceled run; other stages cannot be started', () => {
    const story = new Story(manual());
    assert.equal(startStage(story, 'A'), 0);
    assert.ok(startStage(story, 'M') > 0);
    assert.equal(startStage(story, 'M'), 0);
    const canceled = new Story(manual());
    canceled.tell({ type: 'cancel', at: 1, by });
    assert.equal(canceled.run.result, 'canceled');
    assert.equal(startStage(canceled, 'M'), 0);
  });

  test('a condition of its own still decides', () => {
    const story = new Story(plan([stage('M', [job('m')], { isManual: true, condition: 'false' })]));
    startStage(story, 'M');
    assert.deepEqual(story.stages, { M: 'skipped' });
  });
});

describe('one stage is canceled', () => {
  test('its jobs end, later ones run only under always(), and other stages go on', () => {
    const jobs = [job('a'), job('b', { dependsOn: ['a'] }), job('c', { dependsOn: ['a'], condition: 'canceled()' })];
    const story = new Story(plan([stage('A', jobs), stage('B', [job('x')])]));
    story.tell({ type: 'cancelStage', at: story.now, stage: 'A', by });
    assert.deepEqual(story.jobs, { 'A/a': 'canceled', 'A/b': 'skipped', 'A/c': 'queued', 'B/x': 'queued' });
    story.pass('A', 'c');
    story.pass('B', 'x');
    assert.deepEqual(story.stages, { A: 'canceled', B: 'succeeded' });
    assert.equal(story.run.result, 'canceled');
  });

  test('one that has not begun is over at once, and not twice', () => {
    const story = new Story(plan([stage('A', [job('a')]), stage('B', [job('b')], { dependsOn: ['A'] })]));
    story.tell({ type: 'cancelStage', at: story.now, stage: 'B', by });
    assert.deepEqual(story.stages, { A: 'inProgress', B: 'canceled' });
    assert.deepEqual(story.tell({ type: 'cancelStage', at: story.now, stage: 'B', by }), []);
  });
});

describe('a stage is tried again', () => {
  const diamond = (): Plan =>
    plan([
      stage('A', [
        job('good'),
        job('bad'),
        job('after', { dependsOn: ['bad'] }),
        job('beside', { dependsOn: ['good'] }),
      ]),
      stage('B', [job('b')], { dependsOn: ['A'] }),
      stage('C', [job('c')], { dependsOn: ['A'], condition: 'always()' }),
    ]);

  function failedOnce(): Story {
    const story = new Story(diamond());
    story.pass('A', 'good', 'succeeded', { 's.v': 'kept' });
    story.pass('A', 'bad', 'failed');
    story.pass('A', 'beside');
    story.pass('C', 'c');
    assert.deepEqual(story.stages, { A: 'failed', B: 'skipped', C: 'succeeded' });
    return story;
  }

  test('what failed and what depends on it runs again, what was skipped because of it waits again', () => {
    const story = failedOnce();
    assert.ok(retry(story, 'A') > 0);
    assert.deepEqual([story.run.state, story.run.result], ['inProgress', undefined]);
    assert.deepEqual(story.jobs, {
      'A/good': 'succeeded',
      'A/bad': 'queued',
      'A/after': 'pending',
      'A/beside': 'succeeded',
      'B/b': 'pending',
      'C/c': 'succeeded',
    });
    story.pass('A', 'bad', 'succeeded', {}, 2);
    story.pass('A', 'after', 'succeeded', {}, 2);
    story.pass('B', 'b');
    assert.equal(story.run.result, 'succeeded');
    assert.deepEqual(attempts(story), { good: 1, bad: 2, after: 2, beside: 1, b: 1, c: 1 });
    assert.equal(story.run.stages.get('A')?.attempt, 2);
  });

  test('a stage whose jobs were all skipped asks their conditions again', () => {
    const guarded = job('b', { condition: "eq(stageDependencies.A.a.result, 'Succeeded')" });
    const story = new Story(
      plan([stage('A', [job('a')]), stage('B', [guarded], { dependsOn: ['A'], condition: 'always()' })]),
    );
    story.pass('A', 'a', 'failed');
    assert.deepEqual(story.stages, { A: 'failed', B: 'skipped' });
    retry(story, 'A');
    const standing = view(story).records.filter(({ identifier }) => identifier === 'B' || identifier === 'B.b');
    assert.deepEqual(
      standing.map(({ state, startTime }) => [state, startTime]),
      [
        ['pending', null],
        ['pending', null],
      ],
    );
    story.pass('A', 'a', 'succeeded', {}, 2);
    assert.deepEqual(story.jobs, { 'A/a': 'succeeded', 'B/b': 'queued' });
  });

  test('the jobs of a stage that never began are skipped in the timeline, and wait when the stage does', () => {
    const story = failedOnce();
    const standing = (): unknown =>
      view(story)
        .records.filter(({ identifier }) => identifier === 'B.b')
        .map(({ type, state, result }) => [type, state, result]);
    assert.deepEqual(standing(), [['Phase', 'completed', 'skipped']]);
    retry(story, 'A');
    assert.deepEqual(standing(), [['Phase', 'pending', null]]);
  });

  test('what was skipped tells what its condition came to, until it waits again', () => {
    const story = failedOnce();
    const codes = (): unknown =>
      Object.fromEntries(
        view(story).records.map(({ identifier, type, resultCode }) => [`${type} ${identifier}`, resultCode]),
      );
    const skipped = 'Evaluating: succeeded()\nResult: False';
    const all = { 'Stage A': null, 'Phase A.good': null, 'Stage C': null, 'Stage B': skipped, 'Phase B.b': null };
    assert.partialDeepStrictEqual(codes(), { ...all, 'Phase A.after': skipped });
    retry(story, 'A');
    assert.partialDeepStrictEqual(codes(), { ...all, 'Stage B': null, 'Phase A.after': null });
  });

  test('a condition that cannot be evaluated fails its stage, which says why', () => {
    const story = new Story(plan([stage('A', [job('a')], { condition: "eq(format('{9}', 1), 1)" })]));
    assert.deepEqual(story.stages, { A: 'failed' });
    const [record] = view(story).records;
    assert.deepEqual(
      [record?.result, record?.errorCount, record?.issues.map(({ message }) => message)],
      ['failed', 1, ['The following format string references more arguments than were supplied: {9}']],
    );
  });

  test('a late report of the first attempt changes nothing', () => {
    const story = failedOnce();
    retry(story, 'A');
    assert.deepEqual(story.finish('A', 'bad', 'succeeded'), []);
  });

  test('all jobs run again when they are forced', () => {
    const story = failedOnce();
    retry(story, 'A', true);
    assert.deepEqual(story.jobs, {
      'A/good': 'queued',
      'A/bad': 'queued',
      'A/after': 'pending',
      'A/beside': 'pending',
      'B/b': 'pending',
      'C/c': 'succeeded',
    });
  });

  test('a stage that succeeded is tried again only when forced, one that runs never', () => {
    const story = new Story(plan([stage('A', [job('a')]), stage('B', [job('b')])]));
    story.pass('A', 'a');
    assert.equal(retry(story, 'A'), 0);
    assert.equal(retry(story, 'B', true), 0);
    assert.ok(retry(story, 'A', true) > 0);
  });

  test('only the legs that failed run again', () => {
    const strategy: PlanJob['strategy'] = { kind: 'matrix', legs: { x: {}, y: {} }, maxParallel: '' };
    const story = new Story(plan([stage('A', [job('m', { strategy }), job('z', { dependsOn: ['m'] })])]));
    story.pass('A', 'm.x', 'succeeded', { 's.v': 'of x' });
    story.pass('A', 'm.y', 'failed');
    retry(story, 'A');
    assert.deepEqual(attempts(story), { 'm.x': 1, 'm.y': 2 });
    story.pass('A', 'm.y', 'succeeded', {}, 2);
    assert.equal(story.jobs['A/z'], 'queued');
    const timeline = view(story);
    const legs = timeline.records.filter(record => record.refName === 'x' || record.refName === 'y');
    assert.deepEqual(
      legs.map(({ refName, attempt, previousAttempts }) => [refName, attempt, previousAttempts.length]),
      [
        ['x', 1, 0],
        ['y', 2, 1],
      ],
    );
  });

  test('the timeline shows the newest attempt and says where the earlier ones are', () => {
    const story = failedOnce();
    const before = view(story).records;
    retry(story, 'A');
    const { records } = view(story);
    const found = (type: string, refName: string) =>
      records.filter(record => record.type === type && record.refName === refName);
    const [stageRecord, ...none] = found('Stage', 'A');
    assert.deepEqual(none, []);
    assert.deepEqual([stageRecord?.attempt, stageRecord?.state, stageRecord?.result], [2, 'inProgress', null]);
    const [phase] = found('Phase', 'bad');
    const [bad] = found('Job', 'bad');
    assert.deepEqual(
      [phase?.attempt, phase?.parentId, bad?.attempt, bad?.parentId],
      [2, stageRecord?.id, 2, phase?.id],
    );
    assert.equal(found('Phase', 'good')[0]?.parentId, stageRecord?.id);
    assert.deepEqual(
      found('Stage', 'B').map(({ state, result }) => [state, result]),
      [['pending', null]],
    );
    const [earlier] = bad?.previousAttempts ?? [];
    assert.equal(earlier?.attempt, 1);
    const old = view(story).earlier(earlier?.timelineId ?? '');
    assert.equal(old.find(record => record.id === earlier?.recordId)?.result, 'failed');
    assert.ok(old.every(record => before.some(({ id }) => id === record.id)));
    assert.equal(new Set(records.map(({ id }) => id)).size, records.length);
  });

  test('a run that was canceled goes on', () => {
    const story = new Story(plan([stage('A', [job('a')])]));
    story.tell({ type: 'cancel', at: 1, by });
    assert.equal(story.run.result, 'canceled');
    retry(story, 'A');
    story.pass('A', 'a', 'succeeded', {}, 2);
    assert.deepEqual([story.run.state, story.run.result], ['completed', 'succeeded']);
    assert.deepEqual(fold(story.events), story.run);
  });
});
