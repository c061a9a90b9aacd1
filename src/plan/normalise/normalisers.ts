import type { ExpandedNode } from '../../template/expanded.ts';
import { mappingAt, scalarAt, sequenceAt } from '../../template/expanded.ts';
import type { Normaliser } from '../../template/normaliser.ts';
import { normalisePhase, normalisePhases } from './phase.ts';
import { normaliseStep } from './step.ts';
import { normaliseVariables } from './variables.ts';

/** The forms that finished nodes take in finalYaml, by the names that the schema uses. */
export const normalisers: Readonly<Record<string, Normaliser>> = {
  step: normaliseStep,
  variables: normaliseVariables,
  phase: normalisePhase,
  phases: normalisePhases,
  trigger: normaliseTrigger,
  dependsOn: node => (node.kind === 'scalar' ? sequenceAt(node, [node]) : node),
  container: scalarUnder('alias'),
  environment: scalarUnder('name'),
  pool: scalarUnder('name'),
  target: scalarUnder('container'),
};

/** A scalar stands for a mapping with just this key. */
function scalarUnder(key: string): Normaliser {
  return node => (node.kind === 'scalar' ? mappingAt(node, [{ key: scalarAt(node, key), value: node }]) : node);
}

function normaliseTrigger(node: ExpandedNode): ExpandedNode {
  if (node.kind === 'mapping') return node;
  if (node.kind === 'scalar')
    return mappingAt(node, [{ key: scalarAt(node, 'enabled'), value: scalarAt(node, 'false') }]);
  const include = mappingAt(node, [{ key: scalarAt(node, 'include'), value: node }]);
  return mappingAt(node, [{ key: scalarAt(node, 'branches'), value: include }]);
}
