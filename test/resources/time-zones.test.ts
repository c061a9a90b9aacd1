import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timeZoneOf } from '../../src/resources/time-zones.ts';

const zones: readonly (readonly [name: string, zone: string | undefined])[] = [
  ['UTC', 'UTC'],
  ['Pacific Standard Time', 'America/Los_Angeles'],
  ['w. europe standard time', 'Europe/Berlin'],
  ['Europe/Berlin', 'Europe/Berlin'],
  ['nowhere', undefined],
  ['', undefined],
];

for (const [name, zone] of zones) {
  test(`the time zone '${name}' is ${zone ?? 'not known'}`, () => {
    assert.equal(timeZoneOf(name), zone);
  });
}
