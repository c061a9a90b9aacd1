import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cancelGraceMs } from '../../src/base/limits.ts';
import { TimelineView } from '../../src/run/timeline-view.ts';
import { job, plan, stage } from './plan-builder.ts';
import { Story } from './story.ts';

const somebody = { id: '1', displayName: 'Somebody', uniqueName: 'somebody' };

describe('a run goes through its graph', () => {
  test('jobs of a stage start at once, stages one after the other', () => {
    const story = new Story(plan([stage('A', [job('a'), job('b')]), stage('B', [job('c')], { dependsOn: ['A'] })]));
    assert.deepEqual(story.jobs, { 'A/a': 'queued', 'A/b': 'queued', 'B/c': 'pending' });
    story.pass('A', 'a');
    story.pass('A', 'b');
    assert.deepEqual(story.stages, { A: 'succeeded', B: 'inProgress' });
    story.pass('B', 'c');
    assert.equal(story.run.state, 'completed');
    assert.equal(story.run.result, 'succeeded');
  });

  test('a failed job skips what depends on it, and fails the run', () => {
    const story = new Story(
      plan([stage('A', [job('a'), job('b', { dependsOn: ['a'] })]), stage('B', [job('c')], { dependsOn: ['A'] })]),
    );
    story.pass('A', 'a', 'failed');
    assert.deepEqual(story.jobs, { 'A/a': 'failed', 'A/b': 'skipped', 'B/c': 'pending' });
    assert.deepEqual(story.stages, { A: 'failed', B: 'skipped' });
    assert.equal(story.run.result, 'failed');
  });

  test('a condition of its own replaces the default one', () => {
    const conditions = {
      always: 'always()',
      failed: 'failed()',
      literal: "eq('a', 'A')",
      never: 'false',
      named: "failed('a')",
    };
    const jobs = Object.entries(conditions).map(([name, condition]) => job(name, { dependsOn: ['a'], condition }));
    const story = new Story(plan([stage('A', [job('a'), ...jobs])]));
    story.pass('A', 'a', 'failed');
    assert.deepEqual(story.jobs, {
      'A/a': 'failed',
      'A/always': 'queued',
      'A/failed': 'queued',
      'A/literal': 'queued',
      'A/never': 'skipped',
      'A/named': 'queued',
    });
  });

  test('continueOnError turns a failure into issues, which count as success', () => {
    const story = new Story(
      plan([stage('A', [job('a', { continueOnError: 'true' }), job('b', { dependsOn: ['a'] })])]),
    );
    story.pass('A', 'a', 'failed');
    assert.deepEqual(story.jobs, { 'A/a': 'succeededWithIssues', 'A/b': 'queued' });
  });

  test('a condition that cannot be evaluated abandons the job; afterwards only always() runs', () => {
    const jobs = [
      job('a', { condition: "gt(1, 'x')" }),
      job('b', { dependsOn: ['a'], condition: 'failed()' }),
      job('c', { dependsOn: ['a'], condition: 'always()' }),
    ];
    const story = new Story(plan([stage('A', jobs)]));
    assert.deepEqual(story.jobs, { 'A/a': 'abandoned', 'A/b': 'skipped', 'A/c': 'queued' });
    story.pass('A', 'c');
    assert.equal(story.run.result, 'failed');
  });

  test('outputs reach conditions and variables of jobs and stages', () => {
    const story = new Story(
      plan([
        stage('A', [job('a'), job('b', { dependsOn: ['a'], condition: "eq(dependencies.a.outputs['s.v'], '1')" })]),
        stage(
          'B',
          [
            job('c', {
              variables: [{ name: 'got', value: "$[ stageDependencies.A.a.outputs['s.v'] ]", readonly: false }],
            }),
          ],
          {
            dependsOn: ['A'],
            condition: "eq(dependencies.A.outputs['a.s.v'], '1')",
          },
        ),
      ]),
    );
    story.pass('A', 'a', 'succeeded', { 's.v': '1' });
    story.pass('A', 'b');
    const queued = story.events.find(event => event.type === 'jobQueued' && event.ref.job === 'c');
    assert.equal(queued?.type === 'jobQueued' ? queued.variables.got?.value : undefined, '1');
  });

  test('a stage to skip is skipped, and what follows it comes after what it came after', () => {
    const story = new Story(
      plan([
        stage('A', [job('a')]),
        stage('B', [job('b')], { dependsOn: ['A'] }),
        stage('C', [job('c')], { dependsOn: ['B'] }),
        stage('D', [job('d')], { dependsOn: ['C'], condition: "eq(dependencies.A.outputs['a.s.v'], '1')" }),
        stage('E', [job('e')], { dependsOn: ['C'], condition: "eq(dependencies.C.result, 'Skipped')" }),
        stage('F', [job('f')], { dependsOn: ['C'], condition: 'failed()' }),
      ]),
      { stagesToSkip: ['b', 'C'] },
    );
    assert.deepEqual(story.stages, {
      A: 'inProgress',
      B: 'pending',
      C: 'pending',
      D: 'pending',
      E: 'pending',
      F: 'pending',
    });
    story.pass('A', 'a', 'succeeded', { 's.v': '1' });
    const rest = { D: 'inProgress', E: 'inProgress', F: 'skipped' };
    assert.deepEqual(story.stages, { A: 'succeeded', B: 'skipped', C: 'skipped', ...rest });
  });

  test('what follows a skipped first stage begins, and one that waits for a skipped manual stage waits for what is before', () => {
    const first = new Story(plan([stage('A', [job('a')]), stage('B', [job('b')], { dependsOn: ['A'] })]), {
      stagesToSkip: ['A'],
    });
    assert.deepEqual(first.stages, { A: 'skipped', B: 'inProgress' });
    const manual = { dependsOn: ['A'], isManual: true };
    const later = new Story(
      plan([stage('A', [job('a')]), stage('M', [job('m')], manual), stage('Z', [job('z')], { dependsOn: ['M'] })]),
      { stagesToSkip: ['M'] },
    );
    assert.deepEqual(later.stages, { A: 'inProgress', M: 'skipped', Z: 'pending' });
    later.pass('A', 'a', 'failed');
    assert.deepEqual(later.stages, { A: 'failed', M: 'skipped', Z: 'skipped' });
  });

  test('a failure before a skipped stage is one before what follows it', () => {
    const story = new Story(
      plan([
        stage('A', [job('a')]),
        stage('B', [job('b')], { dependsOn: ['A'] }),
        stage('C', [job('c')], { dependsOn: ['B'] }),
        stage('D', [job('d')], { dependsOn: ['B'], condition: 'failed()' }),
      ]),
      { stagesToSkip: ['B'] },
    );
    story.pass('A', 'a', 'failed');
    assert.deepEqual(story.stages, { A: 'failed', B: 'skipped', C: 'skipped', D: 'inProgress' });
  });
});

