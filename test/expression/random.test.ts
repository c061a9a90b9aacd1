import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evaluateCondition } from '../../src/expression/condition.ts';
import { parseDirective, parseEmbedded, runtimeExpression } from '../../src/expression/embedded.ts';
import { evaluate } from '../../src/expression/evaluate.ts';
import { expandMacros } from '../../src/expression/macro.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import type { Slot } from '../../src/expression/slots.ts';
import type { Expression } from '../../src/expression/tree.ts';
import { caseScope } from './case-scope.ts';
import { randomExpressions, randomTexts } from './random-text.ts';

const seed = 20_240_203;
const slots: readonly Slot[] = [
  'compile',
  'parameterDefault',
  'runtimeVariable',
  'jobVariable',
  'stageCondition',
  'jobCondition',
  'stepCondition',
];
const parameters = { list: ['p', 2, { a: 1 }], object: { a: { b: 'c' }, d: ['e'] }, text: 'words' };
const base = caseScope(parameters, { a: 'x' });
const scope = { ...base, named: (name: string) => (name === 'item' ? base.named('parameters') : base.named(name)) };

describe('random texts', () => {
  test('are read and evaluated, or refused, but never throw', () => {
    for (const text of randomTexts(seed, 20_000)) {
      for (const slot of slots) {
        const parsed = parseExpression(text, slot, ['item']);
        if (parsed.ok) evaluate(parsed.tree, scope);
      }
      evaluateCondition(text, 'stepCondition', scope);
      const embedded = parseEmbedded(`a\${{ ${text} }}`, 'compile', ['item']);
      if (embedded.kind === 'mixed') evaluate(embedded.tree, scope);
      parseDirective(`\${{ ${text} }}`);
      runtimeExpression(text);
      expandMacros(text, name => name);
    }
  });

  test('are refused at the symbol that the message shows', () => {
    let located = 0;
    for (const text of randomTexts(seed + 1, 20_000)) {
      const parsed = parseExpression(text, 'compile', ['item']);
      if (parsed.ok || !parsed.error.message.includes('. Located at position ')) continue;
      located++;
      const { message, position } = parsed.error;
      const expression = text.slice(text.indexOf(text.trim()), text.indexOf(text.trim()) + text.trim().length);
      const before = message.slice(
        0,
        message.lastIndexOf(`'. Located at position ${position} within expression: '${expression}'. For`),
      );
      assert.ok(
        before.endsWith(
          `'${expression.slice(position - 1, position - 1 + symbolLength(before, expression, position))}`,
        ),
        text,
      );
    }
    assert.ok(located > 10_000);
  });
});

describe('random expressions', () => {
  test('are accepted, and each part alone is the same part', () => {
    for (const text of randomExpressions(seed, 3_000)) {
      const parsed = parseExpression(text, 'compile', ['item']);
      assert.ok(parsed.ok, text);
      checkParts(parsed.tree, text);
    }
  });

  test('come out the same when a trace of them is read again', () => {
    for (const text of randomExpressions(seed + 2, 3_000)) {
      const written = text.replaceAll('item', 'variables').replaceAll('parameters', 'variables');
      const first = evaluateCondition(written, 'jobCondition', scope);
      if (!first.ok) continue;
      const second = evaluateCondition(first.trace[0]?.replace('Evaluating: ', ''), 'jobCondition', scope);
      assert.deepEqual(second, first, text);
    }
  });
});

/** How much of the message's end is the symbol: as long as it goes on to be what stands at the position. */
function symbolLength(before: string, expression: string, position: number): number {
  let length = 1;
  while (!before.endsWith(`: '${expression.slice(position - 1, position - 1 + length)}`) && length < expression.length)
    length++;
  return length;
}

function checkParts(node: Expression, text: string): void {
  const alone = parseExpression(text.slice(node.start, node.end), 'compile', ['item']);
  assert.ok(alone.ok && alone.tree.kind === node.kind, text);
  if (node.kind === 'call') for (const arg of node.args) checkParts(arg, text);
  if ('object' in node) checkParts(node.object, text);
  if (node.kind === 'index') checkParts(node.index, text);
}
