import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Plan } from '../../src/plan/model.ts';
import type { Check } from '../../src/run/checks.ts';
import type { RunKey } from '../../src/run/events.ts';
import type { RestCall, RestCalls } from '../../src/run/ports/rest-calls.ts';
import { job, plan, stage } from './plan-builder.ts';
import { RunWorld } from './run-world.ts';

const minute = 60_000;
const headers = JSON.stringify({ token: '$(key)', attempt: '$(Checks.StageAttempt)' });

function checks(given: Partial<Extract<Check, { kind: 'call' }>> = {}) {
  const check: Check = {
    id: '1',
    resource: { type: 'environment', id: '3', name: 'production' },
    timeoutMinutes: 30,
    kind: 'call',
    task: 'invokeRest',
    displayName: 'Ask',
    retryMinutes: 5,
    ...given,
    inputs: { connectedServiceName: 'hook', headers, body: '$(Environment.Name) $(System.StageName)', ...given.inputs },
  };
  return { checksOf: async () => [check] };
}

/** Answers the calls in order; what is an error is thrown. */
function answering(...answers: readonly (readonly [status: number, body: string] | Error)[]) {
  const made: RestCall[] = [];
  const calls: RestCalls = {
    isKnown: async () => true,
    async call(call) {
      made.push(call);
      const answer = answers[made.length - 1] ?? answers.at(-1);
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('nobody there');
      return { url: 'http://hook/', status: answer[0], body: answer[1] };
    },
  };
  return { calls, made };
}

const one = (): Plan => plan([stage('A', [job('a')])]);

async function settled(world: RunWorld, key: RunKey, minutes = 0): Promise<string> {
  world.now += minutes * minute;
  if (minutes > 0) await world.orchestrator.tick();
  await world.orchestrator.settle();
  const found = (await world.state(key)).stages.get('A');
  return found?.result ?? found?.state ?? 'missing';
}

async function checkRecord(world: RunWorld, key: RunKey) {
  return (await world.orchestrator.timeline(key)).find(({ type }) => type === 'Checkpoint.TaskCheck');
}

describe('a check that calls something', () => {
  test('puts in the stage’s place and the variables of its group, and passes with a good answer', async () => {
    const { calls, made } = answering([200, '{"state":"fine"}']);
    await using world = await RunWorld.open({
      checks: checks({ inputs: { successCriteria: `eq(root['state'], 'fine')` }, variables: {} }),
      restCalls: calls,
    });
    const key = await world.queue(one());
    assert.equal(await settled(world, key), 'inProgress');
    assert.deepEqual([made.length, made[0]?.connection, made[0]?.body], [1, 'hook', 'production A']);
    assert.deepEqual(made[0]?.headers, { token: '$(key)', attempt: '1' });
    assert.equal((await checkRecord(world, key))?.result, 'succeeded');
  });

  test('sends secrets of its group, and shows none of them', async () => {
    const failing = answering(new Error('no route to s3cret'));
    await using world = await RunWorld.open({ restCalls: failing.calls });
    const sealed = world.ports.secrets.seal('s3cret');
    const variables = { key: { value: sealed, isSecret: true, readonly: false } };
    const orchestrator = world.another({ checks: checks({ variables, retryMinutes: 0 }) });
    const { key } = await orchestrator.queue(world.request(one()));
    await orchestrator.settle();
    assert.equal(failing.made[0]?.headers.token, 's3cret');
    assert.equal((await world.state(key)).stages.get('A')?.result, 'failed');
    const record = await checkRecord(world, key);
    assert.deepEqual([record?.result, record?.issues?.map(({ message }) => message)], ['failed', ['no route to ***']]);
    assert.doesNotMatch(JSON.stringify(await world.stores.runs.read(key, 0)), /s3cret/);
  });

  test('asks again after a no until it is a yes', async () => {
    const { calls, made } = answering([500, ''], [200, '{"state":"no"}'], [200, '{"state":"yes"}']);
    const inputs = { successCriteria: `eq(root['state'], 'yes')` };
    await using world = await RunWorld.open({ checks: checks({ inputs }), restCalls: calls });
    const key = await world.queue(one());
    assert.equal(await settled(world, key), 'pending');
    assert.equal(await settled(world, key, 4), 'pending');
    assert.equal(made.length, 1);
    assert.equal(await settled(world, key, 1), 'pending');
    assert.equal(made.length, 2);
    assert.equal(await settled(world, key, 5), 'inProgress');
    assert.equal(made.length, 3);
  });

  test('fails the stage when its time is over, and is not asked after that', async () => {
    const { calls, made } = answering([404, '']);
    await using world = await RunWorld.open({ checks: checks({ timeoutMinutes: 12 }), restCalls: calls });
    const key = await world.queue(one());
    await settled(world, key, 5);
    await settled(world, key, 5);
    assert.equal(made.length, 3);
    assert.equal(await settled(world, key, 2), 'failed');
    assert.equal(made.length, 3);
    const record = await checkRecord(world, key);
    assert.equal(record?.issues?.[0]?.message, 'The call was answered with status 404.');
  });

  test('waits for the word of what it called, which counts once', async () => {
    for (const [result, ends] of [
      ['succeeded', 'inProgress'],
      ['failed', 'failed'],
    ] as const) {
      const { calls, made } = answering([200, '']);
      const inputs = { waitForCompletion: 'true' };
      await using world = await RunWorld.open({ checks: checks({ inputs, retryMinutes: 0 }), restCalls: calls });
      const key = await world.queue(one());
      assert.equal(await settled(world, key, 20), 'pending');
      assert.equal(made.length, 1);
      const id = (await checkRecord(world, key))?.id ?? '';
      const other = await world.orchestrator.finishServerTask(key, id, result, { requestId: 0, check: 'another' });
      assert.deepEqual(other, { ok: false, reason: 'notAllowed' });
      assert.equal((await world.orchestrator.finishServerTask(key, id, result, { requestId: 0, check: id })).ok, true);
      assert.equal(await settled(world, key), ends);
      assert.equal((await world.orchestrator.finishServerTask(key, id, result, { requestId: 0, check: id })).ok, false);
    }
  });

  test('whose caller died is called again, by any server', async () => {
    const never: RestCalls = { isKnown: async () => true, call: () => new Promise(() => undefined) };
    await using world = await RunWorld.open({ checks: checks(), restCalls: never });
    const key = await world.queue(one());
    const { calls, made } = answering([200, '']);
    const next = world.another({ checks: checks(), restCalls: calls });
    world.now += 10 * minute;
    await next.tick();
    await next.settle();
    assert.equal(made.length, 1);
    assert.equal((await next.state(key))?.stages.get('A')?.state, 'inProgress');
  });

  test('an Azure function is called at its address, with its key', async () => {
    const { calls, made } = answering([200, '']);
    const inputs = { function: 'https://f.example/api/x', key: 'k', queryParameters: 'a=1', method: 'GET' };
    await using world = await RunWorld.open({ checks: checks({ task: 'azureFunction', inputs }), restCalls: calls });
    const key = await world.queue(one());
    assert.equal(await settled(world, key), 'inProgress');
    const [call] = made;
    assert.deepEqual(
      [call?.connection, call?.method, call?.urlSuffix, call?.headers['x-functions-key'], call?.body],
      [undefined, 'GET', 'https://f.example/api/x?a=1', 'k', undefined],
    );
  });
});
