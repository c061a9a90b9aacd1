import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProjectId, RepositoryId, SessionId } from '../../src/base/id.ts';
import type { Stores } from '../../src/run/ports/stores.ts';
import { commit, events, many, organization, request, row, run7 } from '../conformance/samples.ts';
import { openStoresAt } from './doors.ts';

/** What holds for every database that outlives its stores. */
export function reopenTests(newPlace: () => Promise<AsyncDisposable & { readonly place: string }>): void {
  test('everything is there when the stores are opened again', async () => {
    await using database = await newPlace();
    const before = await openStoresAt(database.place);
    await fill(before);
    const kept = await look(before);
    await before[Symbol.asyncDispose]();
    await using after = await openStoresAt(database.place);
    assert.deepEqual(await look(after), kept);
    assert.deepEqual(kept.row, row(run7, { dueAt: 50 }));
    assert.deepEqual(await after.runs.append(commit(run7, 2)), { ok: true, version: 3 });
    assert.equal(await after.runs.allot(organization, 'run'), 2);
    assert.equal((await after.logs.create(run7, 9, [{ lineCount: 0, sizeBytes: 0 }]))[0]?.id, 2);
  });

  test('stores that are opened at once share a new database', async () => {
    await using database = await newPlace();
    const servers = await Promise.all(many(4, () => openStoresAt(database.place)));
    const numbers = await Promise.all(servers.map(one => one.runs.allot(organization, 'run')));
    assert.deepEqual(numbers.sort(), [1, 2, 3, 4]);
    for (const one of servers) await one[Symbol.asyncDispose]();
  });

  test('of appends to one version through several stores one wins', async () => {
    await using database = await newPlace();
    const servers = await Promise.all(many(4, () => openStoresAt(database.place)));
    for (const expected of [0, 1, 2]) {
      const outcomes = await Promise.all(servers.map(one => one.runs.append(commit(run7, expected))));
      assert.equal(outcomes.filter(outcome => outcome.ok).length, 1);
      for (const outcome of outcomes) if (!outcome.ok) assert.equal(outcome.found, expected + 1);
    }
    for (const one of servers) {
      assert.deepEqual(await one.runs.read(run7, 0), events(3));
      await one[Symbol.asyncDispose]();
    }
  });

  test('groups of appends to the same runs through several stores do not fail each other', async () => {
    await using database = await newPlace();
    const servers = await Promise.all(many(3, () => openStoresAt(database.place)));
    const keys = many(40, index => ({ organization, runId: index + 1 }));
    for (const expected of [0, 1, 2]) {
      // Each server takes the runs in another order, so that their locks would meet crosswise.
      const outcomes = await Promise.all(
        servers.flatMap((one, turn) =>
          (turn % 2 === 0 ? keys : keys.toReversed()).map(key => one.runs.append(commit(key, expected))),
        ),
      );
      assert.equal(outcomes.filter(outcome => outcome.ok).length, keys.length);
    }
    for (const one of servers) await one[Symbol.asyncDispose]();
  });

  test('requests are given once, whichever stores are asked', async () => {
    await using database = await newPlace();
    const servers = await Promise.all(many(4, () => openStoresAt(database.place)));
    await servers[0]?.runs.append(commit(run7, 0, { enqueue: many(10, index => request(index + 1)) }));
    const claims = servers.flatMap((one, server) =>
      many(5, index =>
        one.queue.claim({ organization, poolId: 1, agentId: 5 * server + index, capabilities: {}, lockedUntil: 9 }),
      ),
    );
    const ids = (await Promise.all(claims)).flatMap(one => (one === undefined ? [] : [one.requestId]));
    assert.deepEqual(
      ids.sort((a, b) => a - b),
      many(10, index => index + 1),
    );
    for (const one of servers) await one[Symbol.asyncDispose]();
  });
}

const project = { id: 'p' as ProjectId, name: 'Site', description: '', createdAt: 1 };
const identity = { id: 'i', displayName: 'Sam', uniqueName: 'sam' };

async function fill({ runs, queue, catalogue, agents, tokens, logs }: Stores): Promise<void> {
  await runs.allot(organization, 'run');
  const due = row(run7, { dueAt: 50 });
  await runs.append(commit(run7, 0, { row: due, finalYaml: 'a: b\n', enqueue: [request(1), request(2)] }));
  await runs.append(commit(run7, 1, { row: due }));
  await queue.claim({ organization, poolId: 1, agentId: 4, capabilities: {}, lockedUntil: 60 });
  await catalogue.addProject(organization, project);
  const repository = {
    id: 'r' as RepositoryId,
    projectId: project.id,
    name: 'code',
    url: '/srv',
    defaultBranch: 'main',
  };
  await catalogue.addRepository(organization, repository);
  const of = { projectId: project.id, repositoryId: repository.id };
  await catalogue.addPipeline(organization, { ...of, id: 1, name: 'ci', folder: '\\', revision: 1, yamlPath: 'a.yml' });
  const agent = { id: 4, poolId: 1, name: 'one', version: '1', osDescription: 'Linux', capabilities: { a: 'b' } };
  await agents.putAgent(organization, agent);
  const session = { id: 's' as SessionId, agentId: 4, poolId: 1, ownerName: 'me', openedAt: 1 };
  await agents.openSession(organization, session);
  await tokens.add(organization, { hash: 'h', name: 't', identity, scopes: [], createdAt: 1, expiresAt: undefined });
  await logs.create(run7, 1, [{ lineCount: 0, sizeBytes: 0 }]);
  await logs.grow(run7, 1, 0, { sizeBytes: 10, lineCount: 1, at: 2 });
}

async function look({ runs, queue, catalogue, agents, tokens, logs }: Stores) {
  const found = {
    events: await runs.read(run7, 0),
    row: await runs.row(run7),
    finalYaml: await runs.finalYaml(run7),
    list: await runs.list({ organization, top: 9 }),
    due: await runs.due(50),
    held: await queue.heldBy(organization, 4),
    waiting: await queue.get(organization, 2),
    projects: await catalogue.projects(organization),
    repositories: await catalogue.repositories(organization, project.id),
    pipelines: await catalogue.pipelines(organization, project.id),
    agents: await agents.agents(organization, 1),
    session: await agents.sessionOf(organization, 4),
    tokens: await tokens.list(organization),
    logs: await logs.list(run7),
  };
  for (const [what, value] of Object.entries(found)) {
    assert.ok(value !== undefined && (!Array.isArray(value) || value.length > 0), `there is something of ${what}`);
  }
  return found;
}
