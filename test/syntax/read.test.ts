// biome-ignore-all lint/suspicious/noTemplateCurlyInString: `${{ }}` is the pipeline's own.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SourceFile } from '../../src/base/finding.ts';
import { readYaml } from '../../src/syntax/read.ts';
import { compact } from './compact.ts';

/** What is read: a name, the text, and the tree as `compact` writes it. */
const cases: Record<string, readonly (readonly [name: string, yaml: string, tree: string])[]> = {
  scalars: [
    ['no value is typed', '[yes, on, 007, 1.0, 0x1F, ~, null, true]', '~[yes, on, 007, 1.0, 0x1F, ~_, null, true]'],
    ['a plain scalar ends before its blanks', 'a: b c  \n', '{a: b c_}'],
    ['a comment needs a blank before it', 'a: b#c # d', '{a: b#c_}'],
    ['a colon needs a blank behind it', 'a: b:c\nhttp://x: y', '{a: b:c_, http://x_: y}'],
    ['indicators that start a plain scalar', '[-1, -a, ?b, :c]', '~[-1, -a, ?b_, :c_]'],
    ['expressions', '${{ if eq(a, 1) }}:\n  a: ${{ b }}', '{${{ if eq(a, 1) }}_: {a: ${{ b }}_}}'],
    ['lines of a plain scalar are folded', 'a: b\n  c\n\n  d\n\n\n  e', '{a: b c\\nd\\n\\ne_}'],
    ['a plain scalar goes on right of its mapping', 'a:\n b\n  c\nd: e', '{a: b c_, d: e}'],
    ['a dash in a line of a plain scalar is text', 'a: b\n  - c', '{a: b - c_}'],
    ['single quotes', "'it''s': 'a: b # c'", "{'it's': 'a: b # c'}"],
    ['empty quotes', `['', ""]`, `~['', ""]`],
    ['lines of a quoted scalar are folded', `a: 'b  \n\n  c\n  d'`, "{a: 'b\\nc d'}"],
    ['a quoted scalar may stand left of its mapping', '  a: "b\nc"', '{a: "b c"}'],
    ['blank lines at the edges of quotes', '"\n\n a\n\n "', '"\\na\\n"'],
    [
      'double quotes',
      String.raw`"\0\a\b\t\n\v\f\r\e\ \"\/\\\N\_\L\P"`,
      `"${String.raw`\u0000\u0007\b\t\n\u000b\f\r\u001b \"/\\`}\x85\xa0\u2028\u2029"`,
    ],
    ['code points', String.raw`"\x41\u00e9\U0001F600"`, '"Aé😀"'],
    ['an escaped break joins lines', '"a \\\n   \\ b\\\n\n  c"', '"a  b\\nc"'],
    ['an escaped tab', '"a\\\tb"', '"a\\tb"'],
  ],
  'block scalars': [
    ['literal', 'a: |\n  b\n\n   c\n  d\n\ne: f', '{a: |b\\n\\n c\\nd\\n|, e: f}'],
    ['literal, stripped', 'a: |-\n  b\n\n', '{a: |b|}'],
    ['literal, kept', 'a: |+\n  b\n\nc: d', '{a: |b\\n\\n|, c: d}'],
    ['folded', 'a: >\n  b\n  c\n\n  d\n    e\n  f\n', '{a: >b c\\nd\\n  e\\nf\\n>}'],
    ['folded, stripped', '- >-\n  b\n  c\n- d', '[>b c>, d]'],
    ['folded, kept', 'a: >+\n  b\n  c\n\n\nd:', '{a: >b c\\n\\n\\n>, d: _}'],
    ['the first line in deeper blanks', 'a: |2\n    b\n  c\n', '{a: |  b\\nc\\n|}'],
    ['both indicators, in any order', '- |2-\n    a\n- |-2\n    b\n', '[|  a|, |  b|]'],
    ['a comment behind the indicator', 'a: | # x\n  # y\n', '{a: |# y\\n|}'],
    ['no last line break, none read', 'a: |\n  b', '{a: |b|}'],
    ['no text', 'a: |\nb: >-\n', '{a: ||, b: >>}'],
    ['blank lines only', 'a: |+\n\n\n', '{a: |\\n\\n|}'],
    ['of a document', '|\n a\n', '|a\\n|'],
    ['in the column of its key', 'a:\n|\n b\nc: d', '{a: |b\\n|, c: d}'],
    ['a tab is text', 'a: |\n  b\tc\n  \td\n', '{a: |b\\tc\\n\\td\\n|}'],
    ['a document marker ends it', '--- |\n %a\n...\n', '|%a\\n|'],
  ],
  'block collections': [
    ['nested mappings', 'a:\n  b:\n    c: d\n  e: f\ng: h', '{a: {b: {c: d}, e: f}, g: h}'],
    ['a sequence in the column of its key', 'a:\n- b\n-\n- c: d\n  e: f\ng: h', '{a: [b, _, {c: d, e: f}], g: h}'],
    ['a sequence right of its key', 'a:\n    - b\n    - c\nd: e', '{a: [b, c], d: e}'],
    ['sequences in one line', '- - - a\n    - b\n- c', '[[[a, b]], c]'],
    ['an item on the next line', '-\n  a: b\n-\n    - c', '[{a: b}, [c]]'],
    ['empty values', 'a:\nb:\n  c:\n  d:\ne:', '{a: _, b: {c: _, d: _}, e: _}'],
    ['empty items', '-\n-\n', '[_, _]'],
    ['repeated keys stay', 'a: 1\nb: 2\na: 3', '{a: 1, b: 2, a: 3}'],
    ['a merge key is a key', '<<: a', '{<<_: a}'],
    ['blanks before the colon', 'a : b\n"c" : d', '{a: b, "c": d}'],
    ['tabs between a key and its value', 'a:\tb\nc: \td\t\n', '{a: b, c: d}'],
    ['comments and blank lines anywhere', '# a\n\nb: # c\n\n # d\n  - e\n# f\n  - g # h\n', '{b: [e, g]}'],
    ['explicit keys', '? a\n: b\n? c\n? |\n  d\n: - e\n  - f\n?\n:', '{a: b, c: _, |d\\n|: [e, f], _: _}'],
    ['keys of 1024 characters', `a:\n  ${'k'.repeat(1024)}: v`, `{a: {${'k'.repeat(1024)}: v}}`],
  ],
  'flow collections': [
    ['sequences and mappings', 'a: {b: [c, d], e: {f: g}}', '{a: ~{b: ~[c, d], e: ~{f: g}}}'],
    ['empty ones', '[[], {}]', '~[~[], ~{}]'],
    ['a comma behind the last', '[[a,], {b: c,}]', '~[~[a], ~{b: c}]'],
    ['over lines, with comments', '{ a: [b, # c\n d\n\n  e\n ],\nf: g\n}', '~{a: ~[b, d\\ne_], f: g}'],
    ['keys without values', '{a, b: , "c": , d}', '~{a: _, b: _, "c": _, d: _}'],
    ['pairs in a sequence', '[a: b, "c": d, ? e : f, ? g]', '~[~{a: b}, ~{"c": d}, ~{e: f}, ~{g: _}]'],
    ['explicit keys', '{? a : b, ? c, ? : d}', '~{a: b, c: _, _: d}'],
    ['a colon that touches quotes', `{"a":b, 'c':'d'}`, `~{"a": b, 'c': 'd'}`],
    ['a colon within a value', '{a: b:c, d: x::y, url: http://x}', '~{a: b:c_, d: x::y_, url: http://x_}'],
    ['left of their key', 'a:\n  b: [c,\nd\n]\ne: f', '{a: {b: ~[c, d]}, e: f}'],
  ],
  documents: [
    ['one leading marker', '---\na: b', '{a: b}'],
    ['a trailing marker', 'a: b\n...\n', '{a: b}'],
    ['a value on the marker', '--- a\n', 'a'],
    ['a marker alone', '---\n', '_'],
    ['directives', '%YAML 1.2\n%TAG !e! tag:x,2000: # y\n---\n!e!a b', 'b'],
    ['markers need their line', 'a: ---\nb: --- c\n---d: e', '{a: ---, b: --- c_, ---d: e}'],
    ['a mapping off the left edge', '  a: b\n  c: d\n', '{a: b, c: d}'],
    ['a byte order mark', '\ufeffa: b\nc: d', '{a: b, c: d}'],
    ['CRLF', 'a: b\r\n  c\r\nd: |\r\n  e\r\n  f\r\ng: "h\r\n  i"\r\n', '{a: b c_, d: |e\\nf\\n|, g: "h i"}'],
    ['CR', 'a: b\rc:\r- d\r- |\r e\r', '{a: b, c: [d, |e\\n|]}'],
    ['the other line breaks', 'a: b\x85c: d\u2028e: |\u2029 f\u2028 g\x85', '{a: b, c: d, e: |f\u2028g\\n|}'],
  ],
  tags: [
    ['of scalars', 'a: !!str b\nc: !d "e"\nf: !<tag:x> g', '{a: b, c: "e", f: g}'],
    ['of collections', '!a\nb: !c\n  - d\ne: !f [g]\nh: !i\n- j', '{b: [d], e: ~[g], h: [j]}'],
    ['of keys', '!a b: c\n!d e: !f\n  !g h: i', '{b: c, e: {h: i}}'],
    ['of nothing', 'a: !b\nc: !!null\n- d: !e', '{a: _, c: [{d: _}]}'],
    ['in flow collections', '[!a b, !c, {!d e: !f, g: !h i}]', '~[b, _, ~{e: _, g: i}]'],
    ['of block scalars', 'a: !b |\n  c\n', '{a: |c\\n|}'],
    ['alone', '! a', 'a'],
  ],
};

for (const [area, rows] of Object.entries(cases)) {
  describe(`reads ${area}`, () => {
    for (const [name, yaml, tree] of rows) {
      test(name, () => {
        const { root, findings } = readYaml(new SourceFile('/f.yml', yaml));
        assert.deepEqual(findings, []);
        assert.equal(root && compact(root), tree);
      });
    }
  });
}
