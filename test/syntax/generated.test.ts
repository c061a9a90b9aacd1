import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { printFinding, SourceFile } from '../../src/base/finding.ts';
import { readYaml } from '../../src/syntax/read.ts';
import { ReadFailure } from '../../src/syntax/reader/failure.ts';
import type { YamlNode } from '../../src/syntax/tree.ts';
import { scalarsOf } from './compact.ts';
import { YamlGenerator } from './generated-yaml.ts';
import { readByTokens } from './token-machine/parser.ts';

type Values = string | readonly Values[];

/** A tree's values alone; a mapping is the list of its pairs, since keys repeat. */
function valuesOf(node: YamlNode): Values {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'sequence':
      return node.items.map(valuesOf);
    case 'mapping':
      return node.entries.map(entry => [entry.key.value, valuesOf(entry.value)]);
  }
}

/** The same from the `yaml` package. Its failsafe schema leaves all scalars text. */
function valuesByPackage(text: string): Values {
  const document = parseDocument(text, { schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
  assert.deepEqual(document.errors, []);
  return packageValues(document.contents);
}

function packageValues(node: unknown): Values {
  if (isMap(node)) return node.items.map(pair => [packageValues(pair.key), packageValues(pair.value)]);
  if (isSeq(node)) return node.items.map(packageValues);
  return isScalar(node) ? String(node.value ?? '') : '';
}

function byReader(text: string): readonly string[] | YamlNode {
  const file = new SourceFile('/f.yml', text);
  const { root, findings } = readYaml(file);
  return root ?? findings.map(finding => printFinding(finding, new Map([[file.path, file]])));
}

function byMachine(text: string): readonly string[] | YamlNode {
  try {
    return readByTokens(text);
  } catch (stop) {
    if (!(stop instanceof ReadFailure)) throw stop;
    const file = new SourceFile('/f.yml', text);
    return stop.findings.map(finding => printFinding(finding, new Map([[file.path, file]])));
  }
}

const seeds = Array.from({ length: 600 }, (_, seed) => seed);

describe('generated documents', () => {
  test('are read as the yaml package reads them', () => {
    for (const seed of seeds) {
      const text = new YamlGenerator(seed).document();
      const { root } = readYaml(new SourceFile('/f.yml', text));
      assert.ok(root, `seed ${seed}`);
      assert.deepEqual(valuesOf(root), valuesByPackage(text), `seed ${seed}`);
    }
  });

  test('are read as the token machine reads them', () => {
    for (const seed of seeds) {
      const text = withoutDirectives(new YamlGenerator(seed).document());
      assert.deepEqual(byReader(text), byMachine(text), `seed ${seed}`);
    }
  });

  test('keep what every plain and quoted scalar of one line was read from', () => {
    for (const seed of seeds) {
      const text = new YamlGenerator(seed).document();
      const { root } = readYaml(new SourceFile('/f.yml', text));
      assert.ok(root);
      for (const { value, style, span } of scalarsOf(root)) {
        const source = text.slice(span.start, span.end);
        if (style === 'plain' && !source.includes('\n')) assert.equal(source, value, `seed ${seed}`);
        if (style === 'single') assert.match(source, /^'.*'$/s);
        if (style === 'double') assert.match(source, /^".*"$/s);
      }
    }
  });
});

/** What one slip of a finger makes of a document. */
const slips: readonly [string, ...string[]] = [
  '',
  ' ',
  '\n',
  '\t',
  "'",
  '"',
  '[',
  ']',
  '{',
  '}',
  ',',
  ': ',
  '- ',
  '? ',
  '#',
  '|',
  '@',
  '  ',
  '\n  ',
];

describe('generated documents with one change', () => {
  test('are refused, or not, as the token machine does', () => {
    let secondErrors = 0;
    for (const seed of seeds) {
      const generator = new YamlGenerator(seed);
      const text = withoutDirectives(generator.document());
      for (let i = 0; i < 4; i++) {
        const changed = change(text, generator);
        const [reader, machine] = [byReader(changed), byMachine(changed)];
        if (isSecondError(reader, machine)) secondErrors++;
        else assert.deepEqual(reader, machine, `seed ${seed}, change ${i}: ${JSON.stringify(changed)}`);
      }
    }
    assert.ok(secondErrors <= seeds.length / 100, `${secondErrors} differences`);
  });

  /** Where a flow collection has two errors, the library finds the second first, having read the line ahead of its parser. */
  function isSecondError(reader: readonly string[] | YamlNode, machine: readonly string[] | YamlNode): boolean {
    if (!Array.isArray(reader) || !Array.isArray(machine)) return false;
    return / {2}While parsing a (flow|node)/.test(reader.join('\n')) && reader[0] !== machine[0];
  }

  function change(text: string, generator: YamlGenerator): string {
    const at = generator.below(text.length + 1);
    const removed = generator.below(3);
    return text.slice(0, at) + generator.pick(slips) + text.slice(at + removed);
  }
});

/** The token machine knows no directives. */
function withoutDirectives(text: string): string {
  return text.replace(/^%.*\r?\n/, '');
}
