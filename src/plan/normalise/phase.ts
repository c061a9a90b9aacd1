import {
  type ExpandedEntry,
  type ExpandedMapping,
  type ExpandedNode,
  mappingAt,
  memberOf,
  scalarAt,
} from '../../template/expanded.ts';

const poolKeys = ['name', 'demands'];
const jobKeys = ['timeoutInMinutes', 'cancelTimeoutInMinutes', 'workspace'];

/** A phase as the job that it is, its target's parts where a job has them. */
export function normalisePhase(node: ExpandedNode): ExpandedNode {
  return node.kind === 'mapping' ? withoutTargets(renamed(node, { phase: 'job' })) : node;
}

/** A file of phases as a file of jobs; targets of a pipeline of steps are left to its one job. */
export function normalisePhases(node: ExpandedNode): ExpandedNode {
  return node.kind === 'mapping' ? renamed(node, { phases: 'jobs' }) : node;
}

/** A job whose `queue` or `server` is written as the `pool`, `strategy` and limits that they stand for. */
export function withoutTargets(job: ExpandedMapping): ExpandedMapping {
  return { ...job, entries: job.entries.flatMap(targetEntries) };
}

function renamed(node: ExpandedMapping, names: Readonly<Record<string, string>>): ExpandedMapping {
  const entries = node.entries.map(entry => {
    const name = Object.hasOwn(names, entry.key.value) ? names[entry.key.value] : undefined;
    return name === undefined ? entry : { key: { ...entry.key, value: name }, value: entry.value };
  });
  return { ...node, entries };
}

function targetEntries(entry: ExpandedEntry): readonly ExpandedEntry[] {
  const { key, value } = entry;
  if (key.value !== 'queue' && key.value !== 'server') return [entry];
  const isServer = key.value === 'server';
  if (value.kind === 'scalar') {
    if (isServer) return value.value.toLowerCase() === 'true' ? [poolOf(key, scalarAt(key, 'server'))] : [];
    return [poolOf(key, value)];
  }
  if (value.kind !== 'mapping') return [];
  const own = (keys: readonly string[]) => value.entries.filter(each => keys.includes(each.key.value));
  const pool = own(poolKeys);
  return [
    ...(isServer ? [poolOf(key, scalarAt(key, 'server'))] : []),
    ...(pool.length === 0 ? [] : [{ key: scalarAt(key, 'pool'), value: mappingAt(key, pool) }]),
    ...strategyOf(value),
    ...own(['container']).map(each => ({ key: each.key, value: mappingAt(each.key, [aliasOf(each)]) })),
    ...own(jobKeys),
  ];
}

function poolOf(key: ExpandedEntry['key'], name: ExpandedNode): ExpandedEntry {
  return { key: scalarAt(key, 'pool'), value: mappingAt(key, [{ key: scalarAt(key, 'name'), value: name }]) };
}

function aliasOf({ key, value }: ExpandedEntry): ExpandedEntry {
  return { key: scalarAt(key, 'alias'), value };
}

/** Beside a matrix, `parallel` said how many of its legs run at once. */
function strategyOf(target: ExpandedMapping): readonly ExpandedEntry[] {
  const hasMatrix = memberOf(target, 'matrix') !== undefined;
  const entries = target.entries
    .filter(({ key }) => key.value === 'matrix' || key.value === 'parallel')
    .map(({ key, value }) => ({
      key: hasMatrix && key.value === 'parallel' ? scalarAt(key, 'maxParallel') : key,
      value,
    }));
  const [first] = entries;
  return first === undefined ? [] : [{ key: scalarAt(first.key, 'strategy'), value: mappingAt(first.key, entries) }];
}
