import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PlanId, ProjectId } from '../../src/base/id.ts';
import { dueBatch } from '../../src/base/limits.ts';
import type { RunKey } from '../../src/run/events.ts';
import type { RunStore } from '../../src/run/ports/run-store.ts';
import type { Stores } from '../../src/run/ports/stores.ts';
import { commit, event, events, hostileTexts, many, organization, request, row, run7 } from './samples.ts';

/** What every `RunStore` keeps. `open` makes empty stores. */
export function runStoreConformance(name: string, open: () => Promise<Stores>): void {
  describe(`${name} keeps the RunStore contract`, () => {
    sequenceTests(open);
    appendTests(open);
    rowTests(open);
    removalTests(open);
    raceTests(open);
    faultTests(open);
    lookUpTests(open);
    dueTests(open);
    valueTests(open);
  });
}

function sequenceTests(open: () => Promise<Stores>): void {
  test('a sequence counts from 1, for each organization and name', async () => {
    await using stores = await open();
    const { runs } = stores;
    assert.equal(await runs.allot('a', 'run'), 1);
    assert.equal(await runs.allot('a', 'run'), 2);
    assert.equal(await runs.allot('a', 'request'), 1);
    assert.equal(await runs.allot('b', 'run'), 1);
    assert.equal(await runs.allot('a', 'run'), 3);
  });

  test('a sequence never gives a number twice', async () => {
    await using stores = await open();
    const numbers = await Promise.all(many(50, () => stores.runs.allot(organization, 'run')));
    assert.equal(new Set(numbers).size, 50);
  });
}

function appendTests(open: () => Promise<Stores>): void {
  test('events come back in order, from any version', async () => {
    await using stores = await open();
    const { runs } = stores;
    assert.deepEqual(await runs.append(commit(run7, 0, { events: events(2) })), { ok: true, version: 2 });
    assert.deepEqual(await runs.append(commit(run7, 2, { events: events(3, 3) })), { ok: true, version: 5 });
    assert.deepEqual(await runs.read(run7, 0), events(5));
    assert.deepEqual(await runs.read(run7, 3), events(2, 4));
    assert.deepEqual(await runs.read(run7, 5), []);
    assert.deepEqual(await runs.read({ organization, runId: 8 }, 0), []);
  });

  for (const [what, expected, found] of [
    ['older', 1, 2],
    ['newer', 5, 2],
    ['first', 0, 2],
  ] as const) {
    test(`an append against the ${what} version is refused and writes nothing`, async () => {
      await using stores = await open();
      await stores.runs.append(commit(run7, 0, { events: events(2), enqueue: [request(1)], finalYaml: 'first' }));
      const late = commit(run7, expected, {
        events: [event(99)],
        row: row(run7, { name: 'late' }),
        enqueue: [request(2)],
        dequeue: [1],
        finalYaml: 'late',
      });
      assert.deepEqual(await stores.runs.append(late), { ok: false, found });
      assert.deepEqual(await stores.runs.read(run7, 0), events(2));
      assert.deepEqual(await stores.runs.row(run7), row(run7));
      assert.equal(await stores.runs.finalYaml(run7), 'first');
      assert.deepEqual(await stores.queue.get(organization, 1), request(1));
      assert.equal(await stores.queue.get(organization, 2), undefined);
    });
  }

  test('an append against a version of a run that does not exist is refused', async () => {
    await using stores = await open();
    assert.deepEqual(await stores.runs.append(commit(run7, 1)), { ok: false, found: 0 });
    assert.equal(await stores.runs.row(run7), undefined);
  });
}

