import { showValue, toBoolean } from './convert.ts';
import { Evaluation } from './evaluation/evaluation.ts';
import { attempt } from './evaluation/failure.ts';
import { printExpression } from './evaluation/print.ts';
import { trimSpace } from './parsing/characters.ts';
import { conditionGrammar } from './parsing/grammar.ts';
import { parseWith } from './parsing/parser.ts';
import type { Scope } from './scope.ts';
import type { Slot } from './slots.ts';
import type { Expression } from './tree.ts';

const defaultCondition = 'succeeded()';

/** `trace` is what the service and the agent log of a condition: `Evaluating: …`, `Expanded: …` if that says more, `Result: …`. */
export type Condition =
  | { readonly ok: true; readonly value: boolean; readonly trace: readonly string[] }
  | { readonly ok: false; readonly message: string };

/**
 * Evaluates the `condition:` of a stage, job or step. No text, or nothing but white space, is `succeeded()`. All names are checked, also in
 * a step's condition, where `parseExpression` leaves them to the agent. A failure means that the condition is invalid or can't be evaluated.
 */
export function evaluateCondition(text: string | undefined, slot: Slot, scope: Scope): Condition {
  const isDefault = text === undefined || trimSpace(text) === '';
  const parsed = parseWith(isDefault ? defaultCondition : text, conditionGrammar(slot), []);
  if (!parsed.ok) return { ok: false, message: parsed.error.message };
  const { tree } = parsed;
  const evaluation = new Evaluation(scope, { traced: true });
  const evaluated = attempt(() => toBoolean(evaluation.value(tree)));
  return evaluated.ok ? { ...evaluated, trace: traceOf(tree, evaluated.value, evaluation.shown) } : evaluated;
}

function traceOf(tree: Expression, value: boolean, shown: ReadonlyMap<Expression, string>): readonly string[] {
  const result = showValue(value);
  const expanded = printExpression(tree, shown);
  const trace = [`Evaluating: ${printExpression(tree)}`];
  if (expanded !== result) trace.push(`Expanded: ${expanded}`);
  return [...trace, `Result: ${result}`];
}
