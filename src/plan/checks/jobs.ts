import type { Finding } from '../../base/finding.ts';
import { matrixJobs } from '../../base/limits.ts';
import { runtimeExpression } from '../../expression/embedded.ts';
import { wording as expressionWording } from '../../expression/wording.ts';
import type { PlanJob, PlanStage } from '../model.ts';
import { checkCondition } from './conditions.ts';
import { graphFaults } from './graph.ts';
import { isValidName, repeated } from './names.ts';
import { planError } from './report.ts';

/** Faults of the names of a stage's jobs, their graph, their conditions and their number. */
export function checkJobs({ name: stage, jobs }: PlanStage): readonly Finding[] {
  const names = [
    ...jobs.filter(({ name }) => !isValidName(name)).map(({ name, at }) => planError('job.name', at, stage, name)),
    ...repeated(jobs).map(({ name, at }) => planError('job.duplicate', at, stage, name)),
  ];
  const graph = graphFaults(jobs).map(fault => {
    if (fault.kind === 'noStart') return planError('job.no-start', jobs[0]?.at, stage);
    const { name, at } = fault.node;
    if (fault.kind === 'cycle') return planError('job.cycle', at, stage, name, fault.other);
    return planError('job.unknown-dependency', at, stage, name, fault.missing);
  });
  return [...names, ...graph, ...jobs.flatMap(job => [...checkCondition(job, 'jobCondition'), ...checkLegs(job)])];
}

function checkLegs({ strategy, at }: PlanJob): readonly Finding[] {
  if (strategy?.kind === 'parallel' && Number(strategy.count) > matrixJobs)
    return [planError('job.slices', at, Number(strategy.count), matrixJobs)];
  if (strategy?.kind !== 'matrix') return [];
  if (typeof strategy.legs === 'string') return checkRuntimeMatrix(strategy.legs, at);
  const count = Object.keys(strategy.legs).length;
  return count <= matrixJobs ? [] : [planError('job.matrix-size', at, count, matrixJobs)];
}

/** A matrix that is a text must be one `$[ ]`; what stands in it is only read when the job starts. */
function checkRuntimeMatrix(legs: string, at: PlanJob['at']): readonly Finding[] {
  if (legs.trim() === '' || runtimeExpression(legs.trim()) !== undefined) return [];
  return [planError('variable.expression', at, expressionWording.runtimeExpressionInvalid(legs.trim()))];
}
