import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Plan, PlanStage } from '../../src/plan/model.ts';
import type { Check, CheckRule, ProtectedResource } from '../../src/run/checks.ts';
import type { Identity, RunKey } from '../../src/run/events.ts';
import { DocumentLocks } from '../../src/run/gate/document-locks.ts';
import { checkoutTaskId } from '../../src/run/implicit-steps.ts';
import type { Checks } from '../../src/run/ports/checks.ts';
import { openMemoryStores } from '../../src/store/memory.ts';
import { hours } from './hours.ts';
import { job, plan, stage, step } from './plan-builder.ts';
import { organization, RunWorld } from './run-world.ts';

const minute = 60_000;
const resource: ProtectedResource = { type: 'queue', id: '1', name: 'Default' };
const person = (name: string): Identity => ({ id: name, displayName: name, uniqueName: `${name}@fabrikam` });

function check(rule: CheckRule, id: string = rule.kind, timeoutMinutes = 60): Check {
  return { id, resource, timeoutMinutes, ...rule };
}

function approval(names: readonly string[], given: Partial<Extract<CheckRule, { kind: 'approval' }>> = {}): CheckRule {
  const approvers = names.map(name => ({ id: name, displayName: name }));
  return {
    kind: 'approval',
    approvers,
    minRequired: 0,
    isInOrder: false,
    mayApproveOwn: true,
    instructions: '',
    ...given,
  };
}

/** Checks on every stage but those called `Free`. */
function checksOf(...checks: readonly Check[]): Checks & { readonly asked: ProtectedResource[][] } {
  const asked: ProtectedResource[][] = [];
  return {
    asked,
    async checksOf(_organization, _projectId, resources) {
      asked.push([...resources]);
      return resources.some(({ name }) => name === 'free') ? [] : checks;
    },
  };
}

const one = (given: Partial<PlanStage> = {}): Plan => plan([stage('A', [job('a')], given)]);

async function stageOf(world: RunWorld, key: RunKey): Promise<string> {
  const found = (await world.state(key)).stages.get('A');
  return found?.result ?? found?.state ?? 'missing';
}

async function answer(world: RunWorld, key: RunKey, by: string, isApproved = true, until?: number): Promise<boolean> {
  const open = (await world.orchestrator.approvalsOf(key)).find(({ status }) => status === 'pending');
  const word = { approvalId: open?.id ?? '', isApproved, comment: '', by: person(by) };
  const answer = until === undefined ? word : { ...word, postponedUntil: until };
  return (await world.orchestrator.changeApproval({ run: key, answer })).ok;
}

async function passTime(world: RunWorld, minutes: number): Promise<void> {
  world.now += minutes * minute;
  await world.orchestrator.tick();
  await world.orchestrator.settle();
}

