import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { RepositoryId } from '../../src/base/id.ts';
import type { Stores } from '../../src/run/ports/stores.ts';
import { RecordedPushes } from '../../src/run/recorded-pushes.ts';
import { onEachDatabase } from './support/each-database.ts';
import { organization, someone, World } from './support/world.ts';

const version = 'api-version=7.2-preview';
const agents = '/_apis/distributedtask/pools/1/agents';

/** What two servers of one database do at once. */
function serverRacesOn(name: string, open: () => Promise<Stores>): void {
  describe(`of two servers on one ${name}`, () => {
    const servers: World[] = [];
    before(async () => {
      for (const _ of [1, 2]) servers.push(await World.open({ stores: await open() }));
    });
    after(async () => {
      for (const world of servers) await world[Symbol.asyncDispose]();
    });

    test('no two agents of a pool get one name', async () => {
      const statuses = async (calls: readonly (readonly [method: string, path: string, name: string])[]) => {
        const answers = await Promise.all(
          calls.map(([method, path, agent], index) =>
            servers[index % 2]?.call(method, `${path}?${version}`, { body: { name: agent } }),
          ),
        );
        return answers.map(answer => answer?.statusCode).sort();
      };
      for (let round = 0; round < 10; round += 1) {
        const adding = Array.from({ length: 6 }, () => ['POST', agents, `Agent ${round}`] as const);
        assert.deepEqual(await statuses(adding), [200, 409, 409, 409, 409, 409]);
      }
      const list = await servers[0]?.call('GET', `${agents}?${version}`);
      const ids = (list?.json<{ value: { id: number }[] }>().value ?? []).map(({ id }) => id);
      assert.equal(ids.length, 10);
      for (const method of ['PATCH', 'PUT']) {
        const renaming = ids.map(id => [method, `${agents}/${id}`, `THE ${method}`] as const);
        assert.deepEqual(await statuses(renaming), [200, ...Array.from({ length: 9 }, () => 409)]);
      }
      for (const { faults } of servers) assert.deepEqual(faults, []);
    });

    test('no push is recorded twice', async () => {
      const pushes = servers.map(({ stores, clock }) => {
        const allot = (sequence: string) => stores.runs.allot(organization, sequence);
        return new RecordedPushes({ organization, documents: stores.documents, clock, allot });
      });
      const [maker, watcher] = pushes;
      const repository = 'dddddddd-0000-4000-8000-000000000001' as RepositoryId;
      const rounds = 20;
      for (let round = 0; round < rounds; round += 1) {
        const ref = { refName: 'refs/heads/main', from: `${round}`, to: `${round + 1}` };
        await maker?.making(repository, async id => {
          const record = maker.record(repository, { id, refs: [ref], by: someone, seenAs: [ref] });
          await Promise.all([record, watcher?.notice(repository, ref)]);
          return record;
        });
      }
      const listed = (await watcher?.list(repository, 2 * rounds)) ?? [];
      assert.deepEqual(
        listed.map(({ by, refs }) => [by?.displayName, refs[0]?.from]),
        Array.from({ length: rounds }, (_, index) => [someone.displayName, `${rounds - 1 - index}`]),
      );
    });
  });
}

onEachDatabase(serverRacesOn);
