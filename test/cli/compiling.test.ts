import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runCli } from '../../src/cli/program.ts';
import { fakeDoors } from './support/fake-doors.ts';
import { FakeIo, FakeOut } from './support/fake-io.ts';
import { folderWith } from './support/folder.ts';

const files = {
  '.git/': '',
  'good.yml': 'steps:\n- template: t/steps.yml\n  parameters:\n    who: me\n',
  't/steps.yml': 'parameters:\n- name: who\n  type: string\nsteps:\n- script: echo ${{ parameters.who }}\n',
  'bad.yml': 'steps:\n- script: a\nstepz: 1\n',
  'warning.yml': 'parameters:\n- name: unused\n  type: string\n  default: a\nsteps:\n- script: a\n',
  'deep.yml': 'steps:\n- template: t/bad.yml\n',
  't/bad.yml': 'steps:\n- skript: a\n',
  'loop.yml': "steps:\n- ${{ each v in split('1,2', ',') }}:\n  - script: a\n    nme: b\n",
  'stages.yml': 'stages:\n- template: t/stages.yml\n',
  't/stages.yml': 'stages:\n- stage: a\n  jobs:\n  - job: b\n    dependsOn: c\n  - job: d\n',
  'nameless.yml': 'steps:\n- template: t/nameless.yml\n',
  't/nameless.yml': 'steps:\n- script: a\n- task: NoSuchTask@1\n',
  'asking.yml': 'parameters:\n- name: who\n  type: string\nsteps:\n- script: a\n',
  'foreign.yml':
    'resources:\n  repositories:\n  - { repository: t, type: git, name: P/t }\nextends: { template: a.yml@t }\n',
  'asked.yml': 'steps:\n- template: t/steps.yml\n',
  'missing.yml': 'steps:\n- template: t/none.yml\n',
  'control.yml': '"a\u001b[2Jb\u0007": 1\n',
  'variable.yml': 'steps:\n- script: echo ${{ variables.v }} ${{ variables.w }}\n',
};

const goodYaml = `stages:
- stage: __default
  jobs:
  - job: Job
    steps:
    - task: CmdLine@2
      inputs:
        script: echo me

`;

async function call(argv: readonly string[], err = new FakeOut(), env: Readonly<Record<string, string>> = {}) {
  using folder = folderWith(files);
  const io = new FakeIo({ cwd: folder.path, err, env });
  const code = await runCli(argv, io, fakeDoors());
  return { code, out: io.out.text, err: io.err.text };
}

/** Every key that a step may begin with. */
const hint =
  'Expected: task, script, powershell, pwsh, bash, checkout, download, downloadBuild, getPackage, upload, publish, reviewApp, template';

