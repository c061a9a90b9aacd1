import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  conversionMessage,
  kindOf,
  toBoolean,
  toJson,
  toNumber,
  toText,
  toVersion,
} from '../../src/expression/convert.ts';
import { DateTime, ObjectValue, type Value, Version } from '../../src/expression/value.ts';

const date = new DateTime(Date.UTC(2024, 1, 3, 4, 5, 6));
const object = new ObjectValue([]);
const rows: readonly (readonly [
  value: Value,
  kind: string,
  boolean: boolean,
  number: number | undefined,
  text: string | undefined,
])[] = [
  [null, 'Null', false, 0, ''],
  [true, 'Boolean', true, 1, 'True'],
  [false, 'Boolean', false, 0, 'False'],
  [0, 'Number', false, 0, '0'],
  [-1.5, 'Number', true, -1.5, '-1.5'],
  [1e-9, 'Number', true, 1e-9, '0'],
  [2 ** 70, 'Number', true, 2 ** 70, '1180591620717411303424'],
  ['', 'String', false, 0, ''],
  ['False', 'String', true, undefined, 'False'],
  [' 1,000.5 ', 'String', true, 1000.5, ' 1,000.5 '],
  [new Version([1, 2, 0]), 'Version', true, undefined, '1.2.0'],
  [date, 'DateTime', true, undefined, '2024-02-03 04:05:06+00:00'],
  [[], 'Array', true, undefined, undefined],
  [object, 'Object', true, undefined, undefined],
];
describe('conversions', () => {
  for (const [value, kind, boolean, number, text] of rows) {
    test(`of ${kind} ${text}`, () => {
      assert.deepEqual(
        [kindOf(value), toBoolean(value), toNumber(value), toText(value)],
        [kind, boolean, number, text],
      );
    });
  }

  const versions: readonly (readonly [value: Value, parts: readonly number[] | undefined])[] = [
    ['1.2', [1, 2]],
    ['1.2.3.4', [1, 2, 3, 4]],
    [' 1 .+2', [1, 2]],
    [3.25, [3, 25]],
    ['1', undefined],
    [3, undefined],
    ['1.2.3.4.5', undefined],
    ['1.-2', undefined],
    ['1.x', undefined],
    ['1..2', undefined],
    ['1.2147483648', undefined],
    [true, undefined],
  ];
  for (const [value, parts] of versions) {
    test(`of ${value} to a version`, () => assert.deepEqual(toVersion(value)?.parts, parts));
  }

  const messages: readonly (readonly [value: Value, message: string])[] = [
    [[], 'Unable to convert from Array to String. Value: Array'],
    [object, 'Unable to convert from Object to String. Value: Object'],
    ["it's", "Unable to convert from String to String. Value: 'it''s'"],
    [null, 'Unable to convert from Null to String. Value: Null'],
  ];
  for (const [value, message] of messages) {
    test(message, () => assert.equal(conversionMessage(value, 'String'), message));
  }
});

describe('JSON', () => {
  test('takes any depth', () => {
    let value: Value = 'x';
    for (let i = 0; i < 3_000; i++) value = i % 2 === 0 ? [value] : new ObjectValue([['a', value]]);
    const json = toJson(value);
    assert.equal(json.replaceAll(/\s/g, ''), `${'{"a":['.repeat(1_500)}"x"${']}'.repeat(1_500)}`);
  });

  test('keeps what a text would round', () =>
    assert.equal(toJson([0.123456789, 2 ** 70]), '[\n  0.123456789,\n  1180591620717411303424\n]'));
});
