import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileLength, longestFile } from './rules/file-length.ts';
import { functionLength, longestFunction } from './rules/function-length.ts';
import { longestReadme, roomReadme } from './rules/room-readme.ts';
import { rules } from './rules.ts';
import { makeTree } from './tree.ts';
import { printViolation } from './violation.ts';

type Case = {
  readonly what: string;
  readonly rule: string;
  readonly files: Readonly<Record<string, string>>;
  /** Where the rule strikes, as `file:line`; empty when all is well. */
  readonly strikes: readonly string[];
};

// Put together here, so that this file breaks none of the rules itself.
const unfinished = ['TO', 'DO'].join('');
const silenced = ['@ts', 'ignore'].join('-');
const alone = ['test', 'only('].join('.');
const machinePath = ['', 'work', 'main'].join('/');
const loose = ['a', 'ny'].join('');

const cases: readonly Case[] = [
  {
    what: 'a room imports one that it may',
    rule: 'import-direction',
    files: {
      'src/plan/a.ts': "import { b } from '../base/b.ts';\nexport const a = b;",
      'src/base/b.ts': 'export const b = 1;',
    },
    strikes: [],
  },
  {
    what: 'a room imports one that it may not',
    rule: 'import-direction',
    files: {
      'src/agent/a.ts': "export const a = 1;\nimport { b } from '../store/b.ts';",
      'src/store/b.ts': 'export const b = 1;',
    },
    strikes: ['src/agent/a.ts:2'],
  },
  {
    what: 'a type import counts, in both of its forms',
    rule: 'import-direction',
    files: {
      'src/base/a.ts': "import type { B } from '../run/b.ts';\nexport type A = B | import('../run/b.ts').B;",
      'src/run/b.ts': 'export type B = 1;',
    },
    strikes: ['src/base/a.ts:1', 'src/base/a.ts:2'],
  },
  {
    what: 'a later import() counts',
    rule: 'import-direction',
    files: { 'src/cli/a.ts': "export const a = () => import('../api/b.ts');", 'src/api/b.ts': 'export const b = 1;' },
    strikes: ['src/cli/a.ts:1'],
  },
  {
    what: 'src/ imports a test',
    rule: 'import-direction',
    files: { 'src/main/a.ts': "import '../../test/b.ts';", 'test/b.ts': '' },
    strikes: ['src/main/a.ts:1'],
  },
  {
    what: 'an import in a comment or a template text is none',
    rule: 'import-direction',
    files: { 'src/base/a.ts': "// import '../run/b.ts';\nexport const a = `import '../run/b.ts'`;" },
    strikes: [],
  },
  {
    what: 'two files import each other',
    rule: 'import-cycles',
    files: { 'src/base/a.ts': "import './b.ts';", 'src/base/b.ts': "\nimport type {} from './a.ts';" },
    strikes: ['src/base/b.ts:2'],
  },
  {
    what: 'three files import each other in a ring',
    rule: 'import-cycles',
    files: {
      'src/base/a.ts': "import './b.ts';",
      'src/base/b.ts': "import './c.ts';",
      'src/base/c.ts': "import './a.ts';",
    },
    strikes: ['src/base/c.ts:1'],
  },
  {
    what: 'two ways to the same file are no cycle',
    rule: 'import-cycles',
    files: {
      'src/base/a.ts': "import './b.ts';\nimport './c.ts';",
      'src/base/b.ts': "import './c.ts';",
      'src/base/c.ts': 'export const c = 1;',
    },
    strikes: [],
  },
  {
    what: "another room's subfolder is private, its top-level files are not",
    rule: 'private-folders',
    files: {
      'src/cli/a.ts': "import '../plan/compile.ts';\nimport '../plan/build/job.ts';",
      'src/plan/compile.ts': "import './build/job.ts';",
      'src/plan/build/job.ts': '',
    },
    strikes: ['src/cli/a.ts:2'],
  },
  {
    what: 'the ports of run/ are open',
    rule: 'private-folders',
    files: { 'src/store/a.ts': "import '../run/ports/b.ts';", 'src/run/ports/b.ts': '' },
    strikes: [],
  },
  {
    what: 'a file that only a test imports is unused',
    rule: 'unused-files',
    files: {
      'src/main/millrace.ts': "import '../base/used.ts';",
      'src/base/used.ts': '',
      'src/base/unused.ts': '',
      'test/base/unused.test.ts': "import '../../src/base/unused.ts';",
    },
    strikes: ['src/base/unused.ts:1'],
  },
  {
    what: 'the file of a child process is used',
    rule: 'unused-files',
    files: { 'src/main/millrace.ts': "new URL('./child.ts', import.meta.url);", 'src/main/child.ts': '' },
    strikes: [],
  },
  {
    what: 'work left undone',
    rule: 'banned-words',
    files: { 'docs/a.md': `one\n${unfinished}: two` },
    strikes: ['docs/a.md:2'],
  },
  {
    what: 'a silenced checker',
    rule: 'banned-words',
    files: { 'src/base/a.ts': `// ${silenced}\n` },
    strikes: ['src/base/a.ts:1'],
  },
  {
    what: 'a lone test',
    rule: 'banned-words',
    files: { 'test/a.test.ts': `${alone}'a', () => {});` },
    strikes: ['test/a.test.ts:1'],
  },
  {
    what: 'a path of one machine',
    rule: 'banned-words',
    files: { 'README.md': `cd ${machinePath}/x` },
    strikes: ['README.md:1'],
  },
  {
    what: 'a path that only ends like one',
    rule: 'banned-words',
    files: { 'README.md': 'cd /home/vsts/work/1/s and src/work/a' },
    strikes: [],
  },
  {
    what: 'a type that is none',
    rule: 'banned-syntax',
    files: { 'src/base/a.ts': `\nexport let a: ${loose};` },
    strikes: ['src/base/a.ts:2'],
  },
  {
    what: 'the same word elsewhere',
    rule: 'banned-syntax',
    files: { 'src/base/a.ts': `export const ${loose}: string = '${loose}';` },
    strikes: [],
  },
  {
    what: 'a default export',
    rule: 'banned-syntax',
    files: { 'src/base/a.ts': 'export default 1;' },
    strikes: ['src/base/a.ts:1'],
  },
  {
    what: 'a default export of a function',
    rule: 'banned-syntax',
    files: { 'src/base/a.ts': '\nexport default function a() {}' },
    strikes: ['src/base/a.ts:2'],
  },
  {
    what: 'the default of a switch is none',
    rule: 'banned-syntax',
    files: { 'src/base/a.ts': 'switch (1) {\n  default:\n}' },
    strikes: [],
  },
  {
    what: 'a file that only passes others on',
    rule: 'banned-syntax',
    files: {
      'src/base/a.ts': "export { b } from './b.ts';\nexport * from './c.ts';",
      'src/base/b.ts': 'export const b = 1;',
    },
    strikes: ['src/base/a.ts:1'],
  },
  {
    what: 'a script that is not there',
    rule: 'documented-things',
    files: { 'package.json': '{ "scripts": { "check": "" } }', 'README.md': '`npm run check`\n`npm run chekc`' },
    strikes: ['README.md:2'],
  },
  {
    what: 'a command that is not there, in a block or inline',
    rule: 'documented-things',
    files: { 'README.md': '```sh\n./millrace run x.yml\n./millrace walk\n```\nType `millrace fly` now.' },
    strikes: ['README.md:3', 'README.md:5'],
  },
  {
    what: 'prose about Millrace names no commands',
    rule: 'documented-things',
    files: { 'README.md': 'The millrace turns the wheel.' },
    strikes: [],
  },
  {
    what: 'a path that is not there',
    rule: 'documented-things',
    files: { 'README.md': '`src/base/a.ts`, `src/base/`\n`src/base/b.ts`', 'src/base/a.ts': '' },
    strikes: ['README.md:2'],
  },
];

