import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { restCallLeaseMs } from '../../src/base/limits.ts';
import type { PlanJob, PlanStep } from '../../src/plan/model.ts';
import type { RunKey } from '../../src/run/events.ts';
import type { RestAnswer, RestCall, RestCalls } from '../../src/run/ports/rest-calls.ts';
import { TimelineView } from '../../src/run/timeline-view.ts';
import { job, plan, stage, step } from './plan-builder.ts';
import { RunWorld } from './run-world.ts';
import { Story } from './story.ts';

const minute = 60_000;
const by = { id: '1', displayName: 'Somebody', uniqueName: 'somebody@fabrikam' };

const tasks = {
  delay: { id: '28782b92-5e8e-4458-9751-a71cd1492bae', name: 'Delay', version: '1' },
  validation: { id: '2003ad3a-104a-451a-9238-60474ab294e6', name: 'ManualValidation', version: '1' },
  rest: { id: '9c3e8943-130d-4c78-ac63-8af81df62dfb', name: 'InvokeRESTAPI', version: '1' },
};

function serverStep(task: keyof typeof tasks, inputs: Record<string, string>, given: Partial<PlanStep> = {}): PlanStep {
  return { ...step(''), task: tasks[task], inputs, ...given };
}

function serverJob(steps: readonly PlanStep[], given: Partial<PlanJob> = {}): PlanJob {
  return job('s', { pool: { name: 'server', demands: [] }, steps, ...given });
}

function storyOf(steps: readonly PlanStep[], given: Partial<PlanJob> = {}): Story {
  return new Story(plan([stage('A', [serverJob(steps, given)])]));
}

function taskRecords(story: Story): TimelineView['records'] {
  const view = new TimelineView();
  for (const event of story.events) view.apply(event);
  return view.records.filter(record => record.type === 'Task');
}

describe('a delay', () => {
  test('ends when its minutes are over, and its job with it', () => {
    const story = storyOf([serverStep('delay', { delayForMinutes: '2' })]);
    assert.equal(story.jobs['A/s'], 'inProgress');
    story.tell({ type: 'tick', at: 2 * minute - 1 });
    assert.equal(story.jobs['A/s'], 'inProgress');
    story.tell({ type: 'tick', at: 2 * minute });
    assert.equal(story.run.result, 'succeeded');
  });

  test('of no minutes ends at once; of minutes that are no number fails', () => {
    assert.equal(storyOf([serverStep('delay', { delayForMinutes: '0' })]).run.result, 'succeeded');
    const failed = storyOf([serverStep('delay', { delayForMinutes: 'soon' })]);
    assert.equal(failed.run.result, 'failed');
    assert.equal(
      taskRecords(failed)[0]?.issues[0]?.message,
      "The value 'soon' of delayForMinutes is no number of minutes.",
    );
  });

  test('reads variables, has a record of its own, and steps follow each other by their conditions', () => {
    const story = storyOf(
      [
        serverStep('delay', { delayForMinutes: '$(wait)' }, { displayName: 'Wait $(wait)' }),
        serverStep('delay', { delayForMinutes: 'x' }),
        serverStep('delay', { delayForMinutes: '0' }),
        serverStep('delay', { delayForMinutes: '0' }, { condition: 'failed()' }),
      ],
      { variables: [{ name: 'wait', value: '1', readonly: false }] },
    );
    story.tell({ type: 'tick', at: minute });
    assert.deepEqual(
      taskRecords(story).map(({ name, refName, order, result }) => [name, refName, order, result]),
      [
        ['Wait 1', 'Delay', 1, 'succeeded'],
        ['Delay', 'Delay1', 2, 'failed'],
        ['Delay', 'Delay2', 3, 'skipped'],
        ['Delay', 'Delay3', 4, 'succeeded'],
      ],
    );
    assert.equal(story.run.result, 'failed');
  });

  test('ends with a cancel, with the timeout of its step, and with that of its job', () => {
    const long = { delayForMinutes: '99' };
    const canceled = storyOf([serverStep('delay', long)]);
    canceled.tell({ type: 'cancel', at: 1, by });
    assert.equal(canceled.run.result, 'canceled');
    const stepTimeout = storyOf([serverStep('delay', long, { timeoutInMinutes: '1' })]);
    stepTimeout.tell({ type: 'tick', at: minute });
    assert.equal(stepTimeout.run.result, 'failed');
    assert.equal(taskRecords(stepTimeout)[0]?.issues[0]?.message, 'The task has timed out.');
    const jobTimeout = storyOf([serverStep('delay', long), serverStep('delay', long)], { timeoutInMinutes: '1' });
    jobTimeout.tell({ type: 'tick', at: minute });
    assert.equal(jobTimeout.run.result, 'failed');
  });
});

