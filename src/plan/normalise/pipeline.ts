import {
  type ExpandedEntry,
  type ExpandedMapping,
  mappingAt,
  type Origin,
  scalarAt,
  sequenceAt,
} from '../../template/expanded.ts';
import { withoutTargets } from './phase.ts';

/** Keys of a pipeline that is only steps which belong to its one job. */
const jobKeys = new Set([
  'pool',
  'strategy',
  'continueOnError',
  'container',
  'services',
  'workspace',
  'queue',
  'server',
]);

/** The names that the service gives to a stage and a job that nobody wrote. */
export const impliedStage = '__default';
export const impliedJob = 'Job';

/** What only the template that a pipeline extends has a use for. */
const contextKey = 'templateContext';

/** The pipeline with `stages` as its body, whatever its body was, at the place where that stood. */
export function wrapInStages(root: ExpandedMapping): ExpandedMapping {
  const isSteps = root.entries.some(({ key }) => key.value === 'steps');
  const entries = root.entries.flatMap(entry => {
    const name = entry.key.value;
    if (name === 'steps') return [stagesOf(entry, [jobOf(root, entry)])];
    if (name === 'jobs') return [stagesOf(entry, entry.value.kind === 'sequence' ? entry.value.items : [])];
    if (name === 'stages') return [withoutContexts(entry)];
    return isSteps && jobKeys.has(name) ? [] : [entry];
  });
  return { ...root, entries };
}

function stagesOf(body: ExpandedEntry, jobs: Parameters<typeof sequenceAt>[1]): ExpandedEntry {
  const origin = body.key;
  const stage = mappingAt(origin, [
    { key: scalarAt(origin, 'stage'), value: scalarAt(origin, impliedStage) },
    withoutContexts({ key: scalarAt(origin, 'jobs'), value: sequenceAt(origin, jobs) }),
  ]);
  return { key: scalarAt(origin, 'stages'), value: sequenceAt(origin, [stage]) };
}

/** A list of stages or jobs without what is only there for the template that the pipeline extends. */
function withoutContexts(list: ExpandedEntry): ExpandedEntry {
  if (list.value.kind !== 'sequence') return list;
  const items = list.value.items.map(item => {
    if (item.kind !== 'mapping') return item;
    const kept = item.entries.filter(({ key }) => key.value !== contextKey);
    return { ...item, entries: kept.map(entry => (entry.key.value === 'jobs' ? withoutContexts(entry) : entry)) };
  });
  return { key: list.key, value: { ...list.value, items } };
}

function jobOf(root: ExpandedMapping, steps: ExpandedEntry): ExpandedMapping {
  const origin: Origin = steps.key;
  const job = mappingAt(origin, [
    { key: scalarAt(origin, 'job'), value: scalarAt(origin, impliedJob) },
    ...root.entries.filter(({ key }) => jobKeys.has(key.value)),
    steps,
  ]);
  return withoutTargets(job);
}