describe('preview', () => {
  test('prints finalYaml and nothing else', async () => {
    assert.deepEqual(await call(['preview', 'good.yml']), { code: 0, out: goodYaml, err: '' });
  });

  test('prints what is wrong in the words of the service, one finding a line', async () => {
    const err = "/bad.yml (Line: 3, Col: 1): Unexpected value 'stepz'\n";
    assert.deepEqual(await call(['preview', 'bad.yml']), { code: 1, out: '', err });
  });

  const explained = `/t/bad.yml (Line: 2, Col: 3): Unexpected value 'skript'
  2 | - skript: a
    |   ^^^^^^
  ${hint}
  used by /deep.yml (Line: 2, Col: 13)
`;

  test('--explain shows the source and the templates on the way there', async () => {
    assert.deepEqual(await call(['preview', 'deep.yml', '--explain']), { code: 1, out: '', err: explained });
    assert.equal((await call(['preview', 'deep.yml'], new FakeOut(), { MILLRACE_EXPLAIN: 'true' })).err, explained);
  });

  test('a terminal is explained to, and NO_COLOR leaves the colours out', async () => {
    const terminal = () => new FakeOut({ columns: 80, rows: 24 });
    assert.equal((await call(['preview', 'deep.yml'], terminal(), { NO_COLOR: '1' })).err, explained);
    assert.match((await call(['preview', 'deep.yml'], terminal())).err, /\u001b\[2m {2}2 \| - skript: a\u001b\[0m/);
  });

  test('--explain says where it is what the service names by stage and job alone', async () => {
    const { err } = await call(['preview', 'nameless.yml', '--explain']);
    assert.match(
      err,
      /^A task is missing\. .*\n {2}at \/t\/nameless\.yml \(Line: 3, Col: 3\)\n {2}3 \| - task: NoSuchTask@1\n/,
    );
  });

  test('variables are those of a run, and --variable goes before them', async () => {
    using folder = folderWith(files);
    const io = new FakeIo({ cwd: folder.path });
    const doors = fakeDoors({ compileTimeVariables: async () => ({ v: 'predefined', w: 'kept' }) });
    assert.equal(await runCli(['preview', 'variable.yml', '--variable', 'v=given'], io, doors), 0, io.err.text);
    assert.match(io.out.text, /script: echo given kept$/m);
  });

  test('--annotate says where each line comes from', async () => {
    const { out } = await call(['preview', 'good.yml', '--annotate']);
    const lines = out.split('\n');
    assert.deepEqual(
      lines.slice(0, -1).map(line => line.slice(line.indexOf('|') + 2)),
      goodYaml.split('\n').slice(0, -1),
      'what stands behind the bar is finalYaml',
    );
    assert.ok(lines.includes('/t/steps.yml:5 < /good.yml:2 |     - task: CmdLine@2'), out);
  });

  test('--source-map is one JSON object for each line', async () => {
    const { out } = await call(['preview', 'good.yml', '--source-map']);
    const entries = out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    assert.deepEqual(
      entries.map(({ line }) => line),
      goodYaml
        .split('\n')
        .slice(0, -1)
        .map((_line, index) => index + 1),
    );
    assert.deepEqual(entries[5], {
      line: 6,
      file: '/t/steps.yml',
      sourceLine: 5,
      column: 3,
      via: [{ file: '/good.yml', sourceLine: 2, column: 13 }],
    });
  });
});

describe('validate', () => {
  test('tells of all files, and is 1 when one of them is wrong', async () => {
    const { code, out, err } = await call(['validate', 'good.yml', 'bad.yml', 'deep.yml']);
    assert.equal(code, 1);
    assert.equal(out, '');
    assert.equal(
      err,
      "/bad.yml (Line: 3, Col: 1): Unexpected value 'stepz'\n/t/bad.yml (Line: 2, Col: 3): Unexpected value 'skript'\n",
    );
  });

  test('a mistake inside a loop is told once', async () => {
    const line = "/loop.yml (Line: 4, Col: 5): Unexpected value 'nme'\n";
    assert.equal((await call(['validate', 'loop.yml'])).err, line);
    assert.equal(JSON.parse((await call(['validate', 'loop.yml', '--format', 'json'])).out).length, 1);
    const sarif = await call(['validate', 'loop.yml', '--format', 'sarif']);
    assert.equal(JSON.parse(sarif.out).runs[0].results.length, 1);
  });

  test('what a message without a place is about is shown on request, and told in JSON and SARIF', async () => {
    const message = 'Stage a job b depends on unknown job c.';
    const place = '  at /t/stages.yml (Line: 4, Col: 5)\n  4 |   - job: b\n    |     ^^^^^^\n';
    assert.equal((await call(['validate', 'stages.yml'])).err, `${message}\n`);
    assert.equal((await call(['validate', 'stages.yml', '--explain'])).err, `${message}\n${place}`);
    const [finding] = JSON.parse((await call(['validate', 'stages.yml', '--format', 'json'])).out);
    assert.deepEqual([finding.file, finding.line, finding.column], ['/t/stages.yml', 4, 5]);
    const { runs } = JSON.parse((await call(['validate', 'stages.yml', '--format', 'sarif'])).out);
    assert.equal(runs[0].results[0].locations[0].physicalLocation.region.startLine, 4);
  });

  test('a warning is told with its level and leaves the exit code', async () => {
    const text = await call(['validate', 'warning.yml']);
    assert.equal(text.code, 0);
    assert.match(text.err, /^warning: \/warning.yml \(Line: 2, Col: 9\): /);
    const { code, out } = await call(['validate', 'warning.yml', '--format', 'sarif']);
    assert.equal(code, 0);
    const [run] = JSON.parse(out).runs;
    assert.deepEqual(
      run.results.map((result: { readonly level: string }) => result.level),
      ['warning'],
    );
  });

  test('is silent and 0 when all is well, but says so on a terminal', async () => {
    assert.deepEqual(await call(['validate', 'good.yml']), { code: 0, out: '', err: '' });
    const terminal = new FakeOut({ columns: 80, rows: 24 });
    assert.equal((await call(['validate', 'good.yml'], terminal)).err, '/good.yml is valid\n');
  });

  test('--format json is an array, empty when all is well', async () => {
    assert.deepEqual(JSON.parse((await call(['validate', 'good.yml', '--format', 'json'])).out), []);
    const { code, out, err } = await call(['validate', 'deep.yml', '--format', 'json']);
    assert.equal(code, 1);
    assert.equal(err, '');
    const [finding, ...others] = JSON.parse(out);
    assert.deepEqual(others, []);
    assert.deepEqual(
      { ...finding, code: typeof finding.code },
      {
        file: '/t/bad.yml',
        line: 2,
        column: 3,
        endLine: 2,
        endColumn: 9,
        severity: 'error',
        code: 'string',
        message: "Unexpected value 'skript'",
        hint,
        via: [{ file: '/deep.yml', line: 2, column: 13 }],
      },
    );
  });

  test('--format sarif is a SARIF log with a rule for each code', async () => {
    const { version, runs } = JSON.parse((await call(['validate', 'deep.yml', '--format', 'sarif'])).out);
    assert.equal(version, '2.1.0');
    const [{ tool, results }] = runs;
    assert.deepEqual(tool.driver.rules, [{ id: results[0].ruleId }]);
    assert.equal(results[0].level, 'error');
    assert.deepEqual(results[0].locations[0].physicalLocation, {
      artifactLocation: { uri: 't/bad.yml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 9 },
    });
  });

  test('refuses other formats', async () => {
    const { code, err } = await call(['validate', 'good.yml', '--format', 'xml']);
    assert.equal(code, 2);
    assert.match(
      err,
      /^millrace: --format is one of text, json, sarif, not 'xml'\.\nUsage: millrace validate \[options\] \[FILE\.\.\.\]/,
    );
  });
});

describe('what the service says without a place', () => {
  const explained = async (file: string, ...flags: readonly string[]) =>
    (await call(['validate', file, '--explain', ...flags])).err.split('\n').slice(1, -1);

  test('has its place, its source and the flag that mends it where it is explained', async () => {
    const given = '  --parameter NAME=VALUE gives it one.';
    const who = ['  at /asking.yml (Line: 2, Col: 3)', '  2 | - name: who', '    |   ^^^^^^^^^'];
    assert.deepEqual(await explained('asking.yml'), [...who, given]);
    const [place, , , folder] = await explained('foreign.yml');
    assert.equal(place, '  at /foreign.yml (Line: 4, Col: 22)');
    assert.equal(folder, '  --repository NAME=DIR names the folder that it has on this machine.');
    const [missing, source] = await explained('missing.yml');
    assert.equal(missing, '  at /missing.yml (Line: 2, Col: 13)');
    assert.equal(source, '  2 | - template: t/none.yml');
  });

  test('has no flag where the YAML is to be mended', async () => {
    const lines = await explained('asked.yml');
    assert.ok(lines.includes('  used by /asked.yml (Line: 2, Col: 13)'), lines.join('\n'));
    assert.ok(!lines.some(line => line.includes('--parameter')));
  });

  test('names the parameters that there are when there is no such one', async () => {
    const lines = await explained('asking.yml', '--parameter', 'who=me', '--parameter', 'whom=me');
    assert.ok(lines.includes('  Expected: who'), lines.join('\n'));
  });
});

test('no text of the YAML reaches a terminal with control characters', async () => {
  const { err } = await call(['validate', 'control.yml'], new FakeOut({ columns: 100, rows: 20 }));
  assert.match(err, /Unexpected value 'ab '\n/);
  assert.doesNotMatch(err, /\u001b\[2J|\u0007/);
  assert.match((await call(['validate', 'control.yml'])).err, /'a\u001b\[2Jb\u0007'/);
});