function rowTests(open: () => Promise<Stores>): void {
  test('an append without events writes the row and leaves the version', async () => {
    await using stores = await open();
    const { runs } = stores;
    assert.deepEqual(await runs.append(commit(run7, 0, { events: [] })), { ok: true, version: 0 });
    assert.deepEqual(await runs.append(commit(run7, 0, { finalYaml: 'late' })), { ok: true, version: 1 });
    const renamed = row(run7, { name: 'renamed' });
    assert.deepEqual(await runs.append(commit(run7, 1, { events: [], row: renamed })), { ok: true, version: 1 });
    assert.deepEqual(await runs.row(run7), renamed);
    assert.equal(await runs.finalYaml(run7), 'late');
    assert.deepEqual(await runs.read(run7, 0), events(1));
  });

  test('the row is rewritten with each append, save the facts', async () => {
    await using stores = await open();
    const { runs } = stores;
    await runs.append(commit(run7, 0));
    const completed = row(run7, { name: 'x', state: 'completed', result: 'failed', finishedAt: 5, dueAt: 6 });
    await runs.append(commit(run7, 1, { row: { ...completed, facts: { ...completed.facts, projectName: 'other' } } }));
    assert.deepEqual(await runs.row(run7), completed);
  });

  test('requests come and go with the events', async () => {
    await using stores = await open();
    const { runs, queue } = stores;
    await runs.append(commit(run7, 0, { enqueue: [request(1), request(2)] }));
    assert.deepEqual(await queue.get(organization, 2), request(2));
    const again = request(1, { attempt: 2 });
    await runs.append(commit(run7, 1, { dequeue: [1, 2, 99], enqueue: [again] }));
    assert.deepEqual(await queue.get(organization, 1), again);
    assert.equal(await queue.get(organization, 2), undefined);
  });
}

function removalTests(open: () => Promise<Stores>): void {
  test('a run that is removed is gone for good, and no other with it', async () => {
    await using stores = await open();
    const { runs } = stores;
    const others = [
      { organization, runId: 8 },
      { organization: 'other', runId: 7 },
    ];
    for (const key of [run7, ...others]) await runs.append(commit(key, 0, { finalYaml: 'yaml' }));
    await runs.remove(run7);
    await runs.remove(run7);
    assert.equal(await runs.row(run7), undefined);
    assert.equal(await runs.finalYaml(run7), undefined);
    assert.deepEqual(await runs.read(run7, 0), []);
    assert.equal(await runs.byPlan(organization, row(run7).planId), undefined);
    assert.deepEqual(await runs.append(commit(run7, 1)), { ok: false, found: 0 });
    for (const key of others) {
      assert.deepEqual(await runs.row(key), row(key));
      assert.deepEqual(await runs.read(key, 0), events(1));
    }
  });
}

function raceTests(open: () => Promise<Stores>): void {
  test('of 50 appends to one version one wins, and the others learn where the run stands', async () => {
    await using stores = await open();
    for (const expected of [0, 1, 2]) {
      const outcomes = await Promise.all(many(50, () => stores.runs.append(commit(run7, expected))));
      assert.deepEqual(
        outcomes.filter(outcome => outcome.ok),
        [{ ok: true, version: expected + 1 }],
      );
      for (const outcome of outcomes) if (!outcome.ok) assert.equal(outcome.found, expected + 1);
    }
    assert.deepEqual(await stores.runs.read(run7, 0), events(3));
  });

  test('appends that try again until they win all get in, once', async () => {
    await using stores = await open();
    await Promise.all(many(12, writer => appendUntilIn(stores.runs, run7, writer + 1)));
    const written = (await stores.runs.read(run7, 0)).map(one => one.at);
    assert.deepEqual(
      written.sort((a, b) => a - b),
      events(12).map(one => one.at),
    );
  });

  test('appends to different runs do not disturb each other', async () => {
    await using stores = await open();
    const keys = many(100, index => ({ organization: `organization-${index % 3}`, runId: 1 + index }));
    for (const expected of [0, 2]) {
      const commits = keys.map(key => commit(key, expected, { events: events(2, key.runId + expected) }));
      const outcomes = await Promise.all(commits.map(one => stores.runs.append(one)));
      for (const outcome of outcomes) assert.deepEqual(outcome, { ok: true, version: expected + 2 });
    }
    for (const key of keys) assert.deepEqual(await stores.runs.read(key, 0), events(4, key.runId));
  });
}

function faultTests(open: () => Promise<Stores>): void {
  test('an append that can not be stored fails alone and writes nothing', async () => {
    await using stores = await open();
    const { runs } = stores;
    await runs.append(commit(run7, 0, { enqueue: [request(1)] }));
    const keys = many(9, index => ({ organization, runId: 20 + index }));
    const faulty = keys[4];
    const outcomes = await Promise.allSettled(
      keys.map(key => runs.append(commit(key, 0, { enqueue: [request(key === faulty ? 1 : key.runId)] }))),
    );
    for (const [index, key] of keys.entries()) {
      const isStored = key !== faulty;
      assert.equal(outcomes[index]?.status, isStored ? 'fulfilled' : 'rejected');
      assert.deepEqual(await runs.read(key, 0), isStored ? events(1) : []);
      assert.deepEqual(await runs.row(key), isStored ? row(key) : undefined);
      assert.deepEqual(await stores.queue.get(organization, key.runId), isStored ? request(key.runId) : undefined);
    }
  });

  test('what was appended before closing is not lost', async () => {
    const stores = await open();
    const appended = Promise.all(many(20, index => stores.runs.append(commit({ organization, runId: index + 1 }, 0))));
    await stores[Symbol.asyncDispose]();
    for (const outcome of await appended) assert.deepEqual(outcome, { ok: true, version: 1 });
  });
}

