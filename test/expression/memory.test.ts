import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evaluationBytes } from '../../src/base/limits.ts';
import { evaluate } from '../../src/expression/evaluate.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { caseScope } from './case-scope.ts';

const million = 'x'.repeat(1_000_000);
const scope = caseScope({ million, list: Array(2_000).fill(million.slice(0, 20_000)) }, {});

const refused = [
  "replace(parameters.million, 'x', parameters.million)",
  "split(parameters.million, 'x')",
  "join(parameters.million, split('a,b,c,d,e,f,g,h,i,j,k,l,m,n', ','))",
  "join('', parameters.list)",
  'convertToJson(parameters.list)',
  `format('${'{0}'.repeat(12)}', parameters.million)`,
  `format('{0}{1}', ${"replace(parameters.million, 'x', 'yyyyy'), replace(parameters.million, 'x', 'yyyyyy')"})`,
];
describe('the memory of an evaluation', () => {
  for (const expression of refused) {
    test(`ends ${expression.slice(0, 60)}`, () => {
      const outcome = evaluated(expression);
      assert.match(
        outcome.ok ? '' : outcome.message,
        /^The maximum allowed memory size was exceeded while evaluating the following expression: [a-zA-Z]+[([]/,
      );
    });
  }

  test('is given back where a call is done', () => {
    const copy = "length(replace(parameters.million, 'x', 'yyyyy'))";
    assert.deepEqual(evaluated(`and(${`${copy}, `.repeat(20)}true)`), { ok: true, value: true });
  });

  test('has an end over all calls together', () => {
    const outcome = evaluated(`or(${"contains(parameters.million, 'y'), ".repeat(560)}true)`);
    assert.match(outcome.ok ? '' : outcome.message, /^The maximum allowed memory size was exceeded/);
  });

  test('is the estimate of the service', () => assert.equal(evaluationBytes, 20 * 1024 * 1024));
});

function evaluated(expression: string) {
  const parsed = parseExpression(expression, 'compile');
  assert.ok(parsed.ok);
  return evaluate(parsed.tree, scope);
}
