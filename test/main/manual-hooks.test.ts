import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventTypeOf, publisherOf, publishers } from '../../src/hooks/event-types.ts';
import { startMillrace } from '../../src/main/library.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'manual', 'hooks.md'), 'utf8');

test('the subscription that the manual shows is taken', async () => {
  const sample = /^```json\n(.*?)^```$/ms.exec(page)?.[1];
  assert.ok(sample);
  await using millrace = await startMillrace();
  const answer = await fetch(`${millrace.url}/_apis/hooks/subscriptions?api-version=7.1`, {
    method: 'POST',
    headers: { authorization: `Bearer ${millrace.token}`, 'content-type': 'application/json' },
    body: sample,
  });
  assert.equal(answer.status, 200, await answer.text());
});

test('the manual names every event with its filters', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` \| `([\w.-]+)`[^|]*\| (.*) \|$/gm)];
  for (const [, publisher = '', event = '', filters = ''] of rows) {
    const named = [...filters.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    const known = eventTypeOf(publisherOf(publisher), event).filters.map(({ id }) => id);
    assert.deepEqual(named, known, event);
  }
  // The two events of approvals share a row.
  assert.equal(rows.length + 1, publishers.flatMap(({ eventTypes }) => eventTypes).length);
});
