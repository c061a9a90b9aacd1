// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are YAML, not JavaScript.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { expandMacros, expandVariables } from '../../src/expression/macro.ts';
import { isRunNumber, numberPattern } from '../../src/run/run-number.ts';
import { runMillrace } from './millrace-process.ts';
import { makeRepository } from './sample-project.ts';

/* What was observed of runs on the service: macros, run numbers, and everything that only a run shows. */

const macros: readonly (readonly [text: string, variables: Readonly<Record<string, string>>, expanded: string])[] = [
  ['a $(b) c', { b: 'B' }, 'a B c'],
  ['$(none)', {}, '$(none)'],
  ['$(a$(b))', { b: 'in', ain: 'out' }, '$(ain)'],
  ['$(a)', { a: '$(b)', b: 'in' }, 'in'],
  ['$(ab)|$(abc)', { ab: '1', abc: '2' }, '1|2'],
  ['$(a)', { a: '$(b)', b: '$(a)' }, '$(b)'],
];

describe('a macro', () => {
  for (const [text, variables, expanded] of macros) {
    test(`${text} with ${JSON.stringify(variables)} is ${expanded}`, () => {
      const known = expandVariables(new Map(Object.entries(variables))).values;
      assert.equal(
        expandMacros(text, name => known.get(name)),
        expanded,
      );
    });
  }
});

const facts = {
  at: Date.UTC(2019, 4, 5, 21, 7, 3),
  runId: 752,
  pipelineName: 'CIBuild',
  projectName: 'Fabrikam',
  branchName: 'main',
  variables: new Map<string, string>(),
};

describe('a run number', () => {
  for (const [format, number] of [
    ['$(Date:yyyyMMdd)', '20190505'],
    ['$(Date:yyyyMMdd)$(Rev:.r)', '20190505.2'],
    ['v$(Rev:rr)', 'v02'],
    ['$(Year:yyyy)', '2019'],
    ['$(Month)', '5'],
    ['$(DayOfMonth)', '5'],
    ['$(Hours)-$(Minutes)-$(Seconds)', '21-7-3'],
    ['$(TeamProject)_$(SourceBranchName)', 'Fabrikam_main'],
    ['$(BuildID)', '752'],
  ] as const)
    test(`${format} is ${number}`, () => assert.equal(numberPattern(format, facts).withRevision(2), number));
  for (const name of ['a/b', 'abc.']) test(`is never ${name}`, () => assert.equal(isRunNumber(name), false));
});

type Ran = { readonly lines: readonly string[]; readonly jobs: Readonly<Record<string, string>> };

