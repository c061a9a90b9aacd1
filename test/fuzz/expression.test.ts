import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { evaluateCondition } from '../../src/expression/condition.ts';
import { toJson } from '../../src/expression/convert.ts';
import { parseEmbedded } from '../../src/expression/embedded.ts';
import { type Evaluated, evaluate } from '../../src/expression/evaluate.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import type { Slot } from '../../src/expression/slots.ts';
import type { Value } from '../../src/expression/value.ts';
import { caseScope } from '../expression/case-scope.ts';
import { forAll } from './budget.ts';
import { brokenExpressions, expressions } from './random-expressions.ts';

const slots: readonly Slot[] = [
  'compile',
  'parameterDefault',
  'runtimeVariable',
  'jobVariable',
  'stageCondition',
  'jobCondition',
  'stepCondition',
];

const parameters = {
  a: 'text',
  list: ['p', 2, { a: 1 }, [false, '']],
  object: { a: { b: 'c', key: 3 }, d: ['e', 1.5], value: '' },
  key: true,
};
const base = caseScope(parameters, { a: 'x', list: '1.2.3' });
const scope = { ...base, named: (name: string) => (name === 'item' ? base.named('parameters') : base.named(name)) };

function contexts(): string {
  return ['parameters', 'variables'].map(name => toJson(scope.named(name) ?? null)).join('\n');
}

/** Evaluates a text in a slot; `undefined` where it is no expression there. */
function evaluated(text: string, slot: Slot): Evaluated | undefined {
  const parsed = parseExpression(text, slot, ['item']);
  if (parsed.ok) return evaluate(parsed.tree, scope);
  const { position, message } = parsed.error;
  assert.ok(position >= 1 && position <= text.length + 1, message);
  return undefined;
}

function shown(outcome: Evaluated | undefined): string | undefined {
  return outcome?.ok ? showJson(outcome.value) : outcome?.message;
}

function showJson(value: Value): string {
  return toJson(value);
}

describe('random expressions', () => {
  const before = contexts();

  test('have the same value every time, and leave what they are made from alone', () => {
    forAll(expressions, 8_000, text => {
      assert.equal(shown(evaluated(text, 'compile')), shown(evaluated(text, 'compile')));
      assert.equal(contexts(), before);
    });
  });

  test('with one slip are read in every slot, or refused at a position of theirs', () => {
    forAll(fc.tuple(brokenExpressions, fc.constantFrom(...slots)), 8_000, ([text, slot]) => {
      evaluated(text, slot);
      evaluateCondition(text, slot, scope);
      assert.equal(contexts(), before);
    });
  });

  test('of any characters are read in every slot', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.uint8Array({ maxLength: 30 }).map(bytes => Buffer.from(bytes).toString('latin1')),
    );
    forAll(fc.tuple(texts, fc.constantFrom(...slots)), 5_000, ([text, slot]) => {
      evaluated(text, slot);
      parseEmbedded(`a\${{ ${text} }} b \${{ ${text}`, 'compile');
      parseEmbedded(text, 'compile');
    });
  });

  test('give in the middle of a text what they give alone', () => {
    forAll(expressions, 3_000, text => {
      const alone = parseEmbedded(`\${{ ${text} }}`, 'compile', ['item']);
      const mixed = parseEmbedded(`<\${{ ${text} }}>`, 'compile', ['item']);
      if (alone.kind === 'error' || alone.kind === 'directive' || mixed.kind !== 'mixed') return;
      const value = alone.kind === 'literal' ? ({ ok: true, value: alone.text } as const) : evaluate(alone.tree, scope);
      const around = evaluate(mixed.tree, scope);
      if (!value.ok || !around.ok) return;
      const printed = evaluate(parsedFormat(), { named: name => (name === 'item' ? value.value : undefined) });
      assert.deepEqual(around, printed.ok ? { ok: true, value: `<${String(printed.value)}>` } : printed);
    });
  });
});

function parsedFormat() {
  const parsed = parseExpression("format('{0}', item)", 'compile', ['item']);
  assert.ok(parsed.ok);
  return parsed.tree;
}
