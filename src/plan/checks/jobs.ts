import type { Finding } from '../../base/finding.ts';
import { matrixJobs } from '../../base/limits.ts';
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
  if (strategy?.kind !== 'matrix' || typeof strategy.legs === 'string') return [];
  const count = Object.keys(strategy.legs).length;
  return count <= matrixJobs ? [] : [planError('job.matrix-size', at, count, matrixJobs)];
}