describe('a manual validation', () => {
  const answer = (story: Story, approved: boolean, who = by): number =>
    story.tell({
      type: 'answerValidation',
      at: story.now,
      recordId: taskRecords(story)[0]?.id ?? '',
      approved,
      comment: 'no good',
      by: who,
    }).length;

  test('waits for somebody, who lets the job go on or ends it', () => {
    const approved = storyOf([serverStep('validation', {})]);
    assert.equal(taskRecords(approved)[0]?.state, 'inProgress');
    assert.ok(answer(approved, true) > 0);
    assert.equal(approved.run.result, 'succeeded');
    const rejected = storyOf([serverStep('validation', {})]);
    answer(rejected, false);
    assert.equal(rejected.run.result, 'failed');
    assert.match(taskRecords(rejected)[0]?.issues[0]?.message ?? '', /rejected by Somebody: no good/);
    assert.equal(answer(rejected, true), 0);
  });

  for (const [onTimeout, result] of [
    ['resume', 'succeeded'],
    ['reject', 'failed'],
    ['', 'failed'],
  ] as const) {
    test(`that nobody answers in time is ${result} under onTimeout: '${onTimeout}', by its own time or its job's`, () => {
      const own = storyOf([serverStep('validation', { onTimeout }, { timeoutInMinutes: '5' })]);
      own.tell({ type: 'tick', at: 5 * minute });
      assert.equal(own.run.result, result);
      const ofJob = storyOf([serverStep('validation', { onTimeout })], { timeoutInMinutes: '5' });
      ofJob.tell({ type: 'tick', at: 5 * minute });
      assert.equal(ofJob.run.result, result);
    });
  }

  test('takes the answer of its approvers alone, and of who started the run only where it says so', () => {
    const named = storyOf([serverStep('validation', { approvers: 'other@fabrikam\nsomebody@fabrikam' })]);
    assert.equal(answer(named, true, { ...by, uniqueName: 'third', displayName: 'T', id: '3' }), 0);
    assert.ok(answer(named, true) > 0);
    const foreign = storyOf([serverStep('validation', { allowApproversToApproveTheirOwnRuns: 'false' })]);
    assert.equal(answer(foreign, true, foreign.run.queued.requestedFor), 0);
    assert.ok(answer(foreign, true) > 0);
  });
});

/** The log of the last step that is over, without its times. */
async function logOf(world: RunWorld, key: RunKey): Promise<string> {
  const { logs } = world.ports;
  const pieces: Uint8Array[] = [];
  for await (const piece of logs.read(key, (await logs.list(key)).at(-1)?.id ?? 0)) pieces.push(piece);
  return Buffer.concat(pieces)
    .toString()
    .replace(/^\S{28} /gm, '');
}

