// biome-ignore-all lint/suspicious/noTemplateCurlyInString: `${{ }}` is the pipeline's own.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Finding, SourceFile } from '../../src/base/finding.ts';
import { readYaml } from '../../src/syntax/read.ts';
import type { YamlNode } from '../../src/syntax/tree.ts';
import { scalarsOf } from './compact.ts';

/** Every node of a tree as its kind and the text that its span covers. */
function sources(node: YamlNode, text: string): readonly string[] {
  const own = `${node.kind}: ${text.slice(node.span.start, node.span.end)}`;
  switch (node.kind) {
    case 'scalar':
      return [own];
    case 'sequence':
      return [own, ...node.items.flatMap(item => sources(item, text))];
    case 'mapping':
      return [own, ...node.entries.flatMap(entry => [...sources(entry.key, text), ...sources(entry.value, text)])];
  }
}

const cases: readonly (readonly [yaml: string, ...sources: string[]])[] = [
  ['a: b # c\n', 'mapping: a: b', 'scalar: a', 'scalar: b'],
  ['# a\n\'b\' : "c\\t"\n', `mapping: 'b' : "c\\t"`, "scalar: 'b'", 'scalar: "c\\t"'],
  ['a:\n- b\n\n- c\n', 'mapping: a:\n- b\n\n- c', 'scalar: a', 'sequence: - b\n\n- c', 'scalar: b', 'scalar: c'],
  ['a: b\n  c  \n', 'mapping: a: b\n  c', 'scalar: a', 'scalar: b\n  c'],
  [
    'a: |\n  b\n  c\n\nd: >-\n',
    'mapping: a: |\n  b\n  c\n\nd: >-',
    'scalar: a',
    'scalar: |\n  b\n  c',
    'scalar: d',
    'scalar: >-',
  ],
  ['[ a, {b: c} ]', 'sequence: [ a, {b: c} ]', 'scalar: a', 'mapping: {b: c}', 'scalar: b', 'scalar: c'],
  ['[a : b ]', 'sequence: [a : b ]', 'mapping: a : b', 'scalar: a', 'scalar: b'],
  ['? a\n: b\n', 'mapping: ? a\n: b', 'scalar: a', 'scalar: b'],
  ['!t a: !u b', 'mapping: a: !u b', 'scalar: a', 'scalar: b'],
  ['\ufeff${{ a }}: 😀', 'mapping: ${{ a }}: 😀', 'scalar: ${{ a }}', 'scalar: 😀'],
];

describe('a span covers what its node was read from', () => {
  for (const [yaml, ...expected] of cases) {
    test(JSON.stringify(yaml), () => {
      const { root } = readYaml(new SourceFile('/f.yml', yaml));
      assert.deepEqual(root && sources(root, yaml), expected);
    });
  }
});

test('an empty value has an empty span behind its indicator', () => {
  const { root } = readYaml(new SourceFile('/f.yml', 'a:  # b\nc:\n-\n? d\n'));
  assert.ok(root);
  const empty = scalarsOf(root).filter(({ value }) => value === '');
  assert.deepEqual(
    empty.map(({ span }) => span),
    [2, 12, 16].map(at => ({ file: '/f.yml', start: at, end: at })),
  );
});

const sample = `# sample
parameters:
- name: environments
  type: object
  default: [ { name: 'dev', tags: [ "a\\t\\u00e9", b ] }, prod ]
steps:
- \${{ each env in parameters.environments }}:
  - bash: |
      echo "\${{ env.name }}"

      ls
    displayName: >-
      Deploy to
      \${{ env.name }}
    ? condition
    : and(succeeded(), 'it''s
        folded')
    env: !tag
      TOKEN: $(token)
...
`;

describe('a text that ends anywhere', () => {
  test('is read, or refused with a place that exists', () => {
    const { root } = readYaml(new SourceFile('/f.yml', sample));
    assert.ok(root);
    for (let end = 0; end <= sample.length; end++) {
      for (const text of [sample.slice(0, end), sample.slice(end), sample.slice(0, end).replaceAll('\n', '\r\n')]) {
        const result = readYaml(new SourceFile('/f.yml', text));
        assert.equal(result.root === undefined, result.findings.length > 0);
        for (const { at } of result.findings) assertWithin(at, text.length);
      }
    }
  });

  function assertWithin(at: Finding['at'], length: number): void {
    if (at === undefined || !('start' in at)) return;
    assert.ok(0 <= at.start && at.start <= at.end && at.end <= length);
  }
});