describe('a run is canceled', () => {
  test('waiting jobs end, running ones are told, later ones run only under always()', () => {
    const story = new Story(
      plan([
        stage('A', [job('waiting'), job('running')]),
        stage('B', [job('b')], { dependsOn: ['A'] }),
        stage('C', [job('c')], { dependsOn: ['B'], condition: 'always()' }),
      ]),
    );
    story.assign('A', 'running');
    story.start('A', 'running');
    story.tell({ type: 'cancel', at: story.now, by: somebody });
    assert.equal(story.run.state, 'canceling');
    assert.deepEqual(story.jobs, {
      'A/waiting': 'canceled',
      'A/running': 'inProgress',
      'B/b': 'pending',
      'C/c': 'pending',
    });
    story.finish('A', 'running', 'canceled');
    assert.deepEqual(story.stages, { A: 'canceled', B: 'skipped', C: 'inProgress' });
    story.pass('C', 'c');
    assert.equal(story.run.result, 'canceled');
  });

  test('a second cancel, and commands after the end, change nothing', () => {
    const story = new Story(plan([stage('A', [job('a')])]));
    story.tell({ type: 'cancel', at: 1, by: somebody });
    assert.equal(story.run.result, 'canceled');
    assert.deepEqual(story.tell({ type: 'cancel', at: 2, by: somebody }), []);
    assert.deepEqual(story.finish('A', 'a', 'succeeded'), []);
    assert.deepEqual(story.tell({ type: 'tick', at: 1e12 }), []);
  });
});

