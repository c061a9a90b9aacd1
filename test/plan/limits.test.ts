import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { expansionDepth, matrixJobs, templateDepth, templateFiles, yamlFileBytes } from '../../src/base/limits.ts';
import { compileText, type Files, findingLines } from './compiling.ts';

/** A pipeline that takes `count` files besides its own. */
function manyFiles(count: number): Files {
  const names = Array.from({ length: count }, (_, index) => `t${index}.yml`);
  const root = `steps:\n${names.map(name => `- template: ${name}\n`).join('')}`;
  return Object.fromEntries([['azure-pipelines.yml', root], ...names.map(name => [name, 'steps:\n- script: echo\n'])]);
}

/** A chain of templates in which each but the last takes the next. */
function chain(length: number): Files {
  const link = (index: number): string => (index < length ? `- template: t${index + 1}.yml\n` : '- script: end\n');
  const files = Array.from({ length }, (_, index) => [`t${index + 1}.yml`, `steps:\n${link(index + 1)}`] as const);
  return Object.fromEntries([['azure-pipelines.yml', `steps:\n${link(0)}`], ...files]);
}

describe('limits of a compilation', () => {
  test('as many files as the service takes, and no more', () => {
    assert.deepEqual(findingLines(compileText(manyFiles(templateFiles - 1))), []);
    assert.deepEqual(findingLines(compileText(manyFiles(templateFiles))), [
      `/azure-pipelines.yml: The pipeline refers to more than the maximum of ${templateFiles} files.`,
    ]);
    assert.deepEqual(findingLines(compileText(manyFiles(templateFiles), { maxFiles: templateFiles + 1 })), []);
  });

  test('a file used often counts once', () => {
    const root = `steps:\n${'- template: t.yml\n'.repeat(templateFiles + 1)}`;
    const files = { 'azure-pipelines.yml': root, 't.yml': 'steps:\n- script: echo\n' };
    assert.deepEqual(findingLines(compileText(files)), []);
  });

  test('templates refer to each other only so deep', () => {
    const maxFiles = 2 * templateDepth;
    assert.deepEqual(findingLines(compileText(chain(templateDepth), { maxFiles })), []);
    assert.deepEqual(findingLines(compileText(chain(templateDepth + 1), { maxFiles })), [
      `/t${templateDepth}.yml: Maximum object depth exceeded`,
    ]);
  });

  test('collections that grow from template to template end as well', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    const levels = 90;
    const wrap = `${'['.repeat(levels)}'\${{ parameters.x }}'${']'.repeat(levels)}`;
    const grow = `parameters:\n- name: x\n  type: object\nsteps:\n- template: grow.yml\n  parameters: {x: ${wrap}}\n`;
    const root = `steps:\n- template: grow.yml\n  parameters: {x: ${nested(levels)}}\n`;
    assert.ok(expansionDepth < levels * templateDepth);
    assert.deepEqual(findingLines(compileText({ 'azure-pipelines.yml': root, 'grow.yml': grow })), [
      '/grow.yml: Maximum object depth exceeded',
    ]);
  });

  test('loops within loops do not take all memory', () => {
    const loops = Array.from(
      { length: 8 },
      (_, index) => `${'  '.repeat(index)}- \${{ each i${index} in split('a,b,c,d,e,f,g,h', ',') }}:\n`,
    );
    const pipeline = `steps:\n${loops.join('')}${'  '.repeat(8)}- script: echo\n`;
    assert.deepEqual(findingLines(compileText(pipeline)), [
      '__built-in-schema.yml: Maximum object size exceeded. Reduce the size of your YAML pipeline.',
    ]);
  });

  test('a file of the largest size, and one that is larger', () => {
    const padded = (bytes: number): string => 'steps: []\n'.padEnd(bytes, '#');
    assert.deepEqual(findingLines(compileText(padded(yamlFileBytes))), []);
    const tooLarge = `/azure-pipelines.yml: The file is larger than the maximum of ${yamlFileBytes} bytes.`;
    assert.deepEqual(findingLines(compileText(padded(yamlFileBytes + 1))), [tooLarge]);
    assert.deepEqual(findingLines(compileText(`#${'é'.repeat(yamlFileBytes / 2)}\n`)), [tooLarge]);
  });

  test('legs of a matrix', () => {
    const matrix = (legs: number): string => {
      const lines = Array.from({ length: legs }, (_, index) => `      leg${index}: {n: ${index}}\n`);
      return `jobs:\n- job: j\n  strategy:\n    matrix:\n${lines.join('')}  steps: []\n`;
    };
    assert.deepEqual(findingLines(compileText(matrix(matrixJobs))), []);
    assert.deepEqual(findingLines(compileText(matrix(matrixJobs + 1))), [
      `The matrix expansion resulted in ${matrixJobs + 1} jobs which exceeds the maximum allowable job count of ${matrixJobs}.`,
    ]);
  });

  test('a long message is cut as the service cuts it', () => {
    const [line] = findingLines(compileText(`steps:\n- ${'x'.repeat(600)}: echo\n`));
    assert.equal(line, `/azure-pipelines.yml (Line: 2, Col: 3): Unexpected value '${'x'.repeat(482)}[...]`);
  });
});