for (const { what, rule, files, strikes } of cases) {
  test(`${rule}: ${what}`, () => {
    const violations = rules[rule]?.(makeTree(new Map(Object.entries(files))));
    assert.deepEqual(
      violations?.map(({ file, line }) => `${file}:${line}`),
      strikes,
    );
  });
}

test('every rule has a case that it strikes', () => {
  const measured = ['function-length', 'file-length', 'room-readme'];
  const struck = cases.filter(({ strikes }) => strikes.length > 0).map(({ rule }) => rule);
  assert.deepEqual([...new Set([...measured, ...struck])].sort(), Object.keys(rules).sort());
});

test('a violation is printed with its place, its rule and what to do', () => {
  assert.equal(printViolation('some-rule', { file: 'a.ts', line: 7, fix: 'mend it' }), 'a.ts:7 some-rule: mend it');
});

const lines = (count: number): string => '  x();\n'.repeat(count);
const strikesOf = (rule: typeof functionLength, files: Readonly<Record<string, string>>): readonly string[] =>
  rule(makeTree(new Map(Object.entries(files)))).map(({ file, line }) => `${file}:${line}`);

describe('measures', () => {
  const asLongAs = (count: number): Readonly<Record<string, string>> => ({
    declaration: `function f() {\n${lines(count - 2)}}`,
    arrow: `const f = () => {\n${lines(count - 2)}};`,
    method: `class A { m() {\n${lines(count - 2)}} }`,
    accessor: `const a = { get b() {\n${lines(count - 2)}} };`,
    'function in a test': `test('a', () => {\n${lines(count - 2)}});`,
  });

  for (const [kind, text] of Object.entries(asLongAs(longestFunction))) {
    test(`function-length: a ${kind} of ${longestFunction} lines is allowed`, () => {
      assert.deepEqual(strikesOf(functionLength, { 'src/base/a.ts': text }), []);
    });
  }
  for (const [kind, text] of Object.entries(asLongAs(longestFunction + 1))) {
    test(`function-length: a ${kind} of one line more is not`, () => {
      assert.deepEqual(strikesOf(functionLength, { 'src/base/a.ts': `\n${text}` }), ['src/base/a.ts:2']);
    });
  }

  test('function-length: braces in texts and patterns do not count, and the body of describe may be long', () => {
    const text = `const t = \`}\${'{'}\`; const r = /}/;\ndescribe('a', () => {\n${lines(longestFunction)}});`;
    assert.deepEqual(strikesOf(functionLength, { 'test/a.test.ts': text }), []);
  });

  test('file-length: a long file says why at its top', () => {
    assert.deepEqual(strikesOf(fileLength, { 'src/base/a.ts': lines(longestFile) }), []);
    assert.deepEqual(strikesOf(fileLength, { 'src/base/a.ts': lines(longestFile + 1) }), ['src/base/a.ts:1']);
    assert.deepEqual(strikesOf(fileLength, { 'src/base/a.ts': `// One table.\n${lines(longestFile)}` }), []);
  });

  test('room-readme: each room has a short one, and a folder of src/ is a room', () => {
    const readme = (count: number): Readonly<Record<string, string>> => ({
      'src/base/a.ts': '',
      'src/base/README.md': 'x\n'.repeat(count),
    });
    assert.deepEqual(strikesOf(roomReadme, readme(longestReadme)), []);
    assert.deepEqual(strikesOf(roomReadme, readme(longestReadme + 1)), ['src/base/README.md:31']);
    assert.deepEqual(strikesOf(roomReadme, { 'src/base/a.ts': '' }), ['src/base/README.md:1']);
    assert.deepEqual(strikesOf(roomReadme, { 'src/utils/a.ts': '', 'src/utils/README.md': 'x' }), ['src/utils:1']);
  });
});