function lookUpTests(open: () => Promise<Stores>): void {
  test('a run is found by its plan, in its organization', async () => {
    await using stores = await open();
    const { runs } = stores;
    const { planId } = row(run7);
    await runs.append(commit(run7, 0));
    assert.deepEqual(await runs.byPlan(organization, planId), run7);
    assert.equal(await runs.byPlan('other', planId), undefined);
    assert.equal(await runs.byPlan(organization, 'bbbbbbbb-0000-4000-8000-ffffffffffff' as PlanId), undefined);
  });

  test('the final YAML comes back as it was', async () => {
    await using stores = await open();
    const { runs } = stores;
    const finalYaml = `stages:\n- stage: ${hostileTexts.join('\r\n')}\n`;
    await runs.append(commit(run7, 0, { finalYaml }));
    await runs.append(commit(run7, 1));
    assert.equal(await runs.finalYaml(run7), finalYaml);
    await runs.append(commit({ organization, runId: 8 }, 0));
    assert.equal(await runs.finalYaml({ organization, runId: 8 }), undefined);
    assert.equal(await runs.finalYaml({ organization, runId: 9 }), undefined);
  });

  test('organizations are apart', async () => {
    await using stores = await open();
    const { runs } = stores;
    const there: RunKey = { organization: 'other', runId: run7.runId };
    await runs.append(commit(run7, 0));
    assert.equal(await runs.row(there), undefined);
    assert.deepEqual(await runs.append(commit(there, 0, { events: [event(50)] })), { ok: true, version: 1 });
    assert.deepEqual(await runs.read(run7, 0), events(1));
    assert.deepEqual(await runs.read(there, 0), [event(50)]);
    assert.deepEqual(await runs.list({ organization: 'other', top: 9 }), [row(there)]);
  });

  test('lists are newest first, by project and pipeline, and as long as asked', async () => {
    await using stores = await open();
    const { runs } = stores;
    const projectId = 'cccccccc-0000-4000-8000-000000000001' as ProjectId;
    const pipeline = { id: 4, revision: 1, name: 'other', folder: '\\' };
    const changes = [{}, { projectId }, { projectId, pipeline }, {}, { pipeline }];
    for (const [index, change] of changes.entries()) {
      const key = { organization, runId: index + 1 };
      await runs.append(commit(key, 0, { row: row(key, change) }));
    }
    for (const [query, ids] of [
      [{ top: 10 }, [5, 4, 3, 2, 1]],
      [{ top: 2 }, [5, 4]],
      [{ top: 0 }, []],
      [{ projectId, top: 10 }, [3, 2]],
      [{ pipelineId: 4, top: 10 }, [5, 3]],
      [{ projectId, pipelineId: 4, top: 10 }, [3]],
      [{ projectId, pipelineId: 5, top: 10 }, []],
      [{ before: 4, top: 2 }, [3, 2]],
      [{ pipelineId: 4, before: 5, top: 10 }, [3]],
    ] as const) {
      const listed = await runs.list({ organization, ...query });
      assert.deepEqual(
        listed.map(one => one.key.runId),
        ids,
      );
    }
  });
}

