import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SessionId } from '../../src/base/id.ts';
import type { Agent, AgentSession } from '../../src/run/ports/agent-registry.ts';
import type { Stores } from '../../src/run/ports/stores.ts';
import { hostileTexts, organization } from './samples.ts';

/** What every `AgentRegistry` keeps. `open` makes empty stores. */
export function agentRegistryConformance(name: string, open: () => Promise<Stores>): void {
  describe(`${name} keeps the AgentRegistry contract`, () => {
    agentTests(open);
    sessionTests(open);
  });
}

function agentTests(open: () => Promise<Stores>): void {
  test('every organization has two pools from the start', async () => {
    await using stores = await open();
    assert.deepEqual(await stores.agents.pools('new'), [
      { id: 1, name: 'Default', isHosted: false },
      { id: 2, name: 'Azure Pipelines', isHosted: true },
    ]);
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
