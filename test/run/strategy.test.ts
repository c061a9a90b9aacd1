import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PlanJob } from '../../src/plan/model.ts';
import { jobOffer } from '../../src/run/job-offer.ts';
import { TimelineView } from '../../src/run/timeline-view.ts';
import { job, plan, stage } from './plan-builder.ts';
import { Story } from './story.ts';

const two: PlanJob['strategy'] = {
  kind: 'matrix',
  legs: { linux: { image: 'ubuntu' }, mac: { image: 'macos' } },
  maxParallel: '',
};

function matrixOf(legs: string, given: Partial<PlanJob> = {}): PlanJob {
  return job('m', { strategy: { kind: 'matrix', legs, maxParallel: '' }, ...given });
}

function queuedVariables(story: Story, name: string): Record<string, string> {
  const event = story.events.findLast(each => each.type === 'jobQueued' && each.ref.job === name);
  const variables = event?.type === 'jobQueued' ? event.variables : {};
  return Object.fromEntries(Object.entries(variables).map(([key, { value }]) => [key, value]));
}

describe('a matrix makes a job of each leg', () => {
  test('legs run at once, and what depends on the job waits for all of them', () => {
    const story = new Story(plan([stage('A', [job('m', { strategy: two }), job('z', { dependsOn: ['m'] })])]));
    assert.deepEqual(story.jobs, { 'A/m': 'inProgress', 'A/m.linux': 'queued', 'A/m.mac': 'queued', 'A/z': 'pending' });
    story.pass('A', 'm.linux');
    assert.equal(story.jobs['A/z'], 'pending');
    story.pass('A', 'm.mac');
    assert.equal(story.jobs['A/m'], 'succeeded');
    assert.equal(story.jobs['A/z'], 'queued');
  });

  test('legs fail each for itself; the job has the worst result of them', () => {
    const story = new Story(plan([stage('A', [job('m', { strategy: two }), job('z', { dependsOn: ['m'] })])]));
    story.pass('A', 'm.linux', 'failed');
    assert.equal(story.jobs['A/m.mac'], 'queued');
    story.pass('A', 'm.mac', 'succeededWithIssues');
    assert.deepEqual([story.jobs['A/m'], story.jobs['A/z'], story.run.result], ['failed', 'skipped', 'failed']);
  });

  test('maxParallel lets no more run at once', () => {
    const strategy: PlanJob['strategy'] = { kind: 'matrix', legs: { a: {}, b: {}, c: {} }, maxParallel: '$(limit)' };
    const variables = [{ name: 'limit', value: '2', readonly: false }];
    const story = new Story(plan([stage('A', [job('m', { strategy, variables })])]));
    assert.deepEqual([story.jobs['A/m.b'], story.jobs['A/m.c']], ['queued', 'pending']);
    story.pass('A', 'm.a');
    assert.equal(story.jobs['A/m.c'], 'queued');
  });

  test('the variables of a leg go over those of the job, which can read them', () => {
    const variables = [
      { name: 'image', value: 'mine', readonly: false },
      { name: 'seen', value: "$[ format('{0}!', variables.image) ]", readonly: false },
    ];
    const pool = { vmImage: 'x', demands: ['os -equals $(image)'] };
    const story = new Story(plan([stage('A', [job('m', { strategy: two, variables, pool })])]));
    assert.deepEqual(queuedVariables(story, 'm.mac'), { image: 'macos', seen: 'mine!' });
    const event = story.events.find(each => each.type === 'jobQueued');
    assert.deepEqual(event?.type === 'jobQueued' && event.demands, ['os -equals ubuntu']);
  });

  test('outputs of legs are found by the name of their leg, in jobs and in later stages', () => {
    const reads = (name: string, value: string) => [{ name, value, readonly: false }];
    const story = new Story(
      plan([
        stage('A', [
          job('m', { strategy: two }),
          job('z', { dependsOn: ['m'], variables: reads('got', "$[ dependencies.m.outputs['mac.s.v'] ]") }),
        ]),
        stage('B', [job('c', { variables: reads('got', "$[ stageDependencies.A.m.outputs['linux.s.v'] ]") })], {
          dependsOn: ['A'],
          condition: "eq(dependencies.A.outputs['m.mac.s.v'], 'of mac')",
        }),
      ]),
    );
    story.pass('A', 'm.linux', 'succeeded', { 's.v': 'of linux' });
    story.pass('A', 'm.mac', 'succeeded', { 's.v': 'of mac' });
    assert.equal(queuedVariables(story, 'z').got, 'of mac');
    story.pass('A', 'z');
    assert.equal(queuedVariables(story, 'c').got, 'of linux');
  });

  test('a matrix may come from an output of an earlier job', () => {
    const text = "$[ dependencies.first.outputs['s.matrix'] ]";
    const story = new Story(plan([stage('A', [job('first'), matrixOf(text, { dependsOn: ['first'] })])]));
    story.pass('A', 'first', 'succeeded', { 's.matrix': '{"one": {"n": 1, "deep": true}, "two": {"n": "2"}}' });
    assert.deepEqual(queuedVariables(story, 'm.one'), { n: '1', deep: 'True' });
    assert.deepEqual(queuedVariables(story, 'm.two'), { n: '2' });
  });

  for (const [what, text] of [
    ['no JSON', '{'],
    ['a list', '[]'],
    ['a leg that is no object', '{"a": 1}'],
    ['a value that is no text', '{"a": {"b": {}}}'],
    ['a leg whose name has a dot', '{"a.b": {}}'],
  ] as const) {
    test(`a matrix that is ${what} fails its job`, () => {
      const story = new Story(plan([stage('A', [matrixOf(text)])]));
      assert.equal(story.jobs['A/m'], 'failed');
      assert.equal(story.run.result, 'failed');
      const phase = recordsOf(story).find(record => record.type === 'Phase');
      assert.match(phase?.issues[0]?.message ?? '', /^The matrix '.*' is not valid/);
    });
  }

  for (const text of [`{'a':{'v':'1'},'b':{'v':'it\\'s "2"'}}`, `{a: {v: 1}, 'b': {"v": 'it\\'s "2"'}}`]) {
    test(`a matrix may be written as the service reads it: ${text}`, () => {
      const read = "$[ dependencies.first.outputs['s.matrix'] ]";
      const story = new Story(plan([stage('A', [job('first'), matrixOf(read, { dependsOn: ['first'] })])]));
      story.pass('A', 'first', 'succeeded', { 's.matrix': text });
      assert.deepEqual(queuedVariables(story, 'm.a'), { v: '1' });
      assert.deepEqual(queuedVariables(story, 'm.b'), { v: `it's "2"` });
    });
  }

  test('an empty matrix leaves the job as it is', () => {
    const story = new Story(plan([stage('A', [matrixOf('{}')])]));
    assert.deepEqual(story.jobs, { 'A/m': 'queued' });
  });

  test('more legs than there may be fail the job', () => {
    const legs = Object.fromEntries(Array.from({ length: 257 }, (_, index) => [`l${index}`, {}]));
    const story = new Story(plan([stage('A', [matrixOf(JSON.stringify(legs))])]));
    const phase = recordsOf(story).find(record => record.type === 'Phase');
    assert.equal(
      phase?.issues[0]?.message,
      'The matrix expansion resulted in 257 jobs which exceeds the maximum allowable job count of 256.',
    );
  });

  test('a cancel ends legs that wait, and tells those that run', () => {
    const strategy: PlanJob['strategy'] = { kind: 'matrix', legs: { a: {}, b: {} }, maxParallel: '1' };
    const story = new Story(plan([stage('A', [job('m', { strategy })])]));
    story.assign('A', 'm.a');
    story.start('A', 'm.a');
    story.tell({ type: 'cancel', at: story.now, by: { id: '1', displayName: 'S', uniqueName: 's' } });
    assert.deepEqual([story.jobs['A/m.a'], story.jobs['A/m.b']], ['inProgress', 'canceled']);
    story.finish('A', 'm.a', 'canceled');
    assert.deepEqual([story.jobs['A/m'], story.run.result], ['canceled', 'canceled']);
  });
});

