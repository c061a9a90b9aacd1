import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { expressionDepth, expressionLength } from '../../src/base/limits.ts';
import { evaluate } from '../../src/expression/evaluate.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import type { Slot } from '../../src/expression/slots.ts';
import type { Expression } from '../../src/expression/tree.ts';

const text = "and(variables['a'].b, eq(.5, 1.2.3))";

test('every node knows where it stands', () => {
  assert.deepEqual(pieces(treeOf(text), text), [
    ['call', text],
    ['property', "variables['a'].b"],
    ['index', "variables['a']"],
    ['named', 'variables'],
    ['literal', "'a'"],
    ['call', 'eq(.5, 1.2.3)'],
    ['literal', '.5'],
    ['literal', '1.2.3'],
  ]);
});

test('both spellings of a filter are one', () => {
  assert.deepEqual(pieces(treeOf('variables.*[*]'), 'variables.*[*]'), [
    ['filter', 'variables.*[*]'],
    ['filter', 'variables.*'],
    ['named', 'variables'],
  ]);
});

test('space around an expression moves no position', () => {
  assert.deepEqual(
    parseExpression('\n  eq(1, nowhere)\u3000', 'compile'),
    parseExpression('eq(1, nowhere)', 'compile'),
  );
});

test('loop variables are known in any case, functions come before them, contexts stay', () => {
  assert.ok(parseExpression('eq(Item.x, parameters.y)', 'compile', ['item']).ok);
  assert.equal(messageOf('in.x', 'compile', ['in']).slice(0, 42), "Expected '(' to follow a function: 'in'. L");
});

const noticed: readonly (readonly [expression: string, slot: Slot, 'reading' | 'evaluating'])[] = [
  ['nowhere', 'compile', 'evaluating'],
  ['wobble(1)', 'compile', 'evaluating'],
  ['variables(1)', 'compile', 'evaluating'],
  ['nowhere 1', 'compile', 'reading'],
  ['eq(1)', 'compile', 'reading'],
  ['', 'compile', 'reading'],
  ['nowhere', 'jobCondition', 'reading'],
];
for (const [expression, slot, when] of noticed) {
  test(`the error of '${expression}' in ${slot} is noticed when ${when}`, () => {
    const parsed = parseExpression(expression, slot);
    assert.equal(parsed.ok ? undefined : parsed.error.noticed, when);
  });
}

describe('limits', () => {
  test('calls nest to just below the limit', () => {
    assert.ok(parseExpression(nested(expressionDepth - 1), 'compile').ok);
    assert.match(
      messageOf(nested(expressionDepth)),
      /^Exceeded max expression depth 50\. For more help, refer to \S+$/,
    );
    assert.match(messageOf('variables['.repeat(expressionDepth)), /^Exceeded max expression depth 50\. /);
  });

  test('an expression has only so many characters', () => {
    assert.ok(parseExpression(`'${'x'.repeat(expressionLength - 2)}'`, 'compile').ok);
    assert.match(messageOf(`'${'x'.repeat(expressionLength - 1)}'`), /^Exceeded max expression length 21000\. /);
  });

  test('steps follow each other as far as the text goes', () => {
    for (const step of ['.a', "['a']", '.*', '[*]', '[0]']) {
      const parsed = parseExpression(`variables${step.repeat(4_000)}`, 'compile');
      assert.ok(parsed.ok && evaluate(parsed.tree, { named: () => null }).ok, step);
    }
  });

  const hostile = [
    'not(',
    '((((',
    '[',
    "'a",
    '.',
    '-',
    'a(',
    'a[',
    '1.',
    '$',
    ' ',
    ')',
    '*',
    ',',
    'eq(1,',
    '\u0085',
    '{',
    '😀',
  ];
  for (const piece of hostile) {
    test(`'${piece}' without end is refused`, () => {
      assert.ok(!parseExpression(piece.repeat(300_000), 'compile').ok);
    });
  }
});

function treeOf(expression: string): Expression {
  const parsed = parseExpression(expression, 'compile');
  assert.ok(parsed.ok);
  return parsed.tree;
}

function messageOf(expression: string, slot: Slot = 'compile', names: readonly string[] = []): string {
  const parsed = parseExpression(expression, slot, names);
  return parsed.ok ? '' : parsed.error.message;
}

function nested(depth: number): string {
  return `${'not('.repeat(depth)}true${')'.repeat(depth)}`;
}

function pieces(node: Expression, source: string): readonly (readonly [Expression['kind'], string])[] {
  return [[node.kind, source.slice(node.start, node.end)], ...childrenOf(node).flatMap(child => pieces(child, source))];
}

function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'call':
      return node.args;
    case 'index':
      return [node.object, node.index];
    case 'property':
    case 'filter':
      return [node.object];
    default:
      return [];
  }
}
