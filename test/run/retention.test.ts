import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ProjectId, RepositoryId } from '../../src/base/id.ts';
import type { RunKey } from '../../src/run/events.ts';
import { Leases } from '../../src/run/leases.ts';
import type { RunRow } from '../../src/run/ports/run-store.ts';
import { Retention } from '../../src/run/retention.ts';
import { RetentionPolicies } from '../../src/run/retention-policy.ts';
import { RunRemover } from '../../src/run/run-remover.ts';
import type { Run } from '../../src/run/state.ts';
import { openMemoryStores } from '../../src/store/memory.ts';
import { commit, organization, row } from '../conformance/samples.ts';

const dayMs = 86_400_000;
const now = 1000 * dayMs;
const projectId = row({ organization, runId: 1 }).projectId as ProjectId;

/** A run as a property gives it: how many days ago it ended, and what keeps it. */
type Given = {
  readonly pipelineId: number;
  readonly branch: 'main' | 'topic';
  readonly age: number;
  readonly isKept: boolean;
  readonly isRunning: boolean;
  readonly isPullRequest: boolean;
  /** Days that its lease is still valid, from below zero; none when absent. */
  readonly leasedFor: number | undefined;
};

const givenRun: fc.Arbitrary<Given> = fc.record({
  pipelineId: fc.integer({ min: 1, max: 2 }),
  branch: fc.constantFrom('main', 'topic'),
  age: fc.integer({ min: 0, max: 60 }),
  isKept: fc.boolean(),
  isRunning: fc.boolean(),
  isPullRequest: fc.boolean(),
  leasedFor: fc.option(fc.integer({ min: -2, max: 2 }), { nil: undefined }),
});

/** Runs in memory stores, in the order of their ids, and what looks after them. Deletions are noted, contents counted. */
class RetentionWorld {
  readonly stores = openMemoryStores();
  readonly clock = { at: now, now: (): number => this.clock.at };
  readonly leases = new Leases({ ...this.stores, clock: this.clock });
  readonly policies = new RetentionPolicies(this.stores.documents);
  readonly cleared: number[] = [];
  readonly artifactsGone: number[] = [];
  readonly remover = new RunRemover({
    runs: this.stores.runs,
    leases: this.leases,
    clock: this.clock,
    handle: key => this.#delete(key),
    contents: [{ removeAll: async ({ runId }) => void this.cleared.push(runId) }],
    artifacts: { removeAll: async ({ runId }) => void this.artifactsGone.push(runId) },
  });
  readonly retention = new Retention({ organization, ...this.stores, ...this });

  static async open(): Promise<RetentionWorld> {
    const world = new RetentionWorld();
    const { catalogue } = world.stores;
    await catalogue.addProject(organization, { id: projectId, name: 'p', description: '', createdAt: 0 });
    const repositoryId = 'eeeeeeee-0000-4000-8000-000000000001' as RepositoryId;
    const repository = { id: repositoryId, projectId, name: 'r', url: '/r', defaultBranch: 'refs/heads/main' };
    await catalogue.addRepository(organization, repository);
    for (const id of [1, 2]) {
      const pipeline = { id, projectId, name: `${id}`, folder: '\\', revision: 1, repositoryId, yamlPath: 'a.yml' };
      await catalogue.addPipeline(organization, pipeline);
    }
    return world;
  }

  async add(runId: number, { pipelineId, branch, age, isKept, isRunning, isPullRequest, leasedFor }: Given) {
    const key = { organization, runId };
    const plain = row(key);
    const self = { id: '', name: '', type: 'azureReposGit', url: '', version: '', workingTree: false } as const;
    await this.stores.runs.append(
      commit(key, 0, {
        row: row(key, {
          pipeline: { ...plain.pipeline, id: pipelineId },
          notes: { ...plain.notes, isKept },
          state: isRunning ? 'inProgress' : 'completed',
          finishedAt: isRunning ? undefined : now - age * dayMs,
          facts: {
            ...plain.facts,
            reason: isPullRequest ? 'pullRequest' : 'manual',
            repositories: { self: { ...self, refName: `refs/heads/${branch}` } },
          },
        }),
      }),
    );
    if (leasedFor === undefined) return;
    const validUntil = now + leasedFor * dayMs;
    await this.leases.add(organization, {
      runId,
      projectId,
      pipelineId,
      ownerId: 'o',
      validUntil,
      protectsPipeline: false,
    });
  }

