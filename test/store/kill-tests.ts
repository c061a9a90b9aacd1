import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { events, organization, row } from '../conformance/samples.ts';
import { eventsPerAppend, runCount } from './appending-process.ts';
import { openStoresAt } from './doors.ts';

const rounds = 3;

/** Kills a process that appends, at random instants, and looks for what it had been told is kept. */
export function killTests(newPlace: () => Promise<AsyncDisposable & { readonly place: string }>): void {
  test('nothing that was acknowledged is lost when the process is killed', { timeout: 120_000 }, async () => {
    await using database = await newPlace();
    const told = new Map<number, number>();
    for (let round = 0; round < rounds; round += 1) {
      const enough = randomInt(1, 400);
      await appendUntilKilled(database.place, enough, told);
      await checkRuns(database.place, told, `killed after ${enough} acknowledgements in round ${round}`);
    }
    assert.equal(told.size, runCount);
  });
}

/** Notes in `told` the last version of each run that was acknowledged. */
async function appendUntilKilled(place: string, enough: number, told: Map<number, number>): Promise<void> {
  const program = new URL('appending-process.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, place], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let lines = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [runId, version] = line.split(' ').map(Number);
    assert.ok(runId !== undefined && version !== undefined);
    told.set(runId, version);
    lines += 1;
    if (lines === enough) child.kill('SIGKILL');
  }
  assert.deepEqual(await ended, [null, 'SIGKILL'], 'it went on until it was killed');
}

async function checkRuns(place: string, told: ReadonlyMap<number, number>, when: string): Promise<void> {
  await using stores = await openStoresAt(place);
  const { runs, queue } = stores;
  let appends = 0;
  for (const [runId, version] of told) {
    const key = { organization, runId };
    const found = await runs.read(key, 0);
    assert.ok(found.length >= version, `run ${runId} has ${found.length} of ${version} events: ${when}`);
    assert.equal(found.length % eventsPerAppend, 0, `run ${runId} has half an append: ${when}`);
    assert.deepEqual(found, events(found.length));
    assert.deepEqual(await runs.row(key), row(key, { name: `${found.length}` }));
    assert.equal(await runs.finalYaml(key), `run: ${runId}\n`);
    appends += found.length / eventsPerAppend;
  }
  const last = await runs.allot(organization, 'request');
  const requests = await Promise.all(Array.from({ length: last }, (_, index) => queue.get(organization, index + 1)));
  const queued = requests.filter(one => one !== undefined && told.has(one.runId));
  assert.equal(queued.length, appends, `each append came with its request: ${when}`);
}
