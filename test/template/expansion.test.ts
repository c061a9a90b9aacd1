import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileText, type Files, findingLines } from '../plan/compiling.ts';

/** What comes of a pipeline: lines of finalYaml, one behind the other and without their indentation, or all findings. */
type Outcome = { readonly lines: readonly string[] } | { readonly findings: readonly string[] };

function check(pipeline: string | Files, outcome: Outcome): void {
  const compilation = compileText(pipeline);
  if ('findings' in outcome) {
    assert.deepEqual(findingLines(compilation), outcome.findings);
    return;
  }
  assert.deepEqual(findingLines(compilation), []);
  const trimmed = (compilation.finalYaml ?? '').split('\n').map(line => line.trim());
  assert.ok(trimmed.join('\n').includes(outcome.lines.join('\n')), compilation.finalYaml ?? '');
}

const steps = 'steps:\n- script: echo\n';

describe('directives where no mapping may stand', () => {
  const rows: readonly (readonly [name: string, pipeline: string, Outcome])[] = [
    [
      'a list of texts takes items from a loop',
      "jobs:\n- job: a\n- job: b\n- job: c\n  dependsOn:\n  - ${{ each name in split('a,b', ',') }}:\n    - ${{ name }}\n",
      { lines: ['dependsOn:', '- a', '- b'] },
    ],
    [
      'a list of texts takes items from a choice',
      `pool:\n  name: p\n  demands:\n  - \${{ if true }}:\n    - docker\n  - \${{ else }}:\n    - podman\n${steps}`,
      { lines: ['demands:', '- docker', 'steps:'] },
    ],
    [
      'a text takes no mapping, whatever that gives',
      'steps:\n- script: echo\n  displayName:\n    ${{ if true }}: hello\n',
      { findings: ['/azure-pipelines.yml (Line: 4, Col: 5): A mapping was not expected'] },
    ],
    [
      'where only values may stand, directives are a mapping, reported once',
      `trigger:\n  \${{ if true }}:\n    batch: true\n  \${{ else }}:\n    batch: false\n${steps}`,
      { findings: ['/azure-pipelines.yml (Line: 2, Col: 3): A mapping was not expected'] },
    ],
  ];
  for (const [name, pipeline, outcome] of rows) test(name, () => check(pipeline, outcome));
});

describe('values on their way through templates', () => {
  const declared = (value: string): string => `parameters:\n- name: given\n  type: object\n  default: ${value}\n`;
  const shown = 'parameters:\n- name: p\n  type: object\nsteps:\n- script: ${{ convertToJson(parameters.p) }}\n';
  const pass = 'steps:\n- template: t.yml\n  parameters:\n    p: ${{ parameters.given }}\n';

  test('numbers and booleans stay what they are', () => {
    const files = {
      'azure-pipelines.yml': declared("{n: 3, b: false, s: '4', deep: [1, x, true]}") + pass,
      't.yml': shown,
    };
    check(files, { lines: ['{', '"n": 3,', '"b": false,', '"s": "4",', '"deep": [', '1,', '"x",', 'true', ']', '}'] });
  });

  test('also from the second template on', () => {
    const link = 'parameters:\n- name: given\n  type: object\n';
    const files = {
      'azure-pipelines.yml': declared('[false, 1.50]') + pass,
      't.yml': link.replace('given', 'p') + pass.replace('t.yml', 'u.yml').replace('given', 'p'),
      'u.yml': shown,
    };
    check(files, { lines: ['[', 'false,', '1.5', ']'] });
  });

  test('also merged into other arguments', () => {
    const merged =
      'steps:\n- template: t.yml\n  parameters:\n    p:\n      own: 1\n      ${{ insert }}: ${{ parameters.given }}\n';
    const files = { 'azure-pipelines.yml': declared('{b: false}') + merged, 't.yml': shown };
    check(files, { lines: ['{', '"own": 1,', '"b": false', '}'] });
  });
});

describe('all that is wrong is told, in the order of the file', () => {
  const rows: readonly (readonly [name: string, pipeline: string, findings: readonly string[]])[] = [
    [
      'an unexpected key, without the body that is missing',
      'name: a\nstepz: []\n',
      ["/azure-pipelines.yml (Line: 2, Col: 1): Unexpected value 'stepz'"],
    ],
    [
      'a body that may still come of a directive is not missing',
      `\${{ if false }}:\n  ${steps.replace('\n', '\n  ')}nope: a\n`,
      ["/azure-pipelines.yml (Line: 4, Col: 1): Unexpected value 'nope'"],
    ],
    [
      'a misplaced directive once, also where no text may stand',
      'steps:\n- ${{ insert }}\n- script: ${{ else }}\n- script: a\n  env: ${{ if true }}\n',
      [
        "/azure-pipelines.yml (Line: 2, Col: 3): Unexpected value '${{ insert }}'",
        "/azure-pipelines.yml (Line: 3, Col: 11): Unexpected value '${{ else }}'",
        "/azure-pipelines.yml (Line: 5, Col: 8): Unexpected value '${{ if true }}'",
      ],
    ],
    [
      'what failed counts as an empty text where it stands, and as no item of a list',
      'steps:\n- script: ${{ parameters.a }}\n  enabled: ${{ parameters.b }}\n- ${{ parameters.c }}\n- script: a\n  env: ${{ parameters.d }}\n',
      [
        "/azure-pipelines.yml (Line: 2, Col: 11): Key not found 'a'",
        "/azure-pipelines.yml (Line: 3, Col: 12): Key not found 'b'",
        "/azure-pipelines.yml (Line: 3, Col: 12): Unexpected value ''",
        "/azure-pipelines.yml (Line: 4, Col: 3): Key not found 'c'",
        "/azure-pipelines.yml (Line: 6, Col: 8): Key not found 'd'",
        "/azure-pipelines.yml (Line: 6, Col: 8): Unexpected value ''",
      ],
    ],
    [
      'of a text the first wrong expression',
      'steps:\n- script: ${{ eq( }} ${{ not( }} ${{\n',
      [
        "/azure-pipelines.yml (Line: 2, Col: 11): Unclosed function: 'eq'. Located at position 1 within expression: 'eq('. For more help, refer to https://go.microsoft.com/fwlink/?linkid=842996",
      ],
    ],
  ];
  for (const [name, pipeline, findings] of rows) test(name, () => check(pipeline, { findings }));
});