  async isDeleted(runId: number): Promise<boolean> {
    return (await this.stores.runs.row({ organization, runId }))?.notes.isDeleted ?? true;
  }

  /** What the orchestrator does with `delete`, for rows without a plan. */
  async #delete(key: RunKey): Promise<Run | undefined> {
    const found = await this.stores.runs.row(key);
    if (found === undefined) return undefined;
    const isDeleted = found.notes.isDeleted || (found.state === 'completed' && !found.notes.isKept);
    const changed: RunRow = { ...found, notes: { ...found.notes, isDeleted } };
    if (isDeleted) await this.stores.runs.append(commit(key, 1, { events: [], row: changed }));
    return { notes: changed.notes } as Run;
  }
}

test('nothing is deleted that is young, kept, leased, running or among the newest of its pipeline; all else is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(givenRun, { maxLength: 30 }),
      fc.integer({ min: 0, max: 4 }),
      fc.integer({ min: 1, max: 40 }),
      async (runs, runsToKeep, runDays) => {
        const world = await RetentionWorld.open();
        await world.policies.change(organization, projectId, { runsToKeep, runDays });
        for (const [index, given] of runs.entries()) await world.add(index + 1, given);
        await world.retention.sweep();
        for (const [index, given] of runs.entries()) {
          const newer = runs.slice(index + 1).filter(each => !each.isRunning && each.pipelineId === given.pipelineId);
          const isNewest =
            newer.length < runsToKeep ||
            (given.branch === 'main' && newer.filter(({ branch }) => branch === 'main').length < runsToKeep);
          const isYoung = given.age < (given.isPullRequest ? 10 : runDays);
          const stays = isYoung || given.isKept || given.isRunning || isNewest || (given.leasedFor ?? 0) > 0;
          assert.equal(await world.isDeleted(index + 1), !stays, JSON.stringify(given));
          assert.equal(world.cleared.includes(index + 1), !stays);
        }
      },
    ),
    { numRuns: 60 },
  );
});

const old: Given = {
  pipelineId: 1,
  branch: 'main',
  age: 45,
  isKept: false,
  isRunning: false,
  isPullRequest: false,
  leasedFor: undefined,
};

test('of a lease and a deletion that meet one comes first, whichever way', async () => {
  for (let round = 0; round < 20; round += 1) {
    const world = await RetentionWorld.open();
    await world.add(1, old);
    const key = { organization, runId: 1 };
    const wanted = { runId: 1, projectId, pipelineId: 1, ownerId: 'o', validUntil: now + 1, protectsPipeline: false };
    const asked = [() => world.leases.add(organization, wanted), () => world.remover.delete(key)];
    if (round % 2 === 1) asked.reverse();
    await Promise.all(asked.map(ask => ask()));
    assert.notEqual(await world.isDeleted(1), (await world.leases.ofRun(key)).length > 0);
  }
});

test('artifacts go before their run where the policy says so, once', async () => {
  const world = await RetentionWorld.open();
  await world.policies.change(organization, projectId, { runDays: 100, artifactDays: 40, runsToKeep: 0 });
  await world.add(1, old);
  await world.add(2, { ...old, leasedFor: 1 });
  await world.add(3, { ...old, isKept: true });
  await world.add(4, { ...old, age: 39 });
  for (const _ of [1, 2]) await world.retention.sweep();
  assert.deepEqual(world.artifactsGone, [1]);
  assert.equal(await world.isDeleted(1), false);
});

test('a deletion that was cut off is finished by the next look, and the record goes after its own time', async () => {
  const world = await RetentionWorld.open();
  await world.policies.change(organization, projectId, { runsToKeep: 0, deletedRunDays: 7 });
  await world.add(1, old);
  const key = { organization, runId: 1 };
  await world.leases.beginDeletion(key);
  await world.retention.sweep();
  assert.deepEqual(world.cleared, [1]);
  world.clock.at += 7 * dayMs - 1;
  await world.retention.sweep();
  assert.equal((await world.stores.runs.row(key))?.notes.isDeleted, true);
  world.clock.at += 1;
  await world.retention.sweep();
  assert.equal(await world.stores.runs.row(key), undefined);
  assert.deepEqual(world.cleared, [1]);
});
