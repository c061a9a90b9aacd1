import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evaluateCondition } from '../../src/expression/condition.ts';
import type { Slot } from '../../src/expression/slots.ts';
import { caseScope } from './case-scope.ts';

const scope = caseScope({}, { reason: 'Manual', text: "it's", number: '5' });
const succeeding = {
  ...scope,
  status: { always: yes, canceled: no, succeeded: yes, failed: no, succeededOrFailed: yes },
};

const traced: readonly (readonly [text: string | undefined, value: boolean, trace: readonly string[]])[] = [
  [undefined, true, ['Evaluating: succeeded()', 'Result: True']],
  [' \n ', true, ['Evaluating: succeeded()', 'Result: True']],
  ['FALSE', false, ['Evaluating: False', 'Result: False']],
  [
    "and(succeeded(), eq(variables.reason, 'PullRequest'))",
    false,
    [
      "Evaluating: and(succeeded(), eq(variables['reason'], 'PullRequest'))",
      "Expanded: and(True, eq('Manual', 'PullRequest'))",
      'Result: False',
    ],
  ],
  [
    "and(failed(),eq( variables['no.such'], 1.50 ))",
    false,
    [
      "Evaluating: and(failed(), eq(variables['no.such'], 1.5))",
      "Expanded: and(False, eq(variables['no.such'], 1.5))",
      'Result: False',
    ],
  ],
  [
    'ne(variables.gone, variables.text)',
    true,
    ["Evaluating: ne(variables['gone'], variables['text'])", "Expanded: ne(Null, 'it''s')", 'Result: True'],
  ],
  ['variables.*', true, ['Evaluating: variables[*]', 'Expanded: Array', 'Result: True']],
  [
    "lower(format('{0}', variables.number))",
    true,
    ["Evaluating: lower(format('{0}', variables['number']))", "Expanded: '5'", 'Result: True'],
  ],
];
describe('the trace of a condition', () => {
  for (const [text, value, trace] of traced) {
    test(`${text}`, () => {
      assert.deepEqual(evaluateCondition(text, 'stepCondition', succeeding), { ok: true, value, trace });
    });
  }
});

const help = 'For more help, refer to https://go.microsoft.com/fwlink/?linkid=842996';
const failing: readonly (readonly [text: string, slot: Slot, message: string])[] = [
  ["gt(1, 'x')", 'jobCondition', "Unable to convert from String to Number. Value: 'x'"],
  [
    'wobble()',
    'stepCondition',
    `Unrecognized value: 'wobble'. Located at position 1 within expression: 'wobble()'. ${help}`,
  ],
  [
    'eq(dependencies.A, 1)',
    'stepCondition',
    `Unrecognized value: 'dependencies'. Located at position 4 within expression: 'eq(dependencies.A, 1)'. ${help}`,
  ],
  [
    "succeeded('A')",
    'stepCondition',
    `Unexpected symbol: ')'. Located at position 14 within expression: 'succeeded('A')'. ${help}`,
  ],
  ['eq(1', 'stageCondition', `Unclosed function: 'eq'. Located at position 1 within expression: 'eq(1'. ${help}`],
];
describe('a condition that fails', () => {
  for (const [text, slot, message] of failing) {
    test(`${text} (${slot})`, () => assert.deepEqual(evaluateCondition(text, slot, scope), { ok: false, message }));
  }

  test('a name that the scope does not have is unrecognized', () => {
    const missing = { ok: false, message: "Unrecognized value: 'dependencies'" };
    assert.deepEqual(evaluateCondition('dependencies.A', 'jobCondition', scope), missing);
    const { status: _, ...withoutStatus } = scope;
    assert.deepEqual(evaluateCondition('always()', 'jobCondition', withoutStatus), {
      ok: false,
      message: "Unrecognized value: 'always'",
    });
  });
});

test('a trace does not grow with how often a long value is named', () => {
  const long = caseScope({}, { a: 'x'.repeat(1_000_000) });
  const condition = evaluateCondition(`or(${"eq(variables.a, ''), ".repeat(500)}true)`, 'jobCondition', long);
  assert.ok(condition.ok && condition.trace.join('').length < 25_000_000);
});

function yes(): boolean {
  return true;
}

function no(): boolean {
  return false;
}
