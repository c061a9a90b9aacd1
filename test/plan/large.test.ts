import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { printFinding, type SourceFiles, type Span } from '../../src/base/finding.ts';
import type { Compilation } from '../../src/plan/compilation.ts';
import type { SourceReader } from '../../src/template/source-reader.ts';
import { compileCase } from './golden.ts';

const folder = join(import.meta.dirname, '..', 'golden', 'large', 'release-train');

/** The pipeline with something wrong in one of its files. */
function withFault(path: string, right: string, wrong: string): Compilation {
  const change = (reader: SourceReader): SourceReader => ({
    read(repository, wanted) {
      const answer = reader.read(repository, wanted);
      if (answer?.found !== true || wanted !== path) return answer;
      assert.ok(answer.text.includes(right), `${path} holds ${right}`);
      return { found: true, text: answer.text.replace(right, wrong) };
    },
  });
  return compileCase(folder, {}, change);
}

function trail({ findings, files }: Compilation): readonly (readonly string[])[] {
  return findings.map(finding => [printFinding(finding, files), ...finding.via.map(span => lineAt(span, files))]);
}

/** The file of a span and the line that it stands in. */
function lineAt({ file, start }: Span, files: SourceFiles): string {
  const source = files.get(file);
  const line = source?.text.split('\n')[source.lines.at(start).line - 1];
  return `${file}: ${line?.trim()}`;
}

const toTheProbe = [
  '/azure-pipelines.yml: - template: ci/stages/deploy.yml@self',
  '/ci/stages/deploy.yml: - template: ../steps/rollout.yml',
  '/ci/steps/rollout.yml: - template: probe.yml@library',
];

describe('a pipeline of thousands of lines', () => {
  const compilation = compileCase(folder);
  const { plan, finalYaml = '', sourceMap, files } = compilation;

  test('compiles, and is as long as it is meant to be', () => {
    assert.deepEqual(compilation.findings, []);
    assert.ok(finalYaml.split('\n').length > 5000);
    assert.equal(plan?.stages.length, 15);
    assert.equal(plan?.stages.flatMap(({ jobs }) => jobs).length, 110);
  });

  test('takes lines from every one of its files', () => {
    const used = new Set(sourceMap.map(line => line?.at.file));
    assert.deepEqual(
      [...files.keys()].filter(path => !used.has(path)),
      [],
    );
  });

  test('leads from a step of the innermost template back to the pipeline', () => {
    const line = finalYaml.split('\n').findIndex(text => text.includes('--retry 5'));
    assert.equal(sourceMap[line]?.at.file, '/probe.yml@library');
    assert.deepEqual(
      sourceMap[line]?.via.map(span => lineAt(span, files)),
      toTheProbe,
    );
  });

  test('has the chain of templates on a finding deep inside', () => {
    const compiled = withFault('/probe.yml', 'displayName', 'displayNaem');
    const [parameter, ...found] = trail(compiled);
    assert.deepEqual(parameter, ["The 'stages' parameter is not a valid StageList."]);
    const message = "/probe.yml@library (Line: 10, Col: 3): Unexpected value 'displayNaem'";
    assert.deepEqual(found[0], [message, ...toTheProbe]);
  });

  test('has it on a finding that only the values bring', () => {
    const compiled = withFault('/ci/jobs/compile.yml', 'eq(parameters.platform,', 'gt(parameters.service.port,');
    const [, first] = trail(compiled);
    assert.equal(
      first?.[0],
      "/ci/jobs/compile.yml (Line: 25, Col: 5): Unable to convert from String to Number. Value: 'windows'",
    );
    assert.deepEqual(first?.slice(1), [
      '/azure-pipelines.yml: - template: ci/stages/build.yml@self',
      '/ci/stages/build.yml: - template: ../jobs/compile.yml',
    ]);
  });
});
