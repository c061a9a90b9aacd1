import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { evaluate } from '../../src/expression/evaluate.ts';
import { functions } from '../../src/expression/functions.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import type { Slot } from '../../src/expression/slots.ts';
import { caseScope, type Json, jsonOf } from './case-scope.ts';

/**
 * `observed`: follows a rule that was measured on the real service. `documented`: follows its manual. `choice`: ours, where neither says
 * anything.
 */
type Case = {
  readonly expression: string;
  readonly slot?: Slot;
  readonly parameters?: Json;
  readonly variables?: Json;
  readonly origin: 'observed' | 'documented' | 'choice';
} & ({ readonly value: Json } | { readonly error: string } | { readonly accepted: true });

const folder = new URL('cases/', import.meta.url);

for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.json'))) {
  describe(`cases/${file}`, () => {
    const cases: readonly Case[] = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
    for (const each of cases) test(`${each.expression} (${each.slot ?? 'compile'}, ${each.origin})`, () => check(each));
  });
}

test('every function has its cases', () => {
  const files = readdirSync(new URL('functions/', folder)).map(name => name.replace('.json', ''));
  assert.deepEqual(files.sort(), Object.keys(functions).sort());
});

function check(each: Case): void {
  const parsed = parseExpression(each.expression, each.slot ?? 'compile');
  if ('accepted' in each) {
    assert.ok(parsed.ok);
    return;
  }
  const outcome = parsed.ok
    ? evaluate(parsed.tree, caseScope(each.parameters ?? {}, each.variables ?? {}))
    : { ok: false as const, message: parsed.error.message };
  if ('error' in each) assert.deepEqual(outcome, { ok: false, message: each.error });
  else assert.deepEqual(outcome.ok ? jsonOf(outcome.value) : outcome, each.value);
}