describe('parallel makes slices', () => {
  const slices = (count: string): PlanJob => job('p', { strategy: { kind: 'parallel', count } });

  test('each slice knows its position and how many there are', () => {
    const story = new Story(plan([stage('A', [slices('3')])]));
    const offer = jobOffer(story.run, { stage: 'A', job: 'p.job2', attempt: 1 });
    const value = (name: string) => offer?.variables[name]?.value;
    assert.deepEqual(
      [offer?.name, offer?.displayName, value('system.jobPositionInPhase'), value('system.totalJobsInPhase')],
      ['job2', 'p 2', '2', '3'],
    );
    assert.deepEqual(
      [value('system.parallelExecutionType'), value('system.jobIdentifier'), value('system.phaseName')],
      ['MultiMachine', 'A.p.job2', 'p'],
    );
  });

  test('a count that is no number fails the job, and none leaves it as it is', () => {
    assert.equal(new Story(plan([stage('A', [slices('many')])])).jobs['A/p'], 'failed');
    assert.deepEqual(new Story(plan([stage('A', [slices('0')])])).jobs, { 'A/p': 'queued' });
  });
});

test('the timeline has a record for each leg below the one of their job', () => {
  const story = new Story(plan([stage('A', [job('m', { strategy: two })])]));
  story.pass('A', 'm.linux');
  story.pass('A', 'm.mac', 'failed');
  const records = recordsOf(story);
  const phase = records.find(record => record.type === 'Phase');
  assert.deepEqual([phase?.name, phase?.identifier, phase?.state, phase?.result], ['m', 'A.m', 'completed', 'failed']);
  const jobs = records.filter(record => record.type === 'Job');
  assert.deepEqual(
    jobs.map(({ name, refName, identifier, order, result }) => [name, refName, identifier, order, result]),
    [
      ['m linux', 'linux', 'A.m.linux', 1, 'succeeded'],
      ['m mac', 'mac', 'A.m.mac', 2, 'failed'],
    ],
  );
  assert.ok(jobs.every(record => record.parentId === phase?.id));
});

function recordsOf(story: Story): TimelineView['records'] {
  const view = new TimelineView();
  for (const event of story.events) view.apply(event);
  return view.records;
}
