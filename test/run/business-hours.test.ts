import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isOpen, nextChange } from '../../src/run/gate/business-hours.ts';
import { hours } from './hours.ts';

describe('business hours', () => {
  const night = { ...hours, startMinute: 1320, endMinute: 120 };
  for (const [what, rule, at, open] of [
    ['Monday at nine', hours, '2024-02-05T08:00Z', true],
    ['Monday before nine', hours, '2024-02-05T07:59Z', false],
    ['Monday at five', hours, '2024-02-05T16:00Z', false],
    ['Sunday', hours, '2024-02-04T10:00Z', false],
    ['Monday at nine in summer', hours, '2024-07-01T07:00Z', true],
    ['Saturday at one, of a night that began on Friday', night, '2024-02-10T00:00Z', true],
    ['Monday at one, of a night that began on Sunday', night, '2024-02-05T00:00Z', false],
  ] as const) {
    test(`are ${open ? 'on' : 'off'} on ${what}`, () => assert.equal(isOpen(rule, Date.parse(at)), open));
  }

  test('change next when they begin or end, on whatever day', () => {
    const next = (at: string) => new Date(nextChange(hours, Date.parse(at))).toISOString();
    assert.equal(next('2024-02-05T07:10:30Z'), '2024-02-05T08:00:00.000Z');
    assert.equal(next('2024-02-05T08:00:00Z'), '2024-02-05T16:00:00.000Z');
    assert.equal(next('2024-02-05T16:00:00Z'), '2024-02-06T08:00:00.000Z');
  });
});
