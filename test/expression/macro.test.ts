// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are YAML, not JavaScript.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { expandedVariablesLength, macroNameLength, variableDepth } from '../../src/base/limits.ts';
import { expandMacros, expandVariables } from '../../src/expression/macro.ts';

const values: Readonly<Record<string, string>> = {
  a: '1',
  b: 'two',
  ' x ': 'spaced',
  self: '$(self)',
  dollar: '$',
  empty: '',
  $: 'sign',
};

const texts: readonly (readonly [text: string, expanded: string])[] = [
  ['', ''],
  ['no macro', 'no macro'],
  ['$(a)', '1'],
  ['<$(a)$(B)>', '<1two>'],
  ['$(none) $(a)', '$(none) 1'],
  ['$()', '$()'],
  ['$( x )$( a )', 'spaced$( a )'],
  ['$(self)', '$(self)'],
  ['$(out$(a))', '$(out1)'],
  ['$$(a)', '$1'],
  ['$(dollar)(a)', '$(a)'],
  ['$(empty)', ''],
  ['$(a', '$(a'],
  ['$($)', 'sign'],
  ['$((a))', '$((a))'],
  ['$[a] ${{ a }}', '$[a] ${{ a }}'],
];
describe('macros in a text', () => {
  for (const [text, expanded] of texts) {
    test(`'${text}' is '${expanded}'`, () => {
      assert.equal(
        expandMacros(text, name => values[name.toLowerCase()]),
        expanded,
      );
    });
  }

  test('a name is looked up to a length', () => {
    const name = 'n'.repeat(macroNameLength);
    assert.equal(
      expandMacros(`$(${name})$(${name}n)`, () => '!'),
      `!$(${name}n)`,
    );
  });

  test('a long text of openings takes no more than linear time', () => {
    const text = `${'$('.repeat(200_000)})`;
    assert.equal(
      expandMacros(text, () => undefined),
      text,
    );
  });
});

type Expected = { readonly values: Readonly<Record<string, string>>; readonly cyclic: readonly string[] };
const expansions: readonly (readonly [
  what: string,
  variables: Readonly<Record<string, string>>,
  expected: Expected,
])[] = [
  ['one by another', { a: '<$(b)>', B: '$(C)$(c)', c: 'x' }, { values: { a: '<xx>', B: 'xx', c: 'x' }, cyclic: [] }],
  ['nothing by an unknown one', { a: '$(gone)' }, { values: { a: '$(gone)' }, cyclic: [] }],
  [
    'what was put in is not looked at again',
    { a: '$(b)c)', b: '$(', c: 'x' },
    { values: { a: '$(c)', b: '$(', c: 'x' }, cyclic: [] },
  ],
  ['a circle keeps its texts', { a: '$(b)', b: '$(A)' }, { values: { a: '$(b)', b: '$(A)' }, cyclic: ['a', 'b'] }],
  ['one that mentions itself', { a: 'x$(a)' }, { values: { a: 'x$(a)' }, cyclic: ['a'] }],
  [
    'one whose way leads into a circle',
    { in: '$(fine)$(a)', a: '$(b)', b: '$(a)', fine: 'f', out: '$(fine)' },
    { values: { in: '$(fine)$(a)', a: '$(b)', b: '$(a)', fine: 'f', out: 'f' }, cyclic: ['in', 'a', 'b'] },
  ],
];
describe('variables expanded by each other', () => {
  for (const [what, variables, expected] of expansions) {
    test(what, () => {
      const { values, cyclic } = expandVariables(new Map(Object.entries(variables)));
      assert.deepEqual({ values: Object.fromEntries(values), cyclic }, expected);
    });
  }

  test('what is made from a secret is secret', () => {
    const variables = new Map([
      ['a', '$(b)'],
      ['b', '<$(C)>'],
      ['c', 'hidden'],
      ['d', 'open'],
      ['e', '$(e)$(c)'],
    ]);
    assert.deepEqual([...expandVariables(variables, new Set(['c'])).secrets], ['a', 'b', 'c']);
  });

  test('a chain goes to a depth, whatever is asked first', () => {
    for (const names of [chainNames(variableDepth + 1), chainNames(variableDepth + 1).reverse()]) {
      const variables = new Map(names.map(name => [name, name === 'v0' ? 'end' : `$(v${Number(name.slice(1)) - 1})`]));
      const { values, cyclic } = expandVariables(variables);
      assert.equal(values.get(`v${variableDepth - 1}`), 'end');
      assert.deepEqual(cyclic, [`v${variableDepth}`]);
    }
  });

  test('variables that double each other stop at a length', () => {
    const variables = new Map(
      chainNames(45).map(name => [
        name,
        name === 'v0' ? 'x'.repeat(100) : `$(v${Number(name.slice(1)) - 1})`.repeat(2),
      ]),
    );
    const { values, cyclic } = expandVariables(variables);
    assert.equal(values.get('v3')?.length, 800);
    assert.ok(cyclic.includes('v44'));
    const total = [...values.values()].reduce((sum, value) => sum + value.length, 0);
    assert.ok(total <= 2 * expandedVariablesLength);
  });

  test('a web of mentions beyond the depth is walked once', () => {
    const variables = new Map(chainNames(200).map(name => [name, `$(v${Number(name.slice(1)) - 1})`.repeat(3)]));
    assert.ok(expandVariables(variables).cyclic.length > 0);
  });
});

function chainNames(length: number): string[] {
  return Array.from({ length }, (_, index) => `v${index}`);
}
