import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc, { type Arbitrary } from 'fast-check';
import { parseDocument, stringify } from 'yaml';
import { SourceFile } from '../../src/base/finding.ts';
import { printYaml } from '../../src/plan/final-yaml.ts';
import { readYaml } from '../../src/syntax/read.ts';
import type { YamlNode } from '../../src/syntax/tree.ts';
import { type ExpandedNode, type ExpandedStyle, mappingAt, scalarAt, sequenceAt } from '../../src/template/expanded.ts';
import { forAll } from './budget.ts';

type Data = string | readonly Data[] | { readonly [key: string]: Data };

function read(text: string): YamlNode | undefined {
  return readYaml(new SourceFile('/f.yml', text)).root;
}

function byPackage(text: string): unknown {
  const document = parseDocument(text, { schema: 'failsafe', logLevel: 'silent' });
  return document.errors.length > 0 ? undefined : document.toJS();
}

/** A tree as data. Keys are all different here. */
function dataOf(node: YamlNode | undefined): Data | undefined {
  if (node === undefined || node.kind === 'scalar') return node?.value;
  if (node.kind === 'sequence') return node.items.map(item => dataOf(item) ?? '');
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.value, dataOf(value) ?? '']));
}

/** Texts that YAML could take for something else, and any others. */
const meaningful = [...'a b:-?[]{},#&*!|>\'"%@`\n\t~0.=<\\', '\u00a0', '\ufeff', 'é', '😀', '\u0007', '\u007f'];

/** YAML 1.1 has more of them than the package knows, and reading folds them. */
const otherBreaks = ['\r', '\u0085', '\u2028', '\u2029'];
const texts = fc.oneof(
  fc.string({ unit: fc.constantFrom(...meaningful), maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }).filter(text => !otherBreaks.some(end => text.includes(end))),
  fc.string({ unit: fc.constantFrom('a', ' ', '\n', '- ', ': '), maxLength: 30 }),
);

/** A plain empty key is no key to the service's library. */
const keys = texts.filter(text => text !== '__proto__' && text !== '');
const data: Arbitrary<Data> = fc.letrec<{ data: Data }>(tie => ({
  data: fc.oneof(
    { maxDepth: 4 },
    texts,
    fc.array(tie('data'), { maxLength: 4 }),
    fc.dictionary(keys, tie('data'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).data;

function textsOf(value: Data): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsOf(inner)]);
}

const layouts = fc.record({
  collectionStyle: fc.constantFrom('any', 'block', 'flow'),
  defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'),
  indent: fc.integer({ min: 1, max: 8 }),
  indentSeq: fc.boolean(),
  lineWidth: fc.constantFrom(0, 20, 80),
});

describe('the reader', () => {
  test('reads what the yaml package writes, in every layout', () => {
    forAll(fc.tuple(data, layouts), 3_000, ([value, layout]) => {
      const text = stringify({ k: value }, {
        ...layout,
        schema: 'failsafe',
        aliasDuplicateObjects: false,
        simpleKeys: true,
      } as never);
      // A block that begins with a tab is refused by the service's library.
      if (textsOf(value).some(text => /^\s*\t/.test(text))) return;
      // The package does not read everything back itself: some blanks and folded lines change on the way.
      if (!isDeepStrictEqual(byPackage(text), { k: value })) return;
      assert.deepEqual(dataOf(read(text)), { k: value }, text);
    });
  });

  test('reads texts of any characters, or refuses them', () => {
    forAll(
      fc.string({
        unit: fc.constantFrom(...meaningful, ...otherBreaks, '  ', '\n  ', ': ', '- ', '---', '%TAG'),
        maxLength: 60,
      }),
      8_000,
      text => {
        const { root, findings } = readYaml(new SourceFile('/f.yml', text));
        assert.equal(root === undefined, findings.length > 0);
      },
    );
  });
});

describe('the printer', () => {
  const styles: readonly ExpandedStyle[] = ['plain', 'single', 'double', 'literal', 'folded', 'computed'];
  const origin = { span: { file: '/f.yml', start: 0, end: 0 }, via: [] };

  function nodeOf(value: Data, style: ExpandedStyle): ExpandedNode {
    if (typeof value === 'string') return scalarAt(origin, value, style);
    if (Array.isArray(value))
      return sequenceAt(
        origin,
        value.map(item => nodeOf(item, style)),
      );
    return mappingAt(
      origin,
      Object.entries(value).map(([key, inner]) => ({ key: scalarAt(origin, key, style), value: nodeOf(inner, style) })),
    );
  }

  /** The service's own emitter writes a tab at a line's end plainly, and line breaks at the end of the
   * last text with one more, that of its last line. */
  const loseable = /(?:^|\n)\t|\t(?:\n|$)|^\n+$|\n\n$/;

  test('writes what the reader reads back, in every style', () => {
    forAll(fc.tuple(data, fc.constantFrom(...styles)), 5_000, ([value, style]) => {
      if (textsOf(value).some(text => loseable.test(text))) return;
      const { text } = printYaml(mappingAt(origin, [{ key: scalarAt(origin, 'k'), value: nodeOf(value, style) }]));
      // A block that begins with a tab is refused by the service's library.
      if (textsOf(value).some(text => /^\s*\t/.test(text))) return;
      // The package does not read everything back itself: some blanks and folded lines change on the way.
      if (!isDeepStrictEqual(byPackage(text), { k: value })) return;
      assert.deepEqual(dataOf(read(text)), { k: value }, text);
    });
  });
});
