import type { MappingRule, Schema } from '../../template/schema.ts';
import { commonStepKeys, type StepKind, stepKinds } from './step-kinds.ts';

/** Steps, and files of step templates. */
export const steps: Schema = {
  steps: { sequence: 'step' },
  step: {
    mappings: [
      ...stepKinds.map(stepRule),
      {
        first: 'template',
        properties: { template: 'nonEmpty', parameters: 'freeMapping' },
        reference: { file: 'stepsTemplate', body: 'steps' },
      },
    ],
    normalise: 'step',
  },
  stepTarget: {
    scalar: 'any',
    mappings: [
      {
        properties: {
          container: 'nonEmpty',
          commands: 'string',
          settableVariables: 'settableVariables',
        },
      },
    ],
    normalise: 'target',
  },
  settableVariables: { scalar: { oneOf: ['none'], ignoreCase: true }, sequence: 'nonEmpty' },
  stepsTemplate: { mappings: [{ properties: { parameters: 'templateParameters', steps: 'steps' } }] },
};

function stepRule(kind: StepKind): MappingRule {
  const properties = { [kind.key]: kind.value, ...kind.own, ...commonStepKeys };
  return { first: kind.key, properties, required: [kind.key] };
}
