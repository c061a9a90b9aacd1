import type { Finding } from '../../base/finding.ts';
import { runtimeExpression } from '../../expression/embedded.ts';
import { parseExpression } from '../../expression/parse.ts';
import type { Plan } from '../model.ts';
import { planError } from './report.ts';

/** Faults of `$[ ]` in the pipeline's own variables. Those of stages and jobs are only read when they start. */
export function checkRuntimeVariables(plan: Plan): readonly Finding[] {
  return plan.variables.flatMap(variable => {
    const text = 'value' in variable ? runtimeExpression(variable.value) : undefined;
    if (text === undefined) return [];
    const parsed = parseExpression(text, 'runtimeVariable');
    return parsed.ok ? [] : [planError('variable.expression', undefined, parsed.error.message)];
  });
}
