import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StepOutput } from '../../src/main/step-output.ts';

const rule = '='.repeat(78);
const header = ['##[section]Starting: Build', rule, 'Task         : Bash', 'Version      : 3', rule];
const script = [
  'Generating script.',
  'Script contents:',
  'echo hi',
  '========================== Starting Command Output ===========================',
  '[command]/usr/bin/bash x.sh',
];
const end = '##[section]Finishing: Build';

const cases: readonly (readonly [what: string, log: readonly string[], own: readonly string[]])[] = [
  ['a script', [...header, ...script, 'hi', rule, 'Generating script.', end], ['hi', rule, 'Generating script.']],
  [
    'a task without a script',
    [...header, 'Syncing repository: a', '[command]git', end],
    ['Syncing repository: a', '[command]git'],
  ],
  [
    'a script that prints commands',
    [...header, ...script, '[command]a', '[command]b', end],
    ['[command]a', '[command]b'],
  ],
  ['a step that prints nothing', [...header, ...script, end], []],
  ['a skipped step', ['Skipping step due to condition evaluation.'], ['Skipping step due to condition evaluation.']],
];

const textOf = (lines: readonly string[]): string => lines.map(line => `${line}\n`).join('');

for (const [what, log, own] of cases) {
  test(`${what} keeps its own lines, however they are cut into chunks`, () => {
    for (const size of [1, 2, 3, log.length]) {
      const output = new StepOutput();
      let seen = '';
      for (let at = 0; at < log.length; at += size) seen += output.of(textOf(log.slice(at, at + size)));
      assert.equal(seen, textOf(own), `chunks of ${size}`);
    }
  });
}
