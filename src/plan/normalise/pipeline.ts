import {
  type ExpandedEntry,
  type ExpandedMapping,
  mappingAt,
  type Origin,
  scalarAt,
  sequenceAt,
} from '../../template/expanded.ts';

/** Keys of a pipeline that is only steps which belong to its one job. */
const jobKeys = new Set(['pool', 'strategy', 'continueOnError', 'container', 'services', 'workspace']);

/** The names that the service gives to a stage and a job that nobody wrote. */
export const impliedStage = '__default';
export const impliedJob = 'Job';

/** The pipeline with `stages` as its body, whatever its body was, at the place where that stood. */
export function wrapInStages(root: ExpandedMapping): ExpandedMapping {
  const isSteps = root.entries.some(({ key }) => key.value === 'steps');
  const entries = root.entries.flatMap(entry => {
    const name = entry.key.value;
    if (name === 'steps') return [stagesOf(entry, [jobOf(root, entry)])];
    if (name === 'jobs') return [stagesOf(entry, entry.value.kind === 'sequence' ? entry.value.items : [])];
    return isSteps && jobKeys.has(name) ? [] : [entry];
  });
  return { ...root, entries };
}

function stagesOf(body: ExpandedEntry, jobs: Parameters<typeof sequenceAt>[1]): ExpandedEntry {
  const origin = body.key;
  const stage = mappingAt(origin, [
    { key: scalarAt(origin, 'stage'), value: scalarAt(origin, impliedStage) },
    { key: scalarAt(origin, 'jobs'), value: sequenceAt(origin, jobs) },
  ]);
  return { key: scalarAt(origin, 'stages'), value: sequenceAt(origin, [stage]) };
}

function jobOf(root: ExpandedMapping, steps: ExpandedEntry): ExpandedMapping {
  const origin: Origin = steps.key;
  return mappingAt(origin, [
    { key: scalarAt(origin, 'job'), value: scalarAt(origin, impliedJob) },
    ...root.entries.filter(({ key }) => jobKeys.has(key.value)),
    steps,
  ]);
}
