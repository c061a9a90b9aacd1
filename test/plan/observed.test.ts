import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { printFinding } from '../../src/base/finding.ts';
import { compile } from '../../src/plan/compile.ts';
import { compileText, findingLines } from './compiling.ts';

type Lines = readonly string[];
type Files = Readonly<Record<string, Lines>>;

/** What the service was seen, or is documented, to do with a pipeline. Whatever is given of the answer is checked. */
type Observed = {
  readonly name: string;
  readonly pipeline: Lines;
  readonly files?: Files;
  readonly repositories?: Readonly<Record<string, Files>>;
  readonly templateParameters?: Readonly<Record<string, string>>;
  readonly finalYaml?: Lines;
  /** Runs of lines of finalYaml, without the space at their ends. */
  readonly contains?: readonly string[];
  readonly absent?: readonly string[];
  /** Parts of what is found. */
  readonly findings?: readonly string[];
};

/** The same of an expression in one of the places that has them. */
type ObservedExpression = {
  readonly expression: string;
  readonly slot: keyof typeof places;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly error?: string;
};

const places = {
  compile: (expression: string) => `- name: out\n  value: ${JSON.stringify(`\${{ ${expression} }}`)}\nsteps: []`,
  'runtime-variable': (expression: string) =>
    `- name: out\n  value: ${JSON.stringify(`$[ ${expression} ]`)}\nsteps: []`,
  if: (expression: string) =>
    `- ${JSON.stringify(`\${{ if ${expression} }}`)}:\n  - name: out\n    value: taken\nsteps: []`,
  'job-condition': (expression: string) => `jobs:\n- job: a\n  condition: ${JSON.stringify(expression)}`,
  'stage-condition': (expression: string) =>
    `stages:\n- stage: a\n  condition: ${JSON.stringify(expression)}\n  jobs: []`,
  'step-condition': (expression: string) => `steps:\n- script: echo\n  condition: ${JSON.stringify(expression)}`,
} as const;

function read<Case>(path: string): readonly Case[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, path), 'utf8'));
}

function compileObserved({ pipeline, files = {}, repositories = {}, templateParameters = {} }: Observed) {
  const own: Files = { ...files, 'azure-pipelines.yml': pipeline };
  return compile({
    path: '/azure-pipelines.yml',
    templateParameters,
    reader: {
      read({ alias }, path) {
        const lines = (alias === 'self' ? own : repositories[alias])?.[path.slice(1)];
        if (lines !== undefined) return { found: true, text: `${lines.join('\n')}\n` };
        return { found: false, url: 'https://git.test/self', branch: 'refs/heads/main', version: 'abc123' };
      },
    },
  });
}

function trimmedLines(text: string): string {
  return text
    .split('\n')
    .map(line => line.trim())
    .join('\n');
}

for (const file of readdirSync(join(import.meta.dirname, 'observed')))
  describe(`the compiler does what the service does: ${file.replace('.json', '')}`, () => {
    for (const observed of read<Observed>(join('observed', file)))
      test(observed.name, () => {
        const { finalYaml, findings, files } = compileObserved(observed);
        const found = findings.map(finding => printFinding(finding, files)).join('\n');
        if (observed.findings === undefined) assert.equal(found, '');
        for (const part of observed.findings ?? []) assert.ok(found.includes(part), `${part}\nnot in\n${found}`);
        if (observed.finalYaml !== undefined) assert.equal(finalYaml, `${observed.finalYaml.join('\n')}\n\n`);
        const lines = trimmedLines(finalYaml ?? '');
        for (const part of observed.contains ?? []) assert.ok(lines.includes(trimmedLines(part)), part);
        for (const part of observed.absent ?? []) assert.ok(!lines.includes(part), part);
      });
  });

describe('the compiler reads expressions as the service does', () => {
  for (const { expression, slot, parameters = {}, variables = {}, text, error } of read<ObservedExpression>(
    'observed-expressions/expressions.json',
  ))
    test(`${slot}: ${expression.slice(0, 80)}`, () => {
      const declared = Object.entries(parameters).map(
        ([name, value]) => `- name: ${name}\n  type: object\n  default: ${JSON.stringify(value)}\n`,
      );
      const given = Object.entries(variables).map(([name, value]) => `- name: ${name}\n  value: ${value}\n`);
      const body = places[slot](expression);
      const isVariable = body.startsWith('- ');
      const head = declared.length === 0 ? '' : `parameters:\n${declared.join('')}`;
      const own = given.length === 0 && !isVariable ? '' : `variables:\n${given.join('')}`;
      const compilation = compileText(`${head}${own}${body}\n`);
      const found = findingLines(compilation).join('\n');
      if (error === undefined) assert.equal(found, '');
      else assert.ok(found.includes(error), `${error}\nnot in\n${found}`);
      const out = compilation.plan?.variables.find(variable => 'name' in variable && variable.name === 'out');
      if (text !== undefined) assert.equal(out && 'value' in out ? out.value : undefined, text);
    });
});
