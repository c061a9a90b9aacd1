// Over 400 lines because it is one table: broken YAML and the lines that are printed for it.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: `${{ }}` is the pipeline's own.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { printFinding, SourceFile } from '../../src/base/finding.ts';
import { readYaml } from '../../src/syntax/read.ts';
import { wording } from '../../src/syntax/reader/wording.ts';

type Row = readonly [code: string, yaml: string, ...lines: string[]];

/** What the service was seen to answer, for texts of these shapes. */
const observed: readonly Row[] = [
  [
    'yaml.mapping-value',
    "variables:\n  a: ${{ 'k: v' }}\nsteps:\n- script: echo z\n",
    '/f.yml: (Line: 2, Col: 12, Idx: 22) - (Line: 2, Col: 12, Idx: 22): Mapping values are not allowed in this context.',
  ],
  [
    'yaml.mapping-key-expected',
    'steps:\n- script: a\n  - script: b\n',
    '/f.yml (Line: 3, Col: 3):  While parsing a block mapping, did not find expected key.',
  ],
  [
    'yaml.anchor',
    'variables:\n  a: &keep v\nsteps:\n- script: echo z\n',
    "/f.yml: Anchors are not currently supported. Remove the anchor 'keep'",
    'Object reference not set to an instance of an object.',
  ],
  [
    'yaml.second-document',
    'steps:\n- script: echo z\n---\nsteps:\n- script: echo z\n',
    '/f.yml: Expected stream end parse event',
  ],
  ['yaml.depth', `${'['.repeat(101)}`, '/f.yml: Maximum object depth exceeded'],
];