describe('a stage waits for its checks', () => {
  test('without any it starts at once, and its checkpoint has passed', async () => {
    const checks = checksOf();
    await using world = await RunWorld.open({ checks });
    const key = await world.queue(one());
    assert.equal(await stageOf(world, key), 'inProgress');
    const repository = { type: 'repository', id: checks.asked[0]?.[0]?.id, name: 'test' };
    assert.deepEqual(checks.asked, [[repository, { type: 'queue', id: '', name: 'Default' }]]);
    const records = await world.orchestrator.timeline(key);
    assert.deepEqual(
      records.filter(({ type }) => type.startsWith('Checkpoint')).map(({ type, result }) => [type, result]),
      [['Checkpoint', 'succeeded']],
    );
  });

  test('a repository is what its job checks out, in whatever case it names it', async () => {
    const checks = checksOf();
    await using world = await RunWorld.open({ checks });
    const task = { id: checkoutTaskId, name: 'Checkout', version: '1' };
    const steps = [step('', { task, inputs: { repository: 'SELF' } })];
    await world.queue(plan([stage('A', [job('a', { steps })])]));
    assert.equal(checks.asked[0]?.[0]?.name, 'test');
  });

  test('an approval shows in the timeline under its own id until somebody approves', async () => {
    await using world = await RunWorld.open({ checks: checksOf(check(approval(['ann']))) });
    const key = await world.queue(one());
    assert.equal(await stageOf(world, key), 'pending');
    const [pending] = await world.orchestrator.approvalsOf(key);
    const shown = async () =>
      (await world.orchestrator.timeline(key))
        .filter(({ type }) => type === 'Stage' || type.startsWith('Checkpoint'))
        .map(({ type, id, state, result }) => [type, type.endsWith('Approval') ? id : '', state, result]);
    assert.deepEqual(await shown(), [
      ['Stage', '', 'pending', null],
      ['Checkpoint', '', 'inProgress', null],
      ['Checkpoint.Approval', pending?.id, 'inProgress', null],
    ]);
    assert.equal(await answer(world, key, 'bob'), false);
    assert.equal(await answer(world, key, 'ann'), true);
    assert.equal(await answer(world, key, 'ann'), false);
    assert.equal(await stageOf(world, key), 'inProgress');
    assert.deepEqual(
      (await shown()).map(([, , state, result]) => [state, result]),
      [
        ['inProgress', null],
        ['completed', 'succeeded'],
        ['completed', 'succeeded'],
      ],
    );
  });

  test('an approval is found by its id, and among those of its project', async () => {
    await using world = await RunWorld.open({ checks: checksOf(check(approval(['ann', 'bob'], { isInOrder: true }))) });
    const key = await world.queue(one());
    const { projectId } = (await world.state(key)).queued;
    const [listed] = await world.orchestrator.approvals(organization, projectId, 10);
    const found = await world.orchestrator.approval(organization, projectId, listed?.id ?? '');
    assert.deepEqual([found?.run, found?.stage, found?.status, found?.minRequired], [key, 'A', 'pending', 2]);
    assert.deepEqual(
      found?.steps.map(({ approver, isAsked }) => [approver.id, isAsked]),
      [
        ['ann', true],
        ['bob', false],
      ],
    );
  });

  for (const [what, rule, words, stands] of [
    ['all approve where all are asked', approval(['ann', 'bob']), ['ann', 'bob'], 'inProgress'],
    ['not all have approved', approval(['ann', 'bob']), ['ann'], 'pending'],
    ['as many approve as must', approval(['ann', 'bob', 'cid'], { minRequired: 2 }), ['cid', 'ann'], 'inProgress'],
    ['one answers whose turn it is not', approval(['ann', 'bob'], { isInOrder: true }), ['bob', 'ann'], 'pending'],
    ['they approve in their order', approval(['ann', 'bob'], { isInOrder: true }), ['ann', 'bob'], 'inProgress'],
    ['who asked for the run must not', approval(['Test'], { mayApproveOwn: false }), ['Test'], 'pending'],
    ['one rejects', approval(['ann', 'bob']), ['!ann'], 'failed'],
  ] as const) {
    test(`it is ${stands} when ${what}`, async () => {
      await using world = await RunWorld.open({ checks: checksOf(check(rule)) });
      const key = await world.queue(one());
      const { requestedFor } = (await world.state(key)).queued;
      for (const word of words) {
        const name = word.replace('!', '');
        const by = name === 'Test' ? requestedFor : person(name);
        const [open] = await world.orchestrator.approvalsOf(key);
        const isApproved = !word.startsWith('!');
        const answer = { approvalId: open?.id ?? '', isApproved, comment: '', by };
        await world.orchestrator.changeApproval({ run: key, answer });
      }
      assert.equal(await stageOf(world, key), stands);
    });
  }

  test('an approval that takes too long skips the stage, another check fails it', async () => {
    const late = { kind: 'businessHours', timeZone: 'UTC', days: [], startMinute: 0, endMinute: 1 } as const;
    for (const [rule, result] of [
      [approval(['ann']), 'skipped'],
      [late, 'failed'],
    ] as const) {
      await using world = await RunWorld.open({ checks: checksOf(check(rule)) });
      const key = await world.queue(one());
      await passTime(world, 59);
      assert.equal(await stageOf(world, key), 'pending');
      await passTime(world, 1);
      assert.equal(await stageOf(world, key), result);
    }
  });

  test('an approval may count only from a time on', async () => {
    await using world = await RunWorld.open({ checks: checksOf(check(approval(['ann']))) });
    const key = await world.queue(one());
    await answer(world, key, 'ann', true, world.now + 10 * minute);
    await passTime(world, 9);
    assert.equal(await stageOf(world, key), 'pending');
    await passTime(world, 1);
    assert.equal(await stageOf(world, key), 'inProgress');
  });

  test('checks have their turns, and one that fails ends the others', async () => {
    const branches = { kind: 'branchControl', allowedBranches: ['refs/heads/release/*'] } as const;
    await using world = await RunWorld.open({ checks: checksOf(check(approval(['ann'])), check(branches)) });
    const key = await world.queue(one());
    assert.equal(await stageOf(world, key), 'failed');
    const records = await world.orchestrator.timeline(key);
    assert.deepEqual(
      records.filter(({ type }) => type.startsWith('Checkpoint')).map(({ type, result }) => [type, result]),
      [
        ['Checkpoint', 'failed'],
        ['Checkpoint.Approval', 'canceled'],
        ['Checkpoint.TaskCheck', 'failed'],
      ],
    );
  });

  test('it is over when its run or it alone is canceled, and asks again when it is tried again', async () => {
    for (const wish of ['cancel', 'cancelStage'] as const) {
      await using world = await RunWorld.open({ checks: checksOf(check(approval(['ann']))) });
      const { orchestrator } = world;
      const key = await world.queue(one());
      await (wish === 'cancel'
        ? orchestrator.cancel(key, person('x'))
        : orchestrator.cancelStage(key, 'A', person('x')));
      assert.deepEqual([await stageOf(world, key), (await world.state(key)).result], ['canceled', 'canceled']);
      await orchestrator.retryStage(key, 'A', { forceAllJobs: false, by: person('x') });
      assert.equal(await stageOf(world, key), 'pending');
      await answer(world, key, 'ann');
      await world.finish(key, 'A', 'a');
      assert.equal((await world.state(key)).result, 'succeeded');
    }
  });

  test('a stage whose condition is false asks for nothing', async () => {
    const checks = checksOf(check(approval(['ann'])));
    await using world = await RunWorld.open({ checks });
    const key = await world.queue(one({ condition: 'false' }));
    assert.deepEqual([await stageOf(world, key), checks.asked.length], ['skipped', 0]);
  });
});

