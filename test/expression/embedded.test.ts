// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are YAML, not JavaScript.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Embedded, parseDirective, parseEmbedded, runtimeExpression } from '../../src/expression/embedded.ts';
import { evaluate } from '../../src/expression/evaluate.ts';
import type { Slot } from '../../src/expression/slots.ts';
import { caseScope, type Json, jsonOf } from './case-scope.ts';

const scope = caseScope({ who: 'you', list: ['x'] }, {});
const help = 'For more help, refer to https://go.microsoft.com/fwlink/?linkid=842996';
const unclosed =
  'The expression is not closed. An unescaped ${{ sequence was found, but the closing }} sequence was not found.';
const notAllowed = 'A template expression is not allowed in this context';
const inline = (name: string) =>
  `The directive '${name}' is not allowed in this context. Directives are not supported for expressions that are embedded within a string. Directives are only supported when the entire value is an expression.`;

const read: readonly (readonly [text: string, kind: Embedded['kind'], value: Json])[] = [
  ['', 'literal', ''],
  ['plain $( { }} ', 'literal', 'plain $( { }} '],
  ['$ {{ true }}', 'literal', '$ {{ true }}'],
  ["${{ 'text' }}", 'literal', 'text'],
  ["${{'a${{b'}}", 'literal', 'a${{b'],
  ["${{ 'a }} b' }}", 'literal', 'a }} b'],
  ["${{ 'it''s }} it' }}", 'literal', "it's }} it"],
  ['${{ true }}', 'expression', true],
  ['${{parameters.list}}', 'expression', ['x']],
  ['${{ parameters.who }} ', 'mixed', 'you '],
  ['a${{ true }}b${{ 1.50 }}', 'mixed', 'aTrueb1.5'],
  ["${{ 'a' }}${{ 'b' }}", 'mixed', 'ab'],
  ["it's {0} }} {${{ 1 }}}", 'mixed', "it's {0} }} {1}"],
  ["'${{ '}}' }}'", 'mixed', "'}}'"],
  ['${{ variables.none }}|', 'mixed', '|'],
];
describe('a scalar', () => {
  for (const [text, kind, value] of read) {
    test(`'${text}' is ${kind}`, () => {
      const embedded = parseEmbedded(text, 'compile');
      assert.equal(embedded.kind, kind);
      if ('text' in embedded) assert.equal(embedded.text, value);
      if (!('tree' in embedded)) return;
      const evaluated = evaluate(embedded.tree, scope);
      assert.deepEqual(evaluated.ok && jsonOf(evaluated.value), value);
    });
  }

  test('mixed text with an array fails when it is evaluated', () => {
    const embedded = parseEmbedded('a ${{ parameters.list }}', 'compile');
    assert.equal(embedded.kind, 'mixed');
    const message = 'Unable to convert from Array to String. Value: Array';
    assert.deepEqual('tree' in embedded && evaluate(embedded.tree, scope), { ok: false, message });
  });
});

const wrong: readonly (readonly [text: string, messages: readonly string[], slot?: Slot])[] = [
  ['${{ true', [unclosed]],
  ["${{ 'a }}", [unclosed]],
  ['a ${{ true }} ${{ b', [unclosed]],
  ['${{}}', ['An expression was expected']],
  ['a${{  }}', ['An expression was expected']],
  ['${{ nope }}', [`Unrecognized value: 'nope'. Located at position 1 within expression: 'nope'. ${help}`]],
  [
    'go ${{ nope }} on',
    [`Unrecognized value: 'nope'. Located at position 21 within expression: 'format('go {0} on', nope)'. ${help}`],
  ],
  [
    "it's {${{ 1 }} ${{ nope.x }}",
    [
      `Unrecognized value: 'nope'. Located at position 30 within expression: 'format('it''s {{{0} {1}', 1, nope.x)'. ${help}`,
    ],
  ],
  ['go ${{ 1 == 1 }} on', [`Unexpected symbol: '=='. Located at position 3 within expression: '1 == 1'. ${help}`]],
  [
    '${{ eq(1) }} ${{ nope }} ${{ 1x }} ${{',
    [`Unexpected symbol: ')'. Located at position 5 within expression: 'eq(1)'. ${help}`],
  ],
  ['${{ 1 }} ${{ 1x }} ${{', [`Unrecognized value: '1x'. Located at position 1 within expression: '1x'. ${help}`]],
  ['${{ if }}', [`Unrecognized value: 'if'. Located at position 1 within expression: 'if'. ${help}`]],
  ['${{ IF true }}', [`Unexpected symbol: 'true'. Located at position 4 within expression: 'IF true'. ${help}`]],
  ['a ${{ insert }}', [inline('insert')]],
  ['${{ if true }} b', [inline('if')]],
  [
    'a ${{ else b }}',
    ["Exactly 0 parameter(s) were expected following the directive 'else'. Actual parameter count: 1"],
  ],
  ['${{ 7 }}', [notAllowed], 'parameterDefault'],
  ["a${{ 'b' }}", [notAllowed], 'parameterDefault'],
  ['${{ parameters.who }}', [notAllowed], 'parameterDefault'],
];
describe('a wrong scalar', () => {
  for (const [text, messages, slot] of wrong) {
    test(`'${text}' is refused`, () => {
      const embedded = parseEmbedded(text, slot ?? 'compile');
      assert.deepEqual(embedded.kind === 'error' && [embedded.message], messages);
    });
  }

  for (const [text, directive] of [
    ['${{ insert }}', '${{ insert }}'],
    ['${{else}}', '${{ else }}'],
    ['${{ if  eq(1, 1) }}', '${{ if eq(1, 1) }}'],
  ] as const) {
    test(`'${text}' is a directive, which is no value`, () => {
      assert.deepEqual(parseEmbedded(text, 'compile'), { kind: 'directive', text: directive });
    });
  }

  test('a format call around an expression counts for its depth', () => {
    const deep = `${'not('.repeat(49)}true${')'.repeat(49)}`;
    assert.equal(parseEmbedded(`\${{ ${deep} }}`, 'compile').kind, 'expression');
    assert.equal(parseEmbedded(`a\${{ ${deep} }}`, 'compile').kind, 'error');
  });

  test('a default may be one text', () => {
    assert.deepEqual(parseEmbedded("${{ 'x' }}", 'parameterDefault'), { kind: 'literal', text: 'x' });
  });

  test('many expressions take no more than linear time', () => {
    assert.equal(parseEmbedded('${{ a '.repeat(150_000), 'compile').kind, 'error');
    assert.equal(parseEmbedded('${{ nope }}'.repeat(50_000), 'compile').kind, 'error');
  });
});

