import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { RunEvent } from '../../src/run/events.ts';
import { fold } from '../../src/run/evolve.ts';
import { TimelineView } from '../../src/run/timeline-view.ts';

/** Streams as earlier versions stored them, with what they must still mean. Never edited: a new kind of event gets a stream of its own. */
const histories = [
  {
    file: '0001-jobs-and-a-cancel.jsonl',
    result: 'canceled',
    stages: { A: 'failed', B: 'skipped', C: 'canceled' },
    jobs: [
      ['a', 'succeeded'],
      ['b', 'failed'],
      ['d', 'canceled'],
    ],
  },
] as const;

for (const { file, result, stages, jobs } of histories) {
  test(`the stream ${file} still gives the run that it gave`, async () => {
    const text = await readFile(new URL(file, import.meta.url), 'utf8');
    const events = text
      .trim()
      .split('\n')
      .map((line): RunEvent => JSON.parse(line));
    const run = fold(events);
    assert.deepEqual([run.state, run.result], ['completed', result]);
    assert.deepEqual(Object.fromEntries([...run.stages].map(([name, stage]) => [name, stage.result])), stages);
    const view = new TimelineView();
    for (const event of events) view.apply(event);
    const shown = view.records.filter(({ type }) => type === 'Job').map(record => [record.refName, record.result]);
    assert.deepEqual(shown, jobs);
  });
}