describe('an InvokeRESTAPI step', () => {
  class Calls implements RestCalls {
    readonly made: RestCall[] = [];
    readonly #answer: () => Promise<{ status: number; body: string }>;

    constructor(answer: () => Promise<{ status: number; body: string }>) {
      this.#answer = answer;
    }

    async isKnown(_organization: string, _projectId: string, connection: string): Promise<boolean> {
      return connection === 'hook';
    }

    async call(call: RestCall): Promise<RestAnswer> {
      this.made.push(call);
      return { url: `http://hook${call.urlSuffix}`, ...(await this.#answer()) };
    }
  }

  const answers = (status: number, body = '') => new Calls(async () => ({ status, body }));

  async function run(world: RunWorld, inputs: Record<string, string>): Promise<RunKey> {
    const steps = [serverStep('rest', { connectedServiceName: 'hook', ...inputs })];
    const variables = { word: { value: 'hidden', isSecret: true } };
    const key = await world.queue(plan([stage('A', [serverJob(steps)])]), { variables });
    await world.orchestrator.settle();
    return key;
  }

  test('calls with its texts filled in, secrets too', async () => {
    const calls = answers(204);
    await using world = await RunWorld.open({ restCalls: calls });
    const key = await run(world, {
      method: 'put',
      urlSuffix: '/runs/$(Build.BuildId)',
      headers: '{"X-Word": "$(word)", "X-Count": 3}',
      body: 'job $(System.JobName)',
    });
    assert.equal((await world.state(key)).result, 'succeeded');
    const [call, ...more] = calls.made;
    assert.deepEqual(more, []);
    assert.deepEqual([call?.method, call?.urlSuffix, call?.body], ['PUT', `/runs/${key.runId}`, 'job s']);
    assert.deepEqual(call?.headers, { 'X-Word': 'hidden', 'X-Count': '3' });
  });

  for (const [what, calls, inputs, result] of [
    ['an error status', answers(500), {}, 'failed'],
    [
      'an answer that meets its criteria',
      answers(200, '{"a": {"b": 1}}'),
      { successCriteria: "eq(root['a']['b'], 1)" },
      'succeeded',
    ],
    ['an answer that does not', answers(200, '{}'), { successCriteria: "eq(root['a'], 1)" }, 'failed'],
    ['no JSON where there are criteria', answers(200, 'x'), { successCriteria: "eq(root['a'], 1)" }, 'failed'],
    ['no answer', new Calls(() => Promise.reject(new Error('refused'))), {}, 'failed'],
    ['headers that are no JSON', answers(200), { headers: 'x' }, 'failed'],
  ] as const) {
    test(`has ${result} after ${what}`, async () => {
      await using world = await RunWorld.open({ restCalls: calls });
      assert.equal((await world.state(await run(world, inputs))).result, result);
    });
  }

  test('may wait for whoever it called to say how it ended', async () => {
    await using world = await RunWorld.open({ restCalls: answers(200) });
    const key = await run(world, { waitForCompletion: 'true' });
    assert.equal((await world.state(key)).state, 'inProgress');
    const [record] = (await world.orchestrator.timeline(key)).filter(({ type }) => type === 'Task');
    const done = await world.orchestrator.finishServerTask(key, record?.id ?? '', 'failed');
    assert.equal(done.ok && done.row.result, 'failed');
    assert.deepEqual(await world.orchestrator.finishServerTask(key, record?.id ?? '', 'succeeded'), {
      ok: false,
      reason: 'notAllowed',
    });
  });

  test('that fails is tried again, as often as it says and later each time', async () => {
    const statuses = [500, 502, 204];
    const calls = new Calls(async () => ({ status: statuses.shift() ?? 0, body: 'busy' }));
    await using world = await RunWorld.open({ restCalls: calls });
    const given = { retryCountOnTaskFailure: '2' };
    const steps = [serverStep('rest', { connectedServiceName: 'hook' }, given)];
    const key = await world.queue(plan([stage('A', [serverJob(steps)])]));
    const tick = async (afterMs: number): Promise<number> => {
      world.now += afterMs;
      await world.orchestrator.tick();
      await world.orchestrator.settle();
      return calls.made.length;
    };
    await world.orchestrator.settle();
    assert.deepEqual([await tick(999), await tick(1), await tick(3_999)], [1, 2, 2]);
    assert.equal((await world.state(key)).state, 'inProgress');
    assert.equal(await tick(1), 3);
    assert.equal((await world.state(key)).result, 'succeeded');
    const log = await logOf(world, key);
    assert.match(log, /Response code: 500\nResponse: busy\n##\[error\]The call was answered with status 500\.\n/);
    assert.match(log, /will retry \(attempt #: 2 out of 2\) after 4000 ms\n/);
  });

  test('that was tried often enough fails, and one that is canceled is not tried again', async () => {
    for (const isCanceled of [false, true]) {
      const calls = answers(500);
      await using world = await RunWorld.open({ restCalls: calls });
      const steps = [serverStep('rest', { connectedServiceName: 'hook' }, { retryCountOnTaskFailure: '1' })];
      const key = await world.queue(plan([stage('A', [serverJob(steps)])]));
      await world.orchestrator.settle();
      if (isCanceled) await world.orchestrator.cancel(key, by);
      world.now += 1_000;
      await world.orchestrator.tick();
      await world.orchestrator.settle();
      assert.equal((await world.state(key)).result, isCanceled ? 'canceled' : 'failed');
      assert.equal(calls.made.length, isCanceled ? 1 : 2);
    }
  });

  test('has a log of its call and the answer, in which secrets are hidden and a long answer is cut', async () => {
    await using world = await RunWorld.open({ restCalls: answers(200, `you said hidden\n${'x'.repeat(9_000)}`) });
    const key = await run(world, { method: 'GET', urlSuffix: '/$(word)?run=$(Build.BuildId)' });
    const [line, response, body, more, end] = (await logOf(world, key)).split('\n').slice(5);
    assert.equal(line, `GET http://hook/***?run=${key.runId}`);
    assert.deepEqual([response, body], ['Response code: 200', 'Response: you said ***']);
    assert.ok((more ?? '').length < 4_200 && more?.endsWith('x...'));
    assert.equal(end, '##[section]Finishing: InvokeRESTAPI');
    const [record] = (await world.orchestrator.timeline(key)).filter(({ type }) => type === 'Task');
    assert.notEqual(record?.logId, null);
  });

  test('is called again when who was calling died', async () => {
    const dead = new Calls(() => new Promise(() => undefined));
    await using world = await RunWorld.open({ restCalls: dead });
    const steps = [serverStep('rest', { connectedServiceName: 'hook' })];
    const key = await world.queue(plan([stage('A', [serverJob(steps)])]));
    const calls = answers(200);
    const next = world.another({ restCalls: calls });
    await next.tick();
    await next.settle();
    assert.equal(calls.made.length, 0);
    world.now += restCallLeaseMs;
    await next.tick();
    await next.settle();
    assert.equal(calls.made.length, 1);
    assert.equal((await next.state(key))?.result, 'succeeded');
  });

  test('over a service connection that is not there is refused before the run', async () => {
    await using world = await RunWorld.open({ restCalls: answers(200) });
    await assert.rejects(run(world, { connectedServiceName: 'moon' }), {
      name: 'QueueRefusal',
      message:
        'Job s: Step  input connectedServiceName references service connection moon which could not be found. The service connection does not exist, has been disabled or has not been authorized for use. For authorization details, refer to https://aka.ms/yamlauthz.',
    });
  });
});