const eachForm = "The expected format of an 'each' expression is: ${ each <identifier> in <value> }";
const count = (expected: number, name: string, actual: number) =>
  `Exactly ${expected} parameter(s) were expected following the directive '${name}'. Actual parameter count: ${actual}`;
const directives: readonly (readonly [key: string, expected: unknown])[] = [
  ['${{ if eq(a, b) }}', { kind: 'if', condition: 'eq(a, b)', text: '${{ if eq(a, b) }}' }],
  ['${{if  true}}', { kind: 'if', condition: 'true', text: '${{ if true }}' }],
  ["${{ elseif 'a b' }}", { kind: 'elseif', condition: "'a b'", text: "${{ elseif 'a b' }}" }],
  ['${{else}}', { kind: 'else', text: '${{ else }}' }],
  ['${{ insert }}', { kind: 'insert', text: '${{ insert }}' }],
  [
    "${{ each x in split('a in b', ' in ') }}",
    {
      kind: 'each',
      variable: 'x',
      collection: "split('a in b', ' in ')",
      text: "${{ each x in split('a in b', ' in ') }}",
    },
  ],
  ['${{ each x of y }}', { kind: 'error', message: `The value 'of' is unexpected. ${eachForm}` }],
  ['${{ each x in }}', { kind: 'error', message: count(3, 'each', 2) }],
  ['${{ each x in a b }}', { kind: 'error', message: count(3, 'each', 4) }],
  ['${{ else if x }}', { kind: 'error', message: count(0, 'else', 2) }],
  ['${{ insert x }}', { kind: 'error', message: count(0, 'insert', 1) }],
  ['${{ if a == b }}', { kind: 'error', message: count(1, 'if', 3) }],
  ["${{ if a[ 'b' ] }}", { kind: 'error', message: count(1, 'if', 3) }],
  ['${{ if }}', undefined],
  ['${{ IF true }}', undefined],
  ['${{ iffy x }}', undefined],
  ['${{ if(true) }}', undefined],
  ['a${{ if true }}', undefined],
  ['${{ if true }} ', undefined],
  ['${{ if true', undefined],
  ['if true', undefined],
  ['', undefined],
];
describe('a key', () => {
  for (const [key, expected] of directives) {
    test(`'${key}'`, () => assert.deepEqual(parseDirective(key), expected));
  }
});

const runtime: readonly (readonly [text: string, expression: string | undefined])[] = [
  ['$[variables.a]', 'variables.a'],
  ['$[ eq(1, 1) ]', ' eq(1, 1) '],
  ['$[ ]', ' '],
  ['$[a[0]]', 'a[0]'],
  ['$[]', undefined],
  [' $[a]', undefined],
  ['$[a] ', undefined],
  ['x$[a]', undefined],
  ['$[a', undefined],
];
for (const [text, expression] of runtime) {
  test(`'${text}' is ${expression === undefined ? 'plain text' : 'an expression'} at run time`, () => {
    assert.equal(runtimeExpression(text), expression);
  });
}
