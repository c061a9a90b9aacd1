import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SourceFile } from '../../src/base/finding.ts';
import { yamlDepth, yamlFileBytes } from '../../src/base/limits.ts';
import { readYaml } from '../../src/syntax/read.ts';
import type { YamlNode } from '../../src/syntax/tree.ts';

function read(text: string): ReturnType<typeof readYaml> {
  return readYaml(new SourceFile('/f.yml', text));
}

function codeOf(text: string): string | undefined {
  return read(text).findings[0]?.code;
}

function depthOf(node: YamlNode | undefined): number {
  if (node === undefined || node.kind === 'scalar') return 0;
  const inner = node.kind === 'sequence' ? node.items : node.entries.map(entry => entry.value);
  return 1 + Math.max(0, ...inner.map(depthOf));
}

/** Collections within each other, in all the ways there are. */
const nests: Record<string, (levels: number) => string> = {
  'flow sequences': levels => '['.repeat(levels) + ']'.repeat(levels),
  'flow mappings': levels => '{a: '.repeat(levels) + '}'.repeat(levels),
  'pairs in flow sequences': levels => '[a: '.repeat(levels / 2) + ']'.repeat(levels / 2),
  'block sequences in one line': levels => '- '.repeat(levels),
  'block mappings': levels => Array.from({ length: levels }, (_, i) => `${' '.repeat(i)}a:\n`).join(''),
  'unindented sequences': levels => {
    const indents = Array.from({ length: levels / 2 }, (_, i) => ' '.repeat(2 * i));
    return indents
      .map(indent => `${indent}a:\n${indent}- b:\n`)
      .join('')
      .replace(/:\n$/, '\n');
  },
};

describe('the depth of a tree is limited', () => {
  for (const [name, nest] of Object.entries(nests)) {
    test(`${name}, as deep as allowed`, () => assert.equal(depthOf(read(nest(yamlDepth)).root), yamlDepth));
    test(`${name}, deeper`, () => assert.equal(codeOf(nest(yamlDepth + 2)), 'yaml.depth'));
    test(`${name}, far too deep`, () => assert.equal(codeOf(nest(2_000)), 'yaml.depth'));
  }

  test('keys that are mappings', () => {
    assert.equal(codeOf('? '.repeat(yamlDepth)), 'yaml.key-kind');
    assert.equal(codeOf('? '.repeat(yamlDepth + 1)), 'yaml.depth');
  });
  test('flow sequences, absurdly deep', () => assert.equal(codeOf('['.repeat(100_000)), 'yaml.depth'));
  test('tags on lines of their own, absurdly many', () => assert.equal(codeOf('!a\n'.repeat(100_000)), 'yaml.depth'));
});

/** Texts on which a reader that looks back or ahead too often would not come to an end. */
const large: Record<string, () => string> = {
  'a plain scalar of one line': () => `a: ${'x'.repeat(500_000)}`,
  'a plain scalar of many lines': () => `a: ${'x\n '.repeat(500_000)}`,
  'a plain scalar and blank lines': () => `a: b${'\n'.repeat(1_000_000)}c: d`,
  'a quoted scalar of many escapes': () => `"${'\\n'.repeat(500_000)}"`,
  'a quoted scalar of many lines': () => `'${'x\n'.repeat(500_000)}'`,
  'many quotes in quotes': () => `'${"''".repeat(500_000)}'`,
  'a block scalar of many lines': () => `a: |\n${'  x\n'.repeat(500_000)}`,
  'a block scalar of blank lines': () => `a: >+\n${'\n'.repeat(1_000_000)}`,
  'a long comment': () => `a: b #${' #'.repeat(500_000)}`,
  'many comments': () => `a:\n${'# b\n'.repeat(500_000)}`,
  'many blanks': () => `a:${' '.repeat(1_000_000)}b`,
  'a long flow sequence': () => `[${'a,'.repeat(500_000)}]`,
  'a long flow mapping': () => `{${'a: b,'.repeat(500_000)}}`,
  'many keys': () => 'a: b\n'.repeat(300_000),
  'many empty items': () => '-\n'.repeat(500_000),
  CRLF: () => 'a: |\r\n  b\r\n'.repeat(200_000),
};

describe('large texts are read', () => {
  for (const [name, text] of Object.entries(large)) {
    test(name, () => assert.deepEqual(read(text()).findings, []));
  }
  for (const [name, text, code] of [
    ['a quote that is never closed', `a: '${'x\n'.repeat(1_000_000)}`, 'yaml.quoted-end'],
    ['a key without a colon', `a: b\n'${'x'.repeat(1_000_000)}' c`, 'yaml.simple-key'],
    ['a long line of tokens behind a value', `a: b\n'c'${' "d"'.repeat(500_000)}`, 'yaml.simple-key'],
    ['brackets that close nothing', `a: ${']'.repeat(1_000_000)}`, 'yaml.node-content'],
    ['half a million quoted lines at the left edge', `a: b\n${"'c'\n".repeat(500_000)}`, 'yaml.simple-key'],
  ] as const) {
    test(name, () => assert.equal(codeOf(text), code));
  }
});

test('a file as large as allowed is read', () => {
  const line = 'key: value\n';
  const text = line.repeat(yamlFileBytes / line.length);
  assert.deepEqual(read(text).findings, []);
});
