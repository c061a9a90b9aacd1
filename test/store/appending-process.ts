import { writeSync } from 'node:fs';
import type { RunKey } from '../../src/run/events.ts';
import type { Stores } from '../../src/run/ports/stores.ts';
import { commit, events, organization, request, row } from '../conformance/samples.ts';
import { openStoresAt } from './doors.ts';

/** How many runs are appended to at once, and how many events come with each append. */
export const runCount = 8;
export const eventsPerAppend = 3;

/** Appends until it is killed, and says `RUN VERSION` on a line as soon as an append is acknowledged. Arguments: where the database is. */
async function main(place: string): Promise<void> {
  const stores = await openStoresAt(place);
  await Promise.all(Array.from({ length: runCount }, (_, index) => appendForEver(stores, index + 1)));
}

async function appendForEver(stores: Stores, runId: number): Promise<never> {
  const key: RunKey = { organization, runId };
  let version = (await stores.runs.read(key, 0)).length;
  for (;;) {
    const next = version + eventsPerAppend;
    const outcome = await stores.runs.append(
      commit(key, version, {
        events: events(eventsPerAppend, version + 1),
        row: row(key, { name: `${next}` }),
        enqueue: [request(await stores.runs.allot(organization, 'request'), { runId })],
        finalYaml: `run: ${runId}\n`,
      }),
    );
    if (!outcome.ok) throw new Error(`Run ${runId} stands at ${outcome.found}, not at ${version}.`);
    version = outcome.version;
    // Synchronously: what is told must not wait in a buffer that dies with the process.
    writeSync(1, `${runId} ${version}\n`);
  }
}

const [, program, place] = process.argv;
if (program === import.meta.filename && place !== undefined) await main(place);
