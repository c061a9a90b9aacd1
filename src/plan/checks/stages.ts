import type { Finding } from '../../base/finding.ts';
import type { PlanStage } from '../model.ts';
import { checkCondition } from './conditions.ts';
import { graphFaults } from './graph.ts';
import { isValidName, repeated } from './names.ts';
import { planError } from './report.ts';

/** Faults of the stages' names, their graph and their conditions. */
export function checkStages(stages: readonly PlanStage[]): readonly Finding[] {
  const names = [
    ...stages.filter(({ name }) => !isValidName(name)).map(({ name, at }) => planError('stage.name', at, name)),
    ...repeated(stages).map(({ name, at }) => planError('stage.duplicate', at, name)),
  ];
  const graph = graphFaults(stages).map(fault => {
    if (fault.kind === 'noStart') return planError('stage.no-start', stages[0]?.at);
    const { name, at } = fault.node;
    if (fault.kind === 'cycle') return planError('stage.cycle', at, name, fault.other);
    return planError('stage.unknown-dependency', at, name, fault.missing);
  });
  return [...names, ...graph, ...stages.flatMap(stage => checkCondition(stage, 'stageCondition'))];
}