/** Runs a pipeline with the command line; the lines that its steps printed, and what became of each job, by display name. */
async function run(
  pipeline: string,
  flags: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-observed-'));
  try {
    await makeRepository(folder, { 'azure-pipelines.yml': pipeline });
    const { stdout, stderr } = await runMillrace(['run', join(folder, 'azure-pipelines.yml'), ...flags], env);
    const lines = stdout.split('\n').map(line => line.replace(/^[\w./]+ \| /, ''));
    // Jobs of a single stage without a name stand at the margin, and the steps that failed where jobs stand otherwise.
    const ends = [...stdout.matchAll(/^(?: {2})?(\w+) +(succeeded with issues|[a-z]+)(?: |$)/gm)];
    const jobs = ends.filter(([, name = '']) => !['Stage', 'Run', 'Bash'].includes(name));
    assert.ok(stdout.startsWith('Run '), stderr);
    return { lines, jobs: Object.fromEntries(jobs.map(([, name = '', end = '']) => [name, end])) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const job = (name: string, rest: string): string => `- job: ${name}\n${rest.replace(/^/gm, '  ')}\n`;
const steps = (...texts: readonly string[]): string => `steps:\n- checkout: none\n${texts.join('\n')}`;
const prints = (text: string): string => `- bash: echo '${text}'`;

describe('conditions of jobs', () => {
  test('look at the results of what a job depends on', async () => {
    const ran = await run(
      `jobs:\n${job('skippedone', `condition: false\n${steps(prints('no'))}`)}${job('good', steps(prints('yes')))}${[
        ['alone', '[]', 'succeeded()'],
        ['after', 'skippedone', 'succeeded()'],
        ['either', 'skippedone', 'succeededOrFailed()'],
        ['whatever', 'skippedone', 'always()'],
        ['narrow', '[good, skippedone]', "succeeded('good')"],
        ['ghostly', 'good', "succeeded('ghost')"],
        ['throwing', '[]', "gt(1, 'nan-text')"],
      ]
        .map(([name = '', on, condition]) =>
          job(name, `dependsOn: ${on}\ncondition: ${condition}\n${steps(prints(`${name} ran`))}`),
        )
        .join('')}`,
    );
    assert.deepEqual(ran.jobs, {
      skippedone: 'skipped',
      good: 'succeeded',
      alone: 'succeeded',
      after: 'skipped',
      either: 'skipped',
      whatever: 'succeeded',
      narrow: 'succeeded',
      ghostly: 'skipped',
      throwing: 'abandoned',
    });
  });
});

test('after a failed step the others are skipped, but for those that always run', async () => {
  const { lines } = await run(
    job('a', steps('- bash: exit 1', prints('second'), '- bash: echo third\n  condition: always()')).replace(
      /^/,
      'jobs:\n',
    ),
  );
  assert.ok(lines.includes('Skipping step due to condition evaluation.'));
  assert.ok(!lines.includes('second'));
  assert.ok(lines.includes('third'));
});

test('variables become the environment: in order, over what a step maps, secrets only when mapped', async () => {
  const variables = `variables:
  lower.dot: v
  Space Name: w
  A_B: under
  A.B: dot
  TONE: auto
`;
  const script = '- bash: |\n    printenv | grep -E "^(LOWER_DOT|SPACE_NAME|A_B|TONE|MAPPED|HID_DEN)=" | sort | rev\n';
  const { lines } = await run(
    `${variables}${steps(`${script}  env:\n    TONE: explicit\n    MAPPED: $(Hid.Den)`)}`,
    ['--secret', 'Hid.Den'],
    { 'Hid.Den': 's3cr3t' },
  );
  // Backwards, so that the secret is not masked.
  const printed = lines.map(line => [...line].reverse().join('')).filter(line => /^[A-Z_]+=/.test(line));
  assert.deepEqual(printed, ['A_B=dot', 'LOWER_DOT=v', 'MAPPED=s3cr3t', 'SPACE_NAME=w', 'TONE=auto']);
});

test('a variable that a step sets is there for later steps, outputs for later jobs and stages, under their keys', async () => {
  const set = (name: string, value: string, more = ''): string =>
    `##vso[task.setvariable variable=${name}${more}]${value}`;
  const output = set('o', '1', ';isOutput=true');
  const { lines, jobs } = await run(`stages:
- stage: A
  jobs:
  - job: p
    steps:
    - checkout: none
    - bash: |
        echo '${set('x', '1')}'
        echo 'same $(x)'
        echo '${output}'
        echo '${set('esc', 'a%3Bb%5Dc%0Ad')}'
        echo '${set('pct', '50%AZP25')}'
        echo 'text before ${set('mid', '7')}'
      name: s
    - bash: |
        echo 'next $(x)' "env $X" 'out $(s.o)' 'mid $(mid)' 'pct $(pct)'
        printenv ESC | base64
  - job: m
    strategy:
      matrix:
        linux: { k: v }
    steps:
    - checkout: none
    - bash: echo '${output}'
      name: s
  - job: c
    dependsOn: [p, m]
    variables:
      got: $[ dependencies.p.outputs['s.o'] ]
      leg: $[ dependencies.m.outputs['linux.s.o'] ]
    steps:
    - checkout: none
    - bash: echo 'got $(got) leg $(leg)'
  - job: none
    variables:
      deps: $[ convertToJson(dependencies) ]
    steps:
    - checkout: none
    - bash: echo 'deps $(deps)'
- stage: B
  condition: eq(dependencies.A.outputs['p.s.o'], '1')
  jobs:
  - job: later
    variables:
      got: $[ stageDependencies.A.p.outputs['s.o'] ]
    steps:
    - checkout: none
    - bash: echo 'later $(got)'
`);
  for (const line of [
    'same $(x)',
    'next 1 env 1 out 1 mid 7 pct 50%',
    Buffer.from('a;b]c\nd\n').toString('base64'),
    'got 1 leg 1',
    'deps {}',
    'later 1',
  ])
    assert.ok(lines.includes(line), `${line}\n${lines.join('\n')}`);
  assert.equal(jobs.later, 'succeeded');
});

test('commands that tell of a result, and that do not', async () => {
  const { jobs, lines } = await run(
    `jobs:\n${[
      job(
        'issues',
        steps(
          '- bash: |\n    echo "##vso[task.logissue type=error]bad"\n    echo "##vso[task.logissue type=warning]meh"',
        ),
      ),
      job('issued', steps('- bash: echo "##vso[task.complete result=SucceededWithIssues;]x"', prints('went on'))),
      job('failing', steps('- bash: |\n    echo "##vso[task.complete result=Succeeded;]x"\n    exit 1')),
      job('quiet', steps('- bash: |\n    echo "##vso[task.debug]dd"\n    echo "##[debug]ee"')),
    ].join('')}`,
  );
  assert.deepEqual(jobs, {
    issues: 'succeeded',
    issued: 'succeeded with issues',
    failing: 'failed',
    quiet: 'succeeded',
  });
  assert.ok(lines.includes('went on'));
  assert.ok(lines.includes('##[debug]ee'));
  assert.ok(!lines.some(line => /\bdd$/.test(line)));
});

test('stages run after each other, jobs beside each other, the innermost variable counts', async () => {
  const stage = (name: string, more = ''): string =>
    `- stage: ${name}\n  variables: { x: s }\n  jobs:\n  - job: j${name}\n    variables: { x: j }\n    steps:\n    - checkout: none\n    - bash: echo "${name} $(x)"${more}\n`;
  const { lines } = await run(`variables: { x: r }\nstages:\n${['A', 'B', 'C'].map(name => stage(name)).join('')}`);
  assert.deepEqual(
    lines.filter(line => /^[ABC] /.test(line)),
    ['A j', 'B j', 'C j'],
  );
});

test('one checkout is in s, several each in a folder of its own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-tools-'));
  try {
    await makeRepository(folder, { 'tool.txt': 'x' });
    const where = '- bash: echo "at $(Build.SourcesDirectory)" && ls "$(Pipeline.Workspace)/s"';
    const single = await run(`steps:\n- checkout: self\n${where}`);
    assert.ok(single.lines.some(line => /^at .*\/1\/s$/.test(line)));
    const several = await run(
      `resources:\n  repositories:\n  - repository: tools\n    type: git\n    name: Fiber/tools-repo\nsteps:\n- checkout: self\n- checkout: tools\n${where}\n- bash: cat $(Pipeline.Workspace)/s/tools-repo/tool.txt`,
      ['--repository', `tools=${folder}`],
    );
    assert.ok(several.lines.includes('tools-repo'), several.lines.join('\n'));
    assert.ok(several.lines.includes('x'), several.lines.join('\n'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
