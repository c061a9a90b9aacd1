import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { KnownTask } from '../../src/plan/compilation.ts';
import { compileText, findingLines } from './compiling.ts';

const simple = 'steps:\n- script: echo\n';

describe('compile', () => {
  test('says which file of the repository is missing', () => {
    assert.deepEqual(findingLines(compileText({})), [
      '/azure-pipelines.yml: File /azure-pipelines.yml not found in repository https://git.test/self branch refs/heads/main version abc123.',
    ]);
  });

  test('says that the repository itself can’t be had', () => {
    const reader = { read: () => undefined };
    assert.deepEqual(findingLines(compileText({}, { reader })), [
      'The repository self could not be retrieved. Verify the name and credentials being used and permissions.',
    ]);
  });

  test('takes a text in place of the file, and the file’s folder as its base', () => {
    const files = { 'ci/azure.yml': 'not: read', 'ci/t.yml': simple };
    const override = 'steps:\n- template: t.yml\n';
    const compilation = compileText(files, { path: '/ci/azure.yml', override });
    assert.deepEqual(findingLines(compilation), []);
    assert.equal(compilation.plan?.stages[0]?.jobs[0]?.steps.length, 1);
    assert.deepEqual([...compilation.files.keys()], ['/ci/azure.yml', '/ci/t.yml']);
  });

  test('has one source line for every line of finalYaml', () => {
    const { finalYaml = '', sourceMap } = compileText('variables:\n  a: |\n    1\n    2\nsteps:\n- script: echo\n');
    assert.equal(sourceMap.length, finalYaml.split('\n').length - 1);
    assert.equal(sourceMap.at(-1), undefined);
  });

  test('gives neither plan nor text when there is an error', () => {
    const { plan, finalYaml, sourceMap } = compileText('steps:\n- task: NoSuchTask@1\n');
    assert.deepEqual({ plan, finalYaml, sourceMap }, { plan: undefined, finalYaml: undefined, sourceMap: [] });
  });

  test('gives a plan that is plain JSON', () => {
    const { plan } = compileText('jobs:\n- job: a\n  condition: always()\n  steps:\n  - script: echo\n');
    assert.deepEqual(JSON.parse(JSON.stringify(plan)), JSON.parse(JSON.stringify(structuredClone(plan))));
    assert.equal(plan?.stages[0]?.jobs[0]?.condition, 'always()');
  });

  test('tells where the thing is that a message without a place is about', () => {
    const { findings, files } = compileText('jobs:\n- job: a\n- job: b\n  dependsOn: ghost\n');
    const about = findings[0]?.about;
    assert.equal(findings[0]?.at, undefined);
    assert.deepEqual(about && files.get(about.file)?.lines.at(about.start), { line: 3, column: 3 });
  });

  test('knows the tasks that it is told of, by name and id, and their aliases', () => {
    const id = '11111111-2222-3333-4444-555555555555';
    const tasks: readonly KnownTask[] = [
      { name: 'Mine', id, version: '10.0.0' },
      { name: 'Mine', id, version: '2.1.0', inputs: [{ name: 'long', aliases: ['short'] }] },
    ];
    const pipeline = `steps:\n- task: mine@2\n  inputs: {Short: 1}\n- task: ${id}@2\n  inputs: {long: 2}\n`;
    const { plan, finalYaml } = compileText(pipeline, { knownTasks: tasks });
    const steps = plan?.stages[0]?.jobs[0]?.steps ?? [];
    assert.deepEqual(
      steps.map(step => [step.task, step.inputs]),
      [
        [{ id, name: 'Mine', version: '2.1.0' }, { long: '1' }],
        [{ id, name: 'Mine', version: '2.1.0' }, { long: '2' }],
      ],
    );
    assert.ok(finalYaml?.includes('Short: 1'), 'finalYaml keeps the authored name');
    assert.equal(findingLines(compileText(pipeline)).length, 2);
  });

  test('keeps names that JavaScript has a use for as plain names', () => {
    const names = ['constructor', '__proto__', 'toString'];
    const variables = names.map(name => `  ${name}: ${name}\n`).join('');
    const { finalYaml } = compileText(`variables:\n${variables}steps:\n- script: \${{ variables.constructor }}\n`);
    for (const name of names) assert.ok(finalYaml?.includes(`- name: ${name}\n  value: ${name}\n`), name);
    assert.ok(finalYaml?.includes('script: constructor'));
    for (const name of names) {
      const [line] = findingLines(compileText(`steps:\n- ${name}: echo\n`));
      assert.equal(line, `/azure-pipelines.yml (Line: 2, Col: 3): Unexpected value '${name}'`);
    }
  });
});
