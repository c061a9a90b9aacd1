import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meetsDemands } from '../../src/run/demands.ts';

const capabilities = {
  'agent.os': 'Linux',
  'agent.version': '3.236.1',
  'programfiles(x86)': 'C:\\Program Files (x86)',
  java: '',
  node: 'v26',
};

for (const [demand, isMet] of [
  ['java', true],
  ['JAVA', true],
  [' java ', true],
  ['ProgramFiles(x86)', true],
  ['docker', false],
  ['constructor', false],
  ['Agent.OS -equals Linux', true],
  ['agent.os  -EQUALS  linux', true],
  ['agent.os -equals Windows_NT', false],
  ['programfiles(x86) -equals c:\\program files (x86)', true],
  ['docker -equals docker', false],
  ['agent.version -gtVersion 3.236.1', true],
  ['agent.version -gtVersion 3.236', true],
  ['agent.version -gtVersion 2.999.9', true],
  ['agent.version -gtVersion 3.236.2', false],
  ['agent.version -gtVersion 3.236.1.1', false],
  ['agent.version -gtVersion 10', false],
  ['agent.version -gtVersion latest', false],
  ['java -gtVersion 1', false],
  ['node -gtVersion 1', false],
  ['docker -gtVersion 1', false],
  ['agent.os -unknown Linux', false],
  ['agent.os -equals', false],
] as const) {
  test(`${JSON.stringify(demand)} is ${isMet ? '' : 'not '}met`, () => {
    assert.equal(meetsDemands(capabilities, [demand]), isMet);
  });
}

test('all demands are to be met', () => {
  assert.equal(meetsDemands(capabilities, []), true);
  assert.equal(meetsDemands(capabilities, ['java', 'node']), true);
  assert.equal(meetsDemands(capabilities, ['java', 'docker']), false);
});
