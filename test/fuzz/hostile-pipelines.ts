import { yamlFileBytes } from '../../src/base/limits.ts';

/** A pipeline made to exhaust whoever compiles it. `finding` is what must come of it, as far as it says the same for every size. */
export type HostilePipeline = {
  readonly name: string;
  /** Files by path from the root, the pipeline's own under `azure-pipelines.yml`. */
  readonly files: () => Readonly<Record<string, string>>;
  /** How the first line of the findings must begin; `undefined` where the pipeline is in order and only large. */
  readonly finding: string | undefined;
};

const steps = 'steps:\n- script: echo\n';
const tooLarge = '__built-in-schema.yml: Maximum object size exceeded. Reduce the size of your YAML pipeline.';
const largest = yamlFileBytes - 200;

function one(text: () => string): () => Readonly<Record<string, string>> {
  return () => ({ 'azure-pipelines.yml': text() });
}

/** The text repeated until it fills a file of the largest size. */
function filled(before: string, piece: (index: number) => string, after = ''): string {
  const pieces = [before];
  let length = before.length + after.length;
  for (let index = 0; ; index++) {
    const next = piece(index);
    length += next.length;
    if (length > largest) return pieces.join('') + after;
    pieces.push(next);
  }
}

function variable(value: string): string {
  return `variables:\n  v: ${value}\n${steps}`;
}

/** Loops within loops over eight items each, around `body`. */
function loops(levels: number, body: string): string {
  const lines = Array.from(
    { length: levels },
    (_, level) => `${'  '.repeat(level)}- \${{ each i${level} in split('a,b,c,d,e,f,g,h', ',') }}:\n`,
  );
  return `steps:\n${lines.join('')}${'  '.repeat(levels)}${body}`;
}

/** A template that takes itself with an argument made of its own, twice as large each time. */
function growing(start: string, grown: string, rest = ''): () => Readonly<Record<string, string>> {
  return () => ({
    'azure-pipelines.yml': `steps:\n- template: grow.yml\n  parameters:\n    x: ${start}\n`,
    'grow.yml': `parameters:\n- name: x\n  type: object\nsteps:\n- template: grow.yml\n  parameters:\n    x: ${grown}\n${rest}`,
  });
}

/** Two references to the next level in each of `levels` files: 2^levels expansions. */
function doublingTemplates(levels: number, body: string): () => Readonly<Record<string, string>> {
  return () => {
    const link = (level: number): string =>
      level === levels ? body : `- template: t${level + 1}.yml\n- template: t${level + 1}.yml\n`;
    const files = Array.from({ length: levels }, (_, index) => [`t${index + 1}.yml`, `steps:\n${link(index + 1)}`]);
    return Object.fromEntries([['azure-pipelines.yml', `steps:\n${link(0)}`], ...files]);
  };
}

function manyFiles(count: number, text: () => string): () => Readonly<Record<string, string>> {
  return () => {
    const body = text();
    const names = Array.from({ length: count }, (_, index) => `t${index}.yml`);
    const root = `steps:\n${names.map(name => `- template: ${name}\n`).join('')}`;
    return Object.fromEntries([['azure-pipelines.yml', root], ...names.map(name => [name, body])]);
  };
}

const root = '/azure-pipelines.yml';
const tooLong = `${root} (Line: 2, Col: 6): Exceeded max expression length 21000.`;

