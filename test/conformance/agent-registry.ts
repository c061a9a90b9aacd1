import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SessionId } from '../../src/base/id.ts';
import type { Agent, AgentPool, AgentSession } from '../../src/run/ports/agent-registry.ts';
import type { Stores } from '../../src/run/ports/stores.ts';
import { hostileTexts, organization } from './samples.ts';

/** What every `AgentRegistry` keeps. `open` makes empty stores. */
export function agentRegistryConformance(name: string, open: () => Promise<Stores>): void {
  describe(`${name} keeps the AgentRegistry contract`, () => {
    poolTests(open);
    agentTests(open);
    sessionTests(open);
  });
}

function poolTests(open: () => Promise<Stores>): void {
  test('every organization has two pools from the start', async () => {
    await using stores = await open();
    assert.deepEqual(await stores.agents.pools('new'), [
      { id: 1, name: 'Default', isHosted: false },
      { id: 2, name: 'Azure Pipelines', isHosted: true },
    ]);
  });

  test('pools are added, changed and removed, beside those from the start', async () => {
    await using stores = await open();
    const { agents } = stores;
    const own = pool(3, hostileTexts.join());
    assert.equal(await agents.addPool(organization, own), true);
    assert.deepEqual((await agents.pools(organization))[2], own);
    assert.equal((await agents.pools('other')).length, 2);
    assert.equal(await agents.changePool(organization, pool(3, 'linux')), true);
    const standard = { ...pool(1, 'Default'), settings: { ...settings, isProvisioned: false } };
    assert.equal(await agents.changePool(organization, standard), true);
    assert.deepEqual(
      (await agents.pools(organization)).map(({ id, name }) => [id, name]),
      [
        [1, 'Default'],
        [2, 'Azure Pipelines'],
        [3, 'linux'],
      ],
    );
    assert.deepEqual((await agents.pools(organization))[0], standard);
    for (const _ of [1, 2]) await agents.removePool(organization, 3);
    assert.equal((await agents.pools(organization)).length, 2);
  });

  test('a taken name or id of a pool is refused and nothing written', async () => {
    await using stores = await open();
    const { agents } = stores;
    await agents.addPool(organization, pool(3, 'linux'));
    await agents.addPool(organization, pool(4, 'windows'));
    for (const taken of [pool(5, 'LINUX'), pool(5, 'default'), pool(3, 'other'), pool(1, 'other')])
      assert.equal(await agents.addPool(organization, taken), false);
    for (const taken of [pool(4, 'LINUX'), pool(4, 'azure pipelines'), pool(5, 'other')])
      assert.equal(await agents.changePool(organization, taken), false);
    assert.deepEqual((await agents.pools(organization)).slice(2), [pool(3, 'linux'), pool(4, 'windows')]);
  });
}

function agentTests(open: () => Promise<Stores>): void {
  test('an agent that is removed is gone with its session', async () => {
    await using stores = await open();
    const { agents } = stores;
    for (const one of [agent(1), agent(2)]) await agents.putAgent(organization, one);
    await agents.openSession(organization, session('a', 1));
    await agents.openSession(organization, session('b', 2));
    await agents.removeAgent('other', 1);
    for (const _ of [1, 2]) await agents.removeAgent(organization, 1);
    assert.deepEqual(await agents.agents(organization, 1), [agent(2)]);
    assert.equal(await agents.session(organization, id('a')), undefined);
    assert.deepEqual(await agents.sessionOf(organization, 2), session('b', 2));
  });

  test('agents are listed by pool, and replaced by id', async () => {
    await using stores = await open();
    const { agents } = stores;
    const hostile = agent(3, { name: hostileTexts.join(), capabilities: { 'Agent.Name': hostileTexts.join() } });
    for (const one of [hostile, agent(1), agent(2, { poolId: 2 })]) await agents.putAgent(organization, one);
    assert.deepEqual(await agents.agents(organization, 1), [agent(1), hostile]);
    assert.deepEqual(await agents.agents('other', 1), []);
    const moved = agent(1, { poolId: 2, version: '2.0' });
    await agents.putAgent(organization, moved);
    assert.deepEqual(await agents.agents(organization, 1), [hostile]);
    assert.deepEqual(await agents.agents(organization, 2), [moved, agent(2, { poolId: 2 })]);
  });

  test('no two agents of a pool have one name, in any case', async () => {
    await using stores = await open();
    const { agents } = stores;
    const named = (id: number, name: string, poolId = 1) => agent(id, { name, poolId });
    const long = 'x'.repeat(10_000);
    const names = [['One', 'ONE'], [long, long.toUpperCase()], ...hostileTexts.map(text => [text, text])];
    for (const [name = '', same = ''] of names) {
      assert.equal(await agents.putAgent(organization, named(4, name)), true);
      assert.equal(await agents.putAgent(organization, named(5, same)), false);
      assert.equal(await agents.putAgent(organization, named(4, same)), true, 'its own name');
      await agents.removeAgent(organization, 4);
    }
    for (const one of [named(1, 'one'), named(2, 'two'), named(3, 'one', 2)])
      assert.equal(await agents.putAgent(organization, one), true);
    const changes = { former: named(2, 'two'), changed: named(2, 'ONE') };
    assert.equal(await agents.changeAgent(organization, changes), false);
    assert.deepEqual(await agents.agents(organization, 1), [named(1, 'one'), named(2, 'two')]);
    await agents.removeAgent(organization, 1);
    assert.equal(await agents.changeAgent(organization, changes), true);
    assert.deepEqual(await agents.agents(organization, 1), [named(2, 'ONE')]);
  });

  test('an agent is changed from what it was, and not brought back', async () => {
    await using stores = await open();
    const { agents } = stores;
    const hostile = { 2: 'two', 1: 'one', 'Agent.Name': hostileTexts.join() };
    await agents.putAgent(organization, agent(1, { capabilities: hostile }));
    const [former = agent(1)] = await agents.agents(organization, 1);
    const changed = agent(1, { version: '2.0', capabilities: hostile });
    assert.equal(await agents.changeAgent('other', { former, changed }), false);
    assert.equal(await agents.changeAgent(organization, { former, changed }), true);
    assert.equal(await agents.changeAgent(organization, { former, changed: former }), false);
    assert.deepEqual(await agents.agents(organization, 1), [changed]);
    await agents.removeAgent(organization, 1);
    assert.equal(await agents.changeAgent(organization, { former: changed, changed: former }), false);
    assert.deepEqual(await agents.agents(organization, 1), []);
  });
}

