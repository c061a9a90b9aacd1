import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { jsonSchema } from '../../src/plan/json-schema.ts';
import { describe as describeKey } from '../../src/plan/schema/descriptions.ts';
import { schema } from '../../src/plan/schema/schema.ts';
import { caseNames, compileCase } from './golden.ts';

const root = join(import.meta.dirname, '..', 'golden');
const accepts = new Ajv({ strict: false, allowUnionTypes: true }).compile(jsonSchema());

/** What the service prints but does not take. */
const outputOnly = /^ *(trigger|pr):\n +enabled: false$/m;

/** Cases about something else give tasks inputs that these do not have, which the compiler takes. */
function hasMadeUpInputs(name: string): boolean {
  const { findings } = compileCase(join(root, name), { warnings: true });
  return findings.some(({ code }) => code.startsWith('advice.input-'));
}

function read(text: string): unknown {
  return parse(text, { uniqueKeys: false });
}

describe('the JSON Schema takes what compiles', () => {
  for (const name of caseNames(root)) {
    const path = join(root, name, 'final.yml');
    if (!existsSync(path) || hasMadeUpInputs(name)) continue;
    const authored = readFileSync(join(root, name, 'azure-pipelines.yml'), 'utf8');
    test(`${name}, as authored`, () => assert.ok(accepts(read(authored)), JSON.stringify(accepts.errors?.at(-1))));
    const final = readFileSync(path, 'utf8');
    if (outputOnly.test(final)) continue;
    test(`${name}, expanded`, () => assert.ok(accepts(read(final)), JSON.stringify(accepts.errors?.at(-1))));
  }
});

describe('the JSON Schema refuses', () => {
  const cases: Readonly<Record<string, string>> = {
    'a key that a pipeline does not have': 'steps: []\nstage: x',
    'two bodies': 'steps: []\njobs: []',
    'no body': 'trigger: none',
    'an unknown kind of step': 'steps:\n- scirpt: echo',
    'two kinds of step in one': 'steps:\n- script: echo\n  bash: echo',
    'a key that a step does not have': 'steps:\n- script: echo\n  displayname: x',
    'a list where a text belongs': 'steps:\n- script: [echo]',
    'a text where a list belongs': 'steps: echo',
    'a word that is no boolean': 'steps:\n- script: echo\n  enabled: maybe',
    'steps in a deployment': 'jobs:\n- deployment: a\n  steps: []',
    'a strategy of both kinds': 'jobs:\n- job: a\n  strategy: {matrix: {a: {b: c}}, parallel: 2}',
    'a wrong word in a trigger': 'trigger: never\nsteps: []',
    'a branch that can be none': 'trigger: ["a b"]\nsteps: []',
    'an unknown type of parameter': 'parameters:\n- name: a\n  type: text\nsteps: []',
    'a webhook without a connection': 'resources: {webhooks: [{webhook: a}]}\nsteps: []',
    'an input that a task does not have': 'steps:\n- task: CopyFiles@2\n  inputs: {targetFoldr: x, TargetFolder: y}',
    'a task without an input that it needs': 'steps:\n- task: CopyFiles@2\n  inputs: {Contents: x}',
    'a task without inputs that needs some': 'steps:\n- task: CopyFiles@2',
    'a phase with both targets': 'phases:\n- phase: a\n  queue: x\n  server: true',
  };
  for (const [what, text] of Object.entries(cases)) test(what, () => assert.equal(accepts(read(text)), false));
});

test('every key of the language has a description', () => {
  const without = Object.entries(schema).flatMap(([place, { mappings = [] }]) =>
    mappings.flatMap(({ properties = {} }) =>
      Object.keys(properties)
        .filter(key => describeKey(place, key) === undefined)
        .map(key => `${place}.${key}`),
    ),
  );
  assert.deepEqual(without, []);
});
