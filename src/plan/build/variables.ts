import type { ExpandedMapping } from '../../template/expanded.ts';
import type { PlanVariable } from '../model.ts';
import { isTrue, mappings, text } from './fields.ts';

/** The variables that a pipeline, stage or job declares, as authored. */
export function buildVariables(owner: ExpandedMapping): readonly PlanVariable[] {
  return mappings(owner, 'variables').map(variable => {
    const group = text(variable, 'group');
    if (group !== undefined) return { group };
    const name = text(variable, 'name') ?? '';
    return { name, value: text(variable, 'value') ?? '', readonly: isTrue(text(variable, 'readonly')) };
  });
}
