import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TSchema, Type } from 'typebox';
import { compileReader, Unreadable } from '../../src/api/http/reading.ts';
import { Dictionary, Id32, Int32, WireEnum } from '../../src/wire/json-schema.ts';

const colour = WireEnum({ red: 1, darkBlue: 2, navy: 2 });
const shape = Type.Object({
  id: Type.Optional(Int32),
  flag: Type.Optional(Type.Boolean()),
  colour: Type.Optional(colour),
  names: Type.Optional(Type.Array(Type.String())),
  map: Type.Optional(Dictionary(Type.String())),
  inner: Type.Optional(Type.Object({ colour: Type.Optional(colour) })),
});

function read(schema: TSchema, value: unknown, httpPart = 'body'): unknown {
  const answer = compileReader({ schema, httpPart, method: 'GET', url: '/' })(value) as {
    value?: unknown;
    error?: Error;
  };
  return answer.error ?? answer.value;
}

/** What is sent, and what a route gets. */
const understood: readonly (readonly [unknown, unknown])[] = [
  [{ id: '5' }, { id: 5 }],
  [{ id: '-2147483648' }, { id: -2_147_483_648 }],
  [{ flag: 'TRUE' }, { flag: true }],
  [{ flag: 'false' }, { flag: false }],
  [{ colour: 'red' }, { colour: 'red' }],
  [{ colour: 'DARKBLUE' }, { colour: 'darkBlue' }],
  [{ colour: 2 }, { colour: 'darkBlue' }],
  [{ colour: '1' }, { colour: 'red' }],
  [{ inner: { Colour: 1 } }, { inner: { colour: 'red' } }],
  [
    { ID: 5, Flag: true },
    { id: 5, flag: true },
  ],
  [{ names: ['a', 5, true] }, { names: ['a', '5', 'true'] }],
  [{ map: { A: 1, a: 'x', gone: null } }, { map: { A: '1', a: 'x' } }],
  [{ id: null, inner: null }, {}],
  [{ stranger: { deep: null } }, { stranger: { deep: null } }],
  [undefined, {}],
];

test('what clients of the service send is understood', () => {
  for (const [sent, expected] of understood) assert.deepEqual(read(shape, sent), expected, JSON.stringify(sent));
});

const refused: readonly unknown[] = [
  { id: '5.0' },
  { id: '1e3' },
  { id: ' 5' },
  { id: '' },
  { id: 2_147_483_648 },
  { flag: 1 },
  { flag: 'yes' },
  { colour: 'green' },
  { colour: 3 },
  { colour: {} },
  { colour: { toString: 1, valueOf: 1 } },
  { names: 'a' },
  { names: [{}] },
  { map: [] },
  { map: { a: {} } },
  [],
  'text',
  5,
];

test('what does not fit is refused', () => {
  for (const sent of refused) assert.ok(read(shape, sent) instanceof Unreadable, JSON.stringify(sent));
});

test('a body that is missing is told from one that is wrong', () => {
  const needed = Type.Object({ id: Id32 });
  for (const [sent, part, isMissing] of [
    [undefined, 'body', true],
    [null, 'body', true],
    [{}, 'body', false],
    [undefined, 'querystring', false],
  ] as const) {
    const error = read(needed, sent, part);
    assert.ok(error instanceof Unreadable);
    assert.equal(error.isMissingBody, isMissing);
  }
});
