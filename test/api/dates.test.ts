import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateText, normalDate } from '../../src/api/resources/dates.ts';

test('an instant has no zeros at its end', () => {
  const cases = [
    [0, '1970-01-01T00:00:00Z'],
    [1, '1970-01-01T00:00:00.001Z'],
    [100, '1970-01-01T00:00:00.1Z'],
    [120, '1970-01-01T00:00:00.12Z'],
    [50_000, '1970-01-01T00:00:50Z'],
  ] as const;
  for (const [instant, text] of cases) assert.equal(dateText(instant), text);
});

test('a time of an agent is written as the service writes it', () => {
  const cases = [
    [null, null],
    ['2026-08-12T08:26:40Z', '2026-08-12T08:26:40Z'],
    ['2026-08-12T08:26:40.0000000Z', '2026-08-12T08:26:40Z'],
    ['2026-08-12T08:26:45.6856429Z', '2026-08-12T08:26:45.6856429Z'],
    ['2026-08-12T08:26:45.1000000Z', '2026-08-12T08:26:45.1Z'],
    ['2026-08-12T10:26:45+02:00', '2026-08-12T08:26:45Z'],
    ['yesterday', null],
    ['', null],
  ] as const;
  for (const [given, written] of cases) assert.equal(normalDate(given), written, String(given));
});