export const hostilePipelines: readonly HostilePipeline[] = [
  {
    name: 'a file of 10 MB',
    files: one(() => `${steps}${'#'.repeat(10_000_000)}\n`),
    finding: `${root}: The file is larger than the maximum of ${yamlFileBytes} bytes.`,
  },
  {
    name: 'a scalar of 10 MB',
    files: one(() => variable('x'.repeat(10_000_000))),
    finding: `${root}: The file is larger than the maximum of ${yamlFileBytes} bytes.`,
  },
  {
    name: 'a scalar as long as a file can be',
    files: one(() => variable('x'.repeat(largest - 60))),
    finding: undefined,
  },
  { name: '2^20 expansions of templates', files: doublingTemplates(20, '- script: echo\n'), finding: tooLarge },
  {
    name: '2^20 expansions that leave nothing',
    files: doublingTemplates(20, '- ${{ if false }}:\n  - script: a\n'),
    finding: tooLarge,
  },
  { name: '8^8 steps by loops', files: one(() => loops(8, '- script: echo\n')), finding: tooLarge },
  {
    name: '8^8 loops that leave nothing',
    files: one(() => loops(8, `- \${{ if false }}:\n${'  '.repeat(9)}- script: echo\n`)),
    finding: tooLarge,
  },
  {
    name: '8^8 loops with an expression over all variables',
    files: one(
      () =>
        `variables:\n${Array.from({ length: 2_000 }, (_, i) => `  v${i}: x\n`).join('')}${loops(8, `- \${{ if eq(length(variables), 0) }}:\n${'  '.repeat(9)}- script: echo\n`)}`,
    ),
    finding: tooLarge,
  },
  {
    name: 'a text that doubles from template to template',
    files: growing('xxxxxxxx', '${{ parameters.x }}${{ parameters.x }}'),
    finding: tooLarge,
  },
  {
    name: 'an object that doubles from template to template',
    files: growing('{a: b}', '{a: "${{ parameters.x }}", b: "${{ parameters.x }}"}'),
    finding: tooLarge,
  },
  {
    name: 'a list that doubles from template to template',
    files: growing('[a]', '["${{ parameters.x }}", "${{ parameters.x }}"]'),
    finding: tooLarge,
  },
  {
    name: 'a list that doubles by insertion',
    files: growing('[a, b]', '\n    - ${{ each i in parameters.x }}:\n      - ${{ i }}\n      - ${{ i }}\n'),
    finding: tooLarge,
  },
  {
    name: 'format() in format()',
    files: one(() => variable(`\${{ ${`format('${'{0}'.repeat(10)}', `.repeat(12)}'xxxxxxxxxx'${')'.repeat(12)} }}`)),
    finding: `${root} (Line: 2, Col: 6): The maximum allowed memory size was exceeded`,
  },
  {
    name: 'replace() in replace()',
    files: one(() => variable(`\${{ ${`replace(`.repeat(20)}'xxxx'${`, 'x', 'xxxxxxxx')`.repeat(20)} }}`)),
    finding: `${root} (Line: 2, Col: 6): The maximum allowed memory size was exceeded`,
  },
  {
    name: 'variables made of variables',
    files: one(
      () =>
        `variables:\n  v0: xxxxxxxx\n${Array.from({ length: 60 }, (_, i) => `  v${i + 1}: \${{ variables.v${i} }}\${{ variables.v${i} }}\n`).join('')}${steps}`,
    ),
    finding: tooLarge,
  },
  {
    name: 'an expression of 1 MB',
    files: one(() => variable(filled('${{ and(true', () => ', true', ') }}'))),
    finding: tooLong,
  },
  {
    name: 'an expression of 1 MB of steps',
    files: one(() => variable(filled('${{ variables', () => '.a', ' }}'))),
    finding: tooLong,
  },
  {
    name: 'a megabyte of parentheses',
    files: one(() => variable(filled('${{ not', () => '('))),
    finding: `${root} (Line: 2, Col: 6): `,
  },
  {
    name: 'an expression 4 000 calls deep',
    files: one(() => variable(`\${{ ${'not('.repeat(4_000)}true${')'.repeat(4_000)} }}`)),
    finding: `${root} (Line: 2, Col: 6): Exceeded max expression depth 50.`,
  },
  { name: 'a megabyte of small expressions', files: one(() => variable(filled('', () => '${{1}}'))), finding: tooLong },
  {
    name: 'a megabyte of unclosed expressions',
    files: one(() => variable(filled('', () => '${{'))),
    finding: `${root} (Line: 2, Col: 6): The expression is not closed.`,
  },
  {
    name: 'a megabyte of unknown names in texts',
    files: one(() => filled('variables:\n', index => `  v${index}: a \${{ b }}\n`, steps)),
    finding: `${root} (Line: 2, Col: 7): Unrecognized value: 'b'`,
  },
  {
    name: 'a megabyte of brackets',
    files: one(() => `a: ${filled('', () => '[')}`),
    finding: `${root}: Maximum object depth exceeded`,
  },
  {
    name: 'a megabyte of braces',
    files: one(() => `a: ${filled('', () => '{')}`),
    finding: `${root}: Maximum object depth exceeded`,
  },
  {
    name: 'a megabyte of dashes',
    files: one(() => filled('', () => '- ')),
    finding: `${root}: Maximum object depth exceeded`,
  },
  {
    name: 'mappings a thousand deep',
    files: one(() => Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}a:\n`).join('')),
    finding: `${root}: Maximum object depth exceeded`,
  },
  {
    name: 'a megabyte of anchors',
    files: one(() => filled('variables:\n', index => `  v${index}: &a${index} x\n`, steps)),
    finding: `${root}: Anchors are not currently supported. Remove the anchor 'a0'`,
  },
  {
    name: 'a megabyte of aliases',
    files: one(() => filled('variables:\n', index => `  v${index}: *a${index}\n`, steps)),
    finding: `${root}: Anchors are not currently supported. Remove the anchor 'a0'`,
  },
  {
    name: 'as many parameters as a file can hold',
    files: one(() => `${filled('parameters:\n', index => `- name: p${index}\n`)}${steps}`),
    finding: "A value for the 'p0' parameter must be provided.",
  },
  {
    name: 'as many arguments as a file can hold',
    files: () => ({
      'azure-pipelines.yml': filled('steps:\n- template: t.yml\n  parameters:\n', index => `    p${index}: x\n`),
      't.yml': `parameters:\n- name: p\n  default: x\n${steps}`,
    }),
    finding: `${root} (Line: 4, Col: 5): Unexpected parameter 'p0'`,
  },
  {
    name: 'a key of 1 MB',
    files: one(() => `variables:\n  ${'k'.repeat(largest - 100)}: v\n${steps}`),
    finding: `${root}`,
  },
  {
    name: 'an explicit key of 1 MB',
    files: one(() => `variables:\n  ? ${'k'.repeat(largest - 100)}\n  : v\n${steps}`),
    finding: undefined,
  },
  {
    name: 'a megabyte of equal keys',
    files: one(() => filled('variables:\n', () => '  k: v\n', steps)),
    finding: `${root} (Line: 3, Col: 3): 'k' is already defined`,
  },
  {
    name: 'a megabyte of unexpected keys',
    files: one(() => filled('', index => `k${index}:\n`)),
    finding: `${root} (Line: 1, Col: 1): Unexpected value 'k0'`,
  },
  { name: 'a megabyte of quotes', files: one(() => variable(filled("'", () => "''", "'"))), finding: undefined },
  { name: 'a megabyte of escapes', files: one(() => variable(filled('"', () => '\\u0041', '"'))), finding: undefined },
  {
    name: 'a megabyte of blank lines in a text',
    files: one(() => variable(filled('"a', () => '\n', 'b"'))),
    finding: undefined,
  },
  {
    name: 'a megabyte of blank lines in a block',
    files: one(() => `${filled('variables:\n  v: >\n    a', () => '\n', '    b\n')}${steps}`),
    finding: undefined,
  },
  { name: 'a megabyte of comments', files: one(() => `${filled('', () => '#\n')}${steps}`), finding: undefined },
  { name: 'a megabyte of steps', files: one(() => filled('steps:\n', () => '- script: a\n')), finding: tooLarge },
  {
    name: 'half a megabyte of steps',
    files: one(() => `steps:\n${'- script: a\n'.repeat(45_000)}`),
    finding: undefined,
  },
  {
    name: 'a megabyte of jobs, each behind all others',
    files: one(() => filled('jobs:\n', index => `- job: j${index}\n  dependsOn: j${index + 1}\n`)),
    finding: 'Stage __default',
  },
  {
    name: 'a hundred files of 1 MB',
    files: manyFiles(99, () => filled('steps:\n', () => '- script: a\n')),
    finding: tooLarge,
  },
  {
    name: 'a hundred files of 1 MB of flow',
    files: manyFiles(99, () => filled('steps:\n- script: a\n  env: {', index => `a${index}: b,`, '}\n')),
    finding: tooLarge,
  },
  {
    name: 'a template that includes itself twice',
    files: () => ({
      'azure-pipelines.yml': 'steps:\n- template: t.yml\n',
      't.yml': 'steps:\n- template: t.yml\n- template: t.yml\n',
    }),
    finding: '/t.yml: Maximum object depth exceeded',
  },
  {
    name: 'a reference of 1 MB',
    files: one(() => `steps:\n- template: ${filled('', () => 'a/')}\n`),
    finding: `${root}: File /a/a`,
  },
  {
    name: 'a matrix of a megabyte',
    files: one(() => `${filled('jobs:\n- job: j\n  strategy:\n    matrix:\n', index => `      l${index}: {a: b}\n`)}`),
    finding: 'The matrix expansion resulted in',
  },
  {
    name: 'a condition of 1 MB',
    files: one(() => `steps:\n- script: a\n  condition: ${filled('and(true', () => ', true', ')')}\n`),
    finding: 'Job Job: Step  specifies condition',
  },
  {
    name: 'a condition 4 000 calls deep',
    files: one(() => `steps:\n- script: a\n  condition: ${'not('.repeat(4_000)}true${')'.repeat(4_000)}\n`),
    finding: 'Job Job: Step  specifies condition',
  },
  {
    name: 'a loop whose condition is long JSON each time',
    files: one(
      () =>
        `parameters:\n- name: l\n  type: object\n  default: [${'abc,'.repeat(20_000)}a]\nsteps:\n- \${{ each x in parameters.l }}:\n  - \${{ if eq(convertToJson(parameters.l), x) }}:\n    - script: a\n`,
    ),
    finding: tooLarge,
  },
  {
    name: 'a loop that looks for a text in a long one each time',
    files: one(
      () =>
        `parameters:\n- name: s\n  default: ${'a,'.repeat(9_000)}\n- name: t\n  default: ${'x'.repeat(400_000)}\nsteps:\n- \${{ each x in split(parameters.s, ',') }}:\n  - \${{ if contains(parameters.t, x) }}:\n    - script: a\n`,
    ),
    finding: tooLarge,
  },
];