describe('time passes', () => {
  const minute = 60_000;

  test('a job past its timeout is told to stop, and counts as lost when it does not', () => {
    const story = new Story(plan([stage('A', [job('a', { timeoutInMinutes: '2', cancelTimeoutInMinutes: '1' })])]));
    story.assign('A', 'a');
    const started = story.now;
    story.start('A', 'a');
    assert.deepEqual(story.tell({ type: 'tick', at: started + 2 * minute - 1 }), []);
    const told = story.tell({ type: 'tick', at: started + 2 * minute });
    assert.deepEqual(
      told.map(event => event.type),
      ['jobCancelRequested'],
    );
    assert.deepEqual(story.tell({ type: 'tick', at: started + 3 * minute }), []);
    story.tell({ type: 'tick', at: started + 3 * minute + cancelGraceMs });
    assert.deepEqual(story.jobs, { 'A/a': 'abandoned' });
    assert.equal(story.run.result, 'failed');
  });

  test('a job that was canceled because it took too long says so on its record, and no other does', () => {
    const story = new Story(plan([stage('A', [job('a', { timeoutInMinutes: '2' }), job('b')])]));
    for (const name of ['a', 'b']) {
      story.assign('A', name);
      story.start('A', name);
    }
    story.tell({ type: 'tick', at: story.now + 2 * minute });
    story.finish('A', 'a', 'canceled');
    story.finish('A', 'b', 'canceled');
    const view = new TimelineView();
    for (const event of story.events) view.apply(event);
    const issues = view.records
      .filter(({ type }) => type === 'Job')
      .map(({ name, issues: found }) => [name, found[0]?.message]);
    const text =
      'The job running on agent agent ran longer than the maximum time of 2 minutes. For more information, see https://go.microsoft.com/fwlink/?linkid=2077134';
    assert.deepEqual(issues, [
      ['a', text],
      ['b', undefined],
    ]);
  });

  test('a timeout of 0 is none', () => {
    const story = new Story(plan([stage('A', [job('a', { timeoutInMinutes: '0' })])]));
    story.assign('A', 'a');
    story.start('A', 'a');
    assert.deepEqual(story.tell({ type: 'tick', at: 1e12 }), []);
  });
});

describe('an agent is lost', () => {
  test('before it has begun, the job waits for another', () => {
    const story = new Story(plan([stage('A', [job('a')])]));
    story.assign('A', 'a');
    story.tell({ type: 'loseAgent', at: story.now, ref: { stage: 'A', job: 'a', attempt: 1 }, reason: 'gone' });
    assert.deepEqual(story.jobs, { 'A/a': 'queued' });
    story.pass('A', 'a');
    assert.equal(story.run.result, 'succeeded');
  });

  test('once it has begun, the job is abandoned and its late report is ignored', () => {
    const story = new Story(plan([stage('A', [job('a')])]));
    story.assign('A', 'a');
    story.start('A', 'a');
    story.tell({ type: 'loseAgent', at: story.now, ref: { stage: 'A', job: 'a', attempt: 1 }, reason: 'gone' });
    assert.deepEqual(story.jobs, { 'A/a': 'abandoned' });
    assert.deepEqual(story.finish('A', 'a', 'succeeded'), []);
    assert.equal(story.run.result, 'failed');
  });
});