function sessionTests(open: () => Promise<Stores>): void {
  test('a new session of an agent ends its former one', async () => {
    await using stores = await open();
    const { agents } = stores;
    assert.equal(await agents.openSession(organization, session('a', 1)), undefined);
    assert.equal(await agents.openSession(organization, session('b', 2)), undefined);
    assert.deepEqual(await agents.session(organization, id('a')), session('a', 1));
    assert.deepEqual(await agents.openSession(organization, session('c', 1)), session('a', 1));
    assert.equal(await agents.session(organization, id('a')), undefined);
    assert.deepEqual(await agents.sessionOf(organization, 1), session('c', 1));
    assert.deepEqual(await agents.sessionOf(organization, 2), session('b', 2));
    assert.equal(await agents.sessionOf('other', 1), undefined);
    assert.equal(await agents.session('other', id('c')), undefined);
  });

  test('a closed session is gone, and the former is not answered again', async () => {
    await using stores = await open();
    const { agents } = stores;
    await agents.openSession(organization, session('a', 1));
    await agents.openSession(organization, session('b', 1));
    await agents.closeSession(organization, id('a'));
    await agents.closeSession('other', id('b'));
    assert.deepEqual(await agents.sessionOf(organization, 1), session('b', 1));
    for (const _ of [1, 2]) await agents.closeSession(organization, id('b'));
    assert.equal(await agents.sessionOf(organization, 1), undefined);
    assert.equal(await agents.openSession(organization, session('c', 1)), undefined);
  });

  test('of sessions that open at once each ends another, and one remains', async () => {
    await using stores = await open();
    const names = Array.from({ length: 10 }, (_, index) => `s${index}`);
    const former = await Promise.all(names.map(name => stores.agents.openSession(organization, session(name, 1))));
    const last = await stores.agents.sessionOf(organization, 1);
    const ended = former.flatMap(one => (one === undefined ? [] : [one.id]));
    assert.ok(last !== undefined);
    assert.deepEqual([...ended, last.id].sort(), names);
  });

  test('any text may be asked for as a session', async () => {
    await using stores = await open();
    for (const text of hostileTexts) assert.equal(await stores.agents.session(organization, id(text)), undefined);
  });
}

const settings = {
  isProvisioned: true,
  updatesAgents: true,
  createdAt: 7,
  createdBy: { id: 'i', displayName: 'Sam', uniqueName: 'sam' },
};

function pool(number: number, name: string): AgentPool {
  return { id: number, name, isHosted: false, settings };
}

function agent(number: number, changes: Partial<Agent> = {}): Agent {
  const capabilities = { 'Agent.OS': 'Linux' };
  return {
    id: number,
    poolId: 1,
    name: `agent-${number}`,
    version: '1.0',
    osDescription: 'Linux',
    capabilities,
    ...changes,
  };
}

function session(name: string, agentId: number): AgentSession {
  return { id: id(name), agentId, poolId: 1, ownerName: `owner of ${name}`, openedAt: 5 };
}

function id(text: string): SessionId {
  return text as SessionId;
}