describe('business hours', () => {
  test('that end while an approval is waited for begin to be waited for again', async () => {
    await using world = await RunWorld.open({
      checks: checksOf(check(hours), check(approval(['ann']), 'approval', 5000)),
    });
    world.now = Date.parse('2024-02-05T15:00Z');
    const key = await world.queue(one());
    const stands = async () =>
      (await world.orchestrator.timeline(key)).find(({ type }) => type === 'Checkpoint.TaskCheck')?.state;
    assert.equal(await stands(), 'completed');
    await passTime(world, 60);
    assert.equal(await stands(), 'inProgress');
    await answer(world, key, 'ann');
    assert.equal(await stageOf(world, key), 'pending');
  });
});

describe('an exclusive lock', () => {
  const locked = () => checksOf(check({ kind: 'exclusiveLock' }, 'lock', 5000));

  async function three(world: RunWorld, lockBehavior: PlanStage['lockBehavior']): Promise<RunKey[]> {
    const keys: RunKey[] = [];
    for (let count = 0; count < 3; count += 1) {
      keys.push(await world.queue(one(lockBehavior === undefined ? {} : { lockBehavior })));
      await world.orchestrator.settle();
    }
    return keys;
  }

  async function stands(world: RunWorld, keys: readonly RunKey[]): Promise<string[]> {
    await world.orchestrator.tick();
    await world.orchestrator.settle();
    return Promise.all(keys.map(key => stageOf(world, key)));
  }

  test('lets one run after the other through', async () => {
    await using world = await RunWorld.open({ checks: locked() });
    const keys = await three(world, 'sequential');
    assert.deepEqual(await stands(world, keys), ['inProgress', 'pending', 'pending']);
    for (const [index, key] of keys.entries()) {
      await world.finish(key, 'A', 'a');
      await world.orchestrator.settle();
      assert.equal(await stageOf(world, key), 'succeeded');
      const next = keys[index + 1];
      if (next !== undefined) assert.equal(await stageOf(world, next), 'inProgress');
    }
  });

  test('lets only the latest of those that wait through, by default', async () => {
    await using world = await RunWorld.open({ checks: locked() });
    const keys = await three(world, undefined);
    assert.deepEqual(await stands(world, keys), ['inProgress', 'canceled', 'pending']);
    const [first, second, third] = keys;
    assert.ok(first && second && third);
    assert.equal((await world.state(second)).result, 'canceled');
    await world.finish(first, 'A', 'a', 'failed');
    await world.orchestrator.settle();
    assert.equal(await stageOf(world, third), 'inProgress');
  });

  test('is given back by who was canceled, and goes on when who held it died before it could', async () => {
    await using world = await RunWorld.open({ checks: locked() });
    const [first, second] = await three(world, 'sequential');
    assert.ok(first && second);
    await world.orchestrator.cancel(first, person('x'));
    await world.orchestrator.settle();
    assert.equal(await stageOf(world, second), 'inProgress');
    const locks = new DocumentLocks(world.stores.documents);
    const gone = { runId: 999, stage: 'A', attempt: 1 };
    await locks.release(organization, 'queue/1', { runId: second.runId, stage: 'A', attempt: 1 });
    await locks.claim({ organization, resource: 'queue/2', behavior: 'sequential', ...gone });
    const checks: Checks = {
      async checksOf() {
        return [{ ...check({ kind: 'exclusiveLock' }, 'lock'), resource: { ...resource, id: '2' } }];
      },
    };
    const other = world.another({ checks });
    const row = await other.queue(world.request(one()));
    await other.settle();
    await other.tick();
    await other.settle();
    await other.tick();
    await other.settle();
    assert.equal((await world.state(row.key)).stages.get('A')?.state, 'inProgress');
  });

  test('is held by one, whoever asks how often', async () => {
    const locks = new DocumentLocks(openMemoryStores().documents);
    const holder = (runId: number) => ({ runId, stage: 'A', attempt: 1 });
    const claim = (runId: number) =>
      locks.claim({ organization, resource: 'r', behavior: 'sequential', ...holder(runId) });
    const answers = await Promise.all([claim(1), claim(2), claim(1), claim(3)]);
    assert.equal(
      new Set(answers.flatMap((each, index) => (each.state === 'held' ? [[1, 2, 1, 3][index]] : []))).size,
      1,
    );
    assert.deepEqual(await claim(1), { state: 'held' });
    assert.deepEqual(await claim(2), { state: 'waiting', holder: holder(1) });
    assert.deepEqual(await locks.release(organization, 'r', holder(2)), holder(1));
    assert.deepEqual(await locks.release(organization, 'r', holder(1)), holder(3));
    assert.equal(await locks.release(organization, 'r', holder(3)), undefined);
  });
});