function dueTests(open: () => Promise<Stores>): void {
  test('runs are due once their time has come, in every organization, until they are completed', async () => {
    await using stores = await open();
    const { runs } = stores;
    const [early, late, never, done] = many(4, index => ({ organization: `organization-${index}`, runId: 1 }));
    assert.ok(early !== undefined && late !== undefined && never !== undefined && done !== undefined);
    await runs.append(commit(late, 0, { row: row(late, { dueAt: 200 }) }));
    await runs.append(commit(early, 0, { row: row(early, { dueAt: 100 }) }));
    await runs.append(commit(never, 0));
    await runs.append(commit(done, 0, { row: row(done, { dueAt: 100 }) }));
    await runs.append(commit(done, 1, { row: row(done, { dueAt: 100, state: 'completed', result: 'succeeded' }) }));
    assert.deepEqual(await runs.due(99), []);
    assert.deepEqual(await runs.due(100), [early]);
    assert.deepEqual(await runs.due(200), [early, late]);
    await runs.append(commit(early, 1));
    assert.deepEqual(await runs.due(200), [late]);
  });

  test(`at most ${dueBatch} runs are due at once, those that wait longest first`, async () => {
    await using stores = await open();
    const keys = many(dueBatch + 5, index => ({ organization, runId: index + 1 }));
    const commits = keys.map(key => commit(key, 0, { row: row(key, { dueAt: 1_000 - key.runId }) }));
    await Promise.all(commits.map(one => stores.runs.append(one)));
    const expected = keys.toReversed().slice(0, dueBatch);
    assert.deepEqual(await stores.runs.due(1_000), expected);
  });
}

function valueTests(open: () => Promise<Stores>): void {
  test('any text comes back as it was', async () => {
    await using stores = await open();
    const { runs } = stores;
    for (const [index, text] of hostileTexts.entries()) {
      const key = { organization, runId: index + 1 };
      const named = row(key, { name: text, pipeline: { id: 3, revision: 1, name: text, folder: `\\${text}` } });
      const skipped = { type: 'jobSkipped', at: 1, ref: { stage: text, job: text, attempt: 1 }, reason: text } as const;
      await runs.append(
        commit(key, 0, { row: named, events: [skipped], enqueue: [request(key.runId, { job: text })] }),
      );
      assert.deepEqual(await runs.row(key), named);
      assert.deepEqual(await runs.read(key, 0), [skipped]);
      assert.deepEqual(await stores.queue.get(organization, key.runId), request(key.runId, { job: text }));
    }
    assert.equal((await runs.list({ organization, top: 100 })).length, hostileTexts.length);
  });

  test('any text names an organization or a sequence', async () => {
    await using stores = await open();
    for (const text of hostileTexts) {
      const key = { organization: text, runId: 1 };
      assert.equal(await stores.runs.allot(text, text), 1);
      assert.deepEqual(await stores.runs.append(commit(key, 0)), { ok: true, version: 1 });
      assert.deepEqual(await stores.runs.read(key, 0), events(1));
    }
  });

  test('what others are to be told is made with the events, and only with them', async () => {
    await using stores = await open();
    const { runs, documents } = stores;
    const outbox = hostileTexts.map((text, index) => ({
      kind: 'outbox',
      scope: '',
      id: `7.${index}`,
      content: { position: index, dueAt: 5, value: { text } },
    }));
    await runs.append(
      commit(run7, 1, { outbox: [{ kind: 'outbox', scope: '', id: 'refused', content: { position: 0, value: 1 } }] }),
    );
    assert.deepEqual(await documents.list({ organization, kind: 'outbox', top: 99 }), []);
    await runs.append(commit(run7, 0, { outbox }));
    const listed = await documents.list({ organization, kind: 'outbox', top: 99 });
    assert.deepEqual(
      listed.map(({ value }) => value),
      hostileTexts.map(text => ({ text })),
    );
    assert.equal((await documents.due('outbox', 5)).length, hostileTexts.length);
  });

  test('an event may be large, and an append may hold many', async () => {
    await using stores = await open();
    const { runs } = stores;
    const large = {
      type: 'jobSkipped',
      at: 1,
      ref: { stage: 's', job: 'j', attempt: 1 },
      reason: 'ü'.repeat(3_000_000),
    } as const;
    await runs.append(commit(run7, 0, { events: [large] }));
    assert.deepEqual(await runs.append(commit(run7, 1, { events: events(3_000, 2) })), { ok: true, version: 3_001 });
    const read = await runs.read(run7, 0);
    assert.deepEqual(read[0], large);
    assert.deepEqual(read.slice(1), events(3_000, 2));
  });
}

async function appendUntilIn(runs: RunStore, key: RunKey, number: number): Promise<void> {
  for (let expected = 0; ; ) {
    const outcome = await runs.append(commit(key, expected, { events: [event(number)] }));
    if (outcome.ok) return;
    assert.ok(outcome.found > expected, 'a refusal tells of progress');
    expected = outcome.found;
  }
}