/** The same for the library's other errors; see the comment on `wording` for how sure each is. */
const others: readonly Row[] = [
  // A key's colon stands within 1024 characters of its start, on the same line.
  [
    'yaml.mapping-value',
    `a:\n  ${'k'.repeat(1025)}: v\n`,
    '/f.yml: (Line: 2, Col: 1028, Idx: 1030) - (Line: 2, Col: 1028, Idx: 1030): Mapping values are not allowed in this context.',
  ],
  [
    'yaml.simple-key',
    `a: 1\n${'k'.repeat(1025)}: v\n`,
    "/f.yml: (Line: 2, Col: 1026, Idx: 1030) - (Line: 2, Col: 1026, Idx: 1030): While scanning a simple key, could not find expected ':'.",
  ],
  [
    'yaml.token',
    'a:\n\tb: c\n',
    '/f.yml: (Line: 2, Col: 1, Idx: 3) - (Line: 2, Col: 2, Idx: 4): While scanning for the next token, find character that cannot start any token.',
  ],
  [
    'yaml.token',
    'a: @b\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 5, Idx: 4): While scanning for the next token, find character that cannot start any token.',
  ],
  [
    'yaml.token',
    'a: `b`\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 5, Idx: 4): While scanning for the next token, find character that cannot start any token.',
  ],
  [
    'yaml.token',
    'a: %b%\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 5, Idx: 4): While scanning for the next token, find character that cannot start any token.',
  ],
  [
    'yaml.token',
    '- \tb\n',
    '/f.yml: (Line: 1, Col: 3, Idx: 2) - (Line: 1, Col: 4, Idx: 3): While scanning for the next token, find character that cannot start any token.',
  ],
  [
    'yaml.block-tab',
    'a: |\n   b\n\tc: d',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 3, Col: 1, Idx: 10): While scanning a block scalar, find a tab character where an intendation space is expected.',
  ],
  [
    'yaml.simple-key',
    'a: 1\nb\nc: 2\n',
    "/f.yml: (Line: 3, Col: 1, Idx: 7) - (Line: 3, Col: 1, Idx: 7): While scanning a simple key, could not find expected ':'.",
  ],
  [
    'yaml.simple-key',
    'a: 1\nb\n# c\n\nd: 2\n',
    "/f.yml: (Line: 3, Col: 1, Idx: 7) - (Line: 3, Col: 1, Idx: 7): While scanning a simple key, could not find expected ':'.",
  ],
  [
    'yaml.simple-key',
    'a: 1\nb',
    "/f.yml: (Line: 2, Col: 1, Idx: 5) - (Line: 2, Col: 1, Idx: 5): While scanning a simple key, could not find expected ':'.",
  ],
  [
    'yaml.simple-key',
    'a: 1\n"b" c\nd: 2\n',
    "/f.yml: (Line: 3, Col: 1, Idx: 11) - (Line: 3, Col: 1, Idx: 11): While scanning a simple key, could not find expected ':'.",
  ],
  [
    'yaml.mapping-key-expected',
    'a: 1\n"b" c: d\n',
    '/f.yml (Line: 2, Col: 5):  While parsing a block mapping, did not find expected key.',
  ],
  [
    'yaml.simple-key',
    'pool:\n{\n  a: b\n}\nc: d\n',
    "/f.yml: (Line: 3, Col: 3, Idx: 10) - (Line: 3, Col: 3, Idx: 10): While scanning a simple key, could not find expected ':'.",
  ],
  [
    'yaml.simple-key',
    "a: 1\n'b' ]\n",
    "/f.yml: (Line: 2, Col: 1, Idx: 5) - (Line: 2, Col: 1, Idx: 5): While scanning a simple key, could not find expected ':'.",
  ],
  [
    'yaml.sequence-entry',
    'a: - b\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 4, Idx: 3): Block sequence entries are not allowed in this context.',
  ],
  [
    'yaml.sequence-entry',
    "a: 'b' - c\n",
    '/f.yml: (Line: 1, Col: 8, Idx: 7) - (Line: 1, Col: 8, Idx: 7): Block sequence entries are not allowed in this context.',
  ],
  [
    'yaml.mapping-key',
    'a: ? b\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 4, Idx: 3): Mapping keys are not allowed in this context.',
  ],
  [
    'yaml.mapping-value',
    'a: b: c\n',
    '/f.yml: (Line: 1, Col: 5, Idx: 4) - (Line: 1, Col: 5, Idx: 4): Mapping values are not allowed in this context.',
  ],
  [
    'yaml.mapping-value',
    'steps:\n- script: a\n   displayName: b\n',
    '/f.yml: (Line: 3, Col: 15, Idx: 33) - (Line: 3, Col: 15, Idx: 33): Mapping values are not allowed in this context.',
  ],
  [
    'yaml.mapping-value',
    "a: 'b\n\nc': d\n",
    '/f.yml: (Line: 3, Col: 3, Idx: 9) - (Line: 3, Col: 3, Idx: 9): Mapping values are not allowed in this context.',
  ],
  [
    'yaml.mapping-value',
    "'a\nb': c\n",
    '/f.yml: (Line: 2, Col: 3, Idx: 5) - (Line: 2, Col: 3, Idx: 5): Mapping values are not allowed in this context.',
  ],
  [
    'yaml.plain-tab',
    'a: b\n\tc\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 2, Col: 1, Idx: 5): While scanning a plain scalar, find a tab character that violate indentation.',
  ],
  [
    'yaml.quoted-document',
    "a: 'b\n---\nc'\n",
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 2, Col: 1, Idx: 6): While scanning a quoted scalar, find unexpected document indicator.',
  ],
  [
    'yaml.quoted-end',
    "a: 'b",
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 6, Idx: 5): While scanning a quoted scalar, find unexpected end of stream.',
  ],
  [
    'yaml.quoted-end',
    'a: "b\nc\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 3, Col: 1, Idx: 8): While scanning a quoted scalar, find unexpected end of stream.',
  ],
  [
    'yaml.escape',
    'a: "C:\\dir"\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 7, Idx: 6): While parsing a quoted scalar, find unknown escape character.',
  ],
  [
    'yaml.escape-digits',
    'a: "\\x4"\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 7, Idx: 6): While parsing a quoted scalar, did not find expected hexdecimal number.',
  ],
  [
    'yaml.escape-range',
    'a: "\\uD83D"\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 7, Idx: 6): While parsing a quoted scalar, find invalid Unicode character escape code.',
  ],
  [
    'yaml.escape-range',
    'a: "\\U00110000"\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 7, Idx: 6): While parsing a quoted scalar, find invalid Unicode character escape code.',
  ],
  [
    'yaml.block-indicator',
    'a: |0\n b\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 5, Idx: 4): While scanning a block scalar, find an intendation indicator equal to 0.',
  ],
  [
    'yaml.block-header',
    'a: |x\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 5, Idx: 4): While scanning a block scalar, did not find expected comment or line break.',
  ],
  [
    'yaml.block-header',
    'a: >b\n  c\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 5, Idx: 4): While scanning a block scalar, did not find expected comment or line break.',
  ],
  [
    'yaml.block-header',
    'a: |10\n  b\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 6, Idx: 5): While scanning a block scalar, did not find expected comment or line break.',
  ],
  [
    'yaml.block-tab',
    'a: |\n  \n\tb\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 3, Col: 1, Idx: 8): While scanning a block scalar, find a tab character where an intendation space is expected.',
  ],
  [
    'yaml.anchor-name',
    'a: *\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 5, Idx: 4): While scanning an anchor or alias, did not find expected alphabetic or numeric character.',
  ],
  [
    'yaml.anchor-name',
    'a: &\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 5, Idx: 4): While scanning an anchor or alias, did not find expected alphabetic or numeric character.',
  ],
  [
    'yaml.anchor-name',
    'a: **/*.sln\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 5, Idx: 4): While scanning an anchor or alias, did not find expected alphabetic or numeric character.',
  ],
  [
    'yaml.anchor',
    'a: *b\n',
    "/f.yml: Anchors are not currently supported. Remove the anchor 'b'",
    'Object reference not set to an instance of an object.',
  ],
  [
    'yaml.anchor-name',
    'a: *.txt\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 5, Idx: 4): While scanning an anchor or alias, did not find expected alphabetic or numeric character.',
  ],
  [
    'yaml.anchor',
    '? &a b\n: c',
    "/f.yml: Anchors are not currently supported. Remove the anchor 'a'",
    'Object reference not set to an instance of an object.',
  ],
  [
    'yaml.anchor',
    '[*a]',
    "/f.yml: Anchors are not currently supported. Remove the anchor 'a'",
    'Object reference not set to an instance of an object.',
  ],
  [
    'yaml.tag-uri',
    'a: !<> b\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 6, Idx: 5): While parsing a tag, did not find expected tag URI.',
  ],
  [
    'yaml.tag-uri',
    'a: !!\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 6, Idx: 5): While parsing a tag, did not find expected tag URI.',
  ],
  [
    'yaml.tag-close',
    'a: !<b c\n',
    "/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 7, Idx: 6): While scanning a tag, did not find expected '>'.",
  ],
  [
    'yaml.tag-end',
    'a: !b"c\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 6, Idx: 5): While scanning a tag, did not find expected whitespace or line break.',
  ],
  ['yaml.tag-undefined', 'a: !b!c d\n', '/f.yml (Line: 1, Col: 4):  While parsing a node, find undefined tag handle.'],
  [
    'yaml.directive-name',
    '%\n',
    '/f.yml: (Line: 1, Col: 1, Idx: 0) - (Line: 1, Col: 2, Idx: 1): While scanning a directive, could not find expected directive name.',
  ],
  [
    'yaml.directive-character',
    '%YAML!\n',
    '/f.yml: (Line: 1, Col: 1, Idx: 0) - (Line: 1, Col: 6, Idx: 5): While scanning a directive, find unexpected non-alphabetical character.',
  ],
  [
    'yaml.directive-unknown',
    '%FOO\n',
    '/f.yml: (Line: 1, Col: 1, Idx: 0) - (Line: 1, Col: 5, Idx: 4): While scanning a directive, find uknown directive name.',
  ],
  [
    'yaml.directive-end',
    '%YAML 1.1 x\n---\n',
    '/f.yml: (Line: 1, Col: 1, Idx: 0) - (Line: 1, Col: 11, Idx: 10): While scanning a directive, did not find expected comment or line break.',
  ],
  [
    'yaml.version-number',
    '%YAML x\n---\n',
    '/f.yml: (Line: 1, Col: 1, Idx: 0) - (Line: 1, Col: 7, Idx: 6): While scanning a %YAML directive, did not find expected version number.',
  ],
  [
    'yaml.version-dot',
    '%YAML 1\n---\n',
    "/f.yml: (Line: 1, Col: 1, Idx: 0) - (Line: 1, Col: 8, Idx: 7): While scanning a %YAML directive, did not find expected digit or '.' character.",
  ],
  [
    'yaml.tag-handle',
    '%TAG x\n',
    "/f.yml: (Line: 1, Col: 1, Idx: 0) - (Line: 1, Col: 6, Idx: 5): While scanning a directive, did not find expected '!'.",
  ],
  [
    'yaml.tag-directive',
    '%TAG !x!y\n',
    '/f.yml: (Line: 1, Col: 1, Idx: 0) - (Line: 1, Col: 9, Idx: 8): While scanning a %TAG directive, did not find expected whitespace.',
  ],
  [
    'yaml.tag-uri',
    '%TAG !x! \n',
    '/f.yml: (Line: 1, Col: 1, Idx: 0) - (Line: 1, Col: 10, Idx: 9): While parsing a tag, did not find expected tag URI.',
  ],
  ['yaml.version', '%YAML 2.0\n---\na', '/f.yml (Line: 1, Col: 1):  Found incompatible YAML document.'],
  ['yaml.version-twice', '%YAML 1.1\n%YAML 1.1\n---\na', '/f.yml (Line: 2, Col: 1):  Found duplicate %YAML directive.'],
  ['yaml.tag-twice', '%TAG !a! b\n%TAG !a! c\n---\n', '/f.yml (Line: 2, Col: 1):  Found duplicate %TAG directive.'],
  ['yaml.document-start', '%YAML 1.1\na: b\n', '/f.yml (Line: 2, Col: 1):  Did not find expected <document start>.'],
  [
    'yaml.directive-unknown',
    'a: b\n%FOO',
    '/f.yml: (Line: 2, Col: 1, Idx: 5) - (Line: 2, Col: 5, Idx: 9): While scanning a directive, find uknown directive name.',
  ],
  ['yaml.document-start', "'a'\n'b'\n", '/f.yml (Line: 2, Col: 1):  Did not find expected <document start>.'],
  ['yaml.document-start', '  a: b\nc: d\n', '/f.yml (Line: 2, Col: 1):  Did not find expected <document start>.'],
  ['yaml.document-start', 'a: b\n... c\n', '/f.yml (Line: 2, Col: 5):  Did not find expected <document start>.'],
  ['yaml.document-start', '[a] b\n', '/f.yml (Line: 1, Col: 5):  Did not find expected <document start>.'],
  [
    'yaml.node-content',
    '...\n',
    '/f.yml (Line: 1, Col: 1):  While parsing a node, did not find expected node content.',
  ],
  [
    'yaml.node-content',
    'a: ]\n',
    '/f.yml (Line: 1, Col: 4):  While parsing a node, did not find expected node content.',
  ],
  [
    'yaml.node-content',
    'a: ,b\n',
    '/f.yml (Line: 1, Col: 4):  While parsing a node, did not find expected node content.',
  ],
  [
    'yaml.node-content',
    '-\na: b\n',
    '/f.yml (Line: 2, Col: 1):  While parsing a node, did not find expected node content.',
  ],
  [
    'yaml.node-content',
    '[, a]',
    '/f.yml (Line: 1, Col: 2):  While parsing a node, did not find expected node content.',
  ],
  ['yaml.node-content', '{,}', '/f.yml (Line: 1, Col: 2):  While parsing a node, did not find expected node content.'],
  [
    'yaml.node-content',
    '[- a]',
    '/f.yml (Line: 1, Col: 2):  While parsing a node, did not find expected node content.',
  ],
  [
    'yaml.flow-sequence',
    '[a, ---\n---\n]',
    "/f.yml (Line: 2, Col: 1):  While parsing a flow sequence, did not find expected ',' or ']'.",
  ],
  [
    'yaml.node-content',
    '[: a]',
    '/f.yml (Line: 1, Col: 2):  While parsing a node, did not find expected node content.',
  ],
  [
    'yaml.token',
    '[a, @]',
    '/f.yml: (Line: 1, Col: 5, Idx: 4) - (Line: 1, Col: 6, Idx: 5): While scanning for the next token, find character that cannot start any token.',
  ],
  [
    'yaml.sequence-entry-expected',
    '- a\nb: c\n',
    "/f.yml (Line: 2, Col: 1):  While parsing a block collection, did not find expected '-' indicator.",
  ],
  [
    'yaml.mapping-value',
    '- a\n  - b: c\n',
    '/f.yml: (Line: 2, Col: 6, Idx: 9) - (Line: 2, Col: 6, Idx: 9): Mapping values are not allowed in this context.',
  ],
  [
    'yaml.sequence-entry-expected',
    'steps:\n  - a: b\n  c: d\n',
    "/f.yml (Line: 3, Col: 3):  While parsing a block collection, did not find expected '-' indicator.",
  ],
  [
    'yaml.mapping-key-expected',
    "steps:\n- 'a'\n  'b'\n",
    '/f.yml (Line: 3, Col: 3):  While parsing a block mapping, did not find expected key.',
  ],
  [
    'yaml.mapping-key-expected',
    'a:\n    b: 1\n  c: 2\n',
    '/f.yml (Line: 3, Col: 3):  While parsing a block mapping, did not find expected key.',
  ],
  [
    'yaml.mapping-key-expected',
    "a: 'b' c\n",
    '/f.yml (Line: 1, Col: 8):  While parsing a block mapping, did not find expected key.',
  ],
  [
    'yaml.mapping-key-expected',
    'a: [b] c\n',
    '/f.yml (Line: 1, Col: 8):  While parsing a block mapping, did not find expected key.',
  ],
  [
    'yaml.mapping-key-expected',
    ': a\n',
    '/f.yml (Line: 1, Col: 1):  While parsing a block mapping, did not find expected key.',
  ],
  [
    'yaml.mapping-key-expected',
    'a: b\n: c\n',
    '/f.yml (Line: 2, Col: 1):  While parsing a block mapping, did not find expected key.',
  ],
  [
    'yaml.mapping-key-expected',
    'a: b\n- c\n',
    '/f.yml (Line: 2, Col: 1):  While parsing a block mapping, did not find expected key.',
  ],
  [
    'yaml.mapping-key-expected',
    '  a: "x\n" z: c\n',
    '/f.yml (Line: 2, Col: 3):  While parsing a block mapping, did not find expected key.',
  ],
  [
    'yaml.flow-sequence',
    'a: [b, c\nd: e\n',
    "/f.yml (Line: 2, Col: 2):  While parsing a flow sequence, did not find expected ',' or ']'.",
  ],
  [
    'yaml.flow-sequence',
    'a: [b c: d e: f]',
    "/f.yml (Line: 1, Col: 13):  While parsing a flow sequence, did not find expected ',' or ']'.",
  ],
  [
    'yaml.mapping-key-expected',
    'a: [b]]\n',
    '/f.yml (Line: 1, Col: 7):  While parsing a block mapping, did not find expected key.',
  ],
  [
    'yaml.flow-sequence',
    "a: ['b' 'c']",
    "/f.yml (Line: 1, Col: 9):  While parsing a flow sequence, did not find expected ',' or ']'.",
  ],
  [
    'yaml.flow-sequence',
    'a: [b',
    "/f.yml (Line: 1, Col: 6):  While parsing a flow sequence, did not find expected ',' or ']'.",
  ],
  [
    'yaml.flow-sequence',
    '[a\n: b]',
    "/f.yml (Line: 2, Col: 1):  While parsing a flow sequence, did not find expected ',' or ']'.",
  ],
  [
    'yaml.flow-mapping',
    'a: {b: c\nd: e\n',
    "/f.yml (Line: 2, Col: 2):  While parsing a flow mapping,  did not find expected ',' or '}'.",
  ],
  [
    'yaml.flow-mapping',
    'a: {b: c: d}',
    "/f.yml (Line: 1, Col: 9):  While parsing a flow mapping,  did not find expected ',' or '}'.",
  ],
  [
    'yaml.flow-mapping',
    '{a\n: b}',
    "/f.yml (Line: 2, Col: 1):  While parsing a flow mapping,  did not find expected ',' or '}'.",
  ],
  [
    'yaml.flow-mapping',
    'a: {b: c]',
    "/f.yml (Line: 1, Col: 9):  While parsing a flow mapping,  did not find expected ',' or '}'.",
  ],
  [
    'yaml.flow-mapping',
    'a: {b',
    "/f.yml (Line: 1, Col: 6):  While parsing a flow mapping,  did not find expected ',' or '}'.",
  ],
  ['yaml.no-document', '', '/f.yml: Expected document start parse event'],
  ['yaml.no-document', '# a\n\n', '/f.yml: Expected document start parse event'],
  ['yaml.document-start', '%YAML 1.1\n', '/f.yml (Line: 2, Col: 1):  Did not find expected <document start>.'],
  ['yaml.second-document', 'a: b\n--- c\n', '/f.yml: Expected stream end parse event'],
  ['yaml.second-document', 'a: b\n...\n%YAML 1.1\n---\n', '/f.yml: Expected stream end parse event'],
  ['yaml.second-document', '---\n---\n', '/f.yml: Expected stream end parse event'],
  ['yaml.key-kind', '[a]: b\n', '/f.yml: Unexpected state while attempting to read the mapping end'],
  ['yaml.key-kind', '? - a\n: b\n', '/f.yml: Unexpected state while attempting to read the mapping end'],
  ['yaml.key-kind', '{[a]: b}', '/f.yml: Unexpected state while attempting to read the mapping end'],
  ['yaml.key-kind', '[{a: b}: c]', '/f.yml: Unexpected state while attempting to read the mapping end'],
  ['yaml.key-kind', 'a: b\n[c]: d\n', '/f.yml: Unexpected state while attempting to read the mapping end'],
  [
    'yaml.token',
    '\ufeffa: @b\n',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 5, Idx: 4): While scanning for the next token, find character that cannot start any token.',
  ],
  [
    'yaml.token',
    "a: 'b\r\n\r\nc'\r\nd: @\r\n",
    '/f.yml: (Line: 4, Col: 4, Idx: 16) - (Line: 4, Col: 5, Idx: 17): While scanning for the next token, find character that cannot start any token.',
  ],
  [
    'yaml.token',
    'a: b\rc: @d',
    '/f.yml: (Line: 2, Col: 4, Idx: 8) - (Line: 2, Col: 5, Idx: 9): While scanning for the next token, find character that cannot start any token.',
  ],
  [
    'yaml.token',
    'a\u0000b',
    '/f.yml: (Line: 1, Col: 2, Idx: 1) - (Line: 1, Col: 3, Idx: 2): While scanning for the next token, find character that cannot start any token.',
  ],
  [
    'yaml.token',
    '\u0000',
    '/f.yml: (Line: 1, Col: 1, Idx: 0) - (Line: 1, Col: 2, Idx: 1): While scanning for the next token, find character that cannot start any token.',
  ],
  [
    'yaml.quoted-end',
    'a: "b\u0000"',
    '/f.yml: (Line: 1, Col: 4, Idx: 3) - (Line: 1, Col: 6, Idx: 5): While scanning a quoted scalar, find unexpected end of stream.',
  ],
  [
    'yaml.token',
    'a: b\u0085c: @',
    '/f.yml: (Line: 2, Col: 4, Idx: 8) - (Line: 2, Col: 5, Idx: 9): While scanning for the next token, find character that cannot start any token.',
  ],
];

function findingsOf(yaml: string): { readonly codes: readonly string[]; readonly lines: readonly string[] } {
  const file = new SourceFile('/f.yml', yaml);
  const { root, findings } = readYaml(file);
  assert.equal(root, undefined);
  const lines = findings.map(finding => printFinding(finding, new Map([[file.path, file]])));
  return { codes: findings.map(finding => finding.code), lines };
}

describe('what can not be read is a finding', () => {
  for (const [code, yaml, ...lines] of [...observed, ...others]) {
    test(`${code}: ${JSON.stringify(yaml.slice(0, 40))}`, () => {
      const found = findingsOf(yaml);
      assert.deepEqual(found.lines, lines);
      assert.equal(found.codes[0], code);
    });
  }

  test('every wording is used', () => {
    const used = new Set([...observed, ...others].flatMap(([, yaml]) => findingsOf(yaml).codes));
    assert.deepEqual(
      Object.keys(wording).filter(code => !used.has(code)),
      [],
    );
  });
});
