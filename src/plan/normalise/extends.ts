import type { Checked } from '../../base/finding.ts';
import type { ExpandedEntry, ExpandedMapping, ExpandedNode } from '../../template/expanded.ts';
import { planError } from '../checks/report.ts';

/** The file that the service blames: its own, which merges the two. */
const mergingFile = '__built-in-schema.yml';

/**
 * The pipeline with the content of the template that it extends at the place of `extends`, down to the last of a chain. Both may have
 * resources, which are joined; anything else that both have is an error, as in the service.
 */
export function mergeExtended(root: ExpandedMapping): Checked<ExpandedMapping> {
  const extended = root.entries.find(({ key }) => key.value === 'extends')?.value;
  if (extended?.kind !== 'mapping') return { value: root, findings: [] };
  const inner = mergeExtended(extended);
  const added = inner.value.entries.filter(({ key }) => key.value !== 'parameters');
  const own = new Map(root.entries.map(entry => [entry.key.value, entry.value]));
  const twice = added.filter(({ key }) => own.has(key.value) && key.value !== 'resources');
  const findings = twice.map(({ key }) => ({
    ...planError('plan.defined-twice', key.span, key.value),
    at: { file: mergingFile },
  }));
  const resources = added.find(({ key }) => key.value === 'resources');
  const entries = root.entries.flatMap(entry => {
    if (entry.key.value === 'extends') return added.filter(({ key }) => !own.has(key.value));
    const joins = entry.key.value === 'resources' && resources !== undefined;
    return [joins ? { key: entry.key, value: joinLists(entry.value, resources.value) } : entry];
  });
  return { value: { ...root, entries }, findings: [...inner.findings, ...findings] };
}

/** The files that a pipeline extends, down the chain, as spans name them. */
export function extendedFiles(root: ExpandedMapping): readonly string[] {
  const extended = root.entries.find(({ key }) => key.value === 'extends')?.value;
  return extended?.kind === 'mapping' ? [extended.span.file, ...extendedFiles(extended)] : [];
}

/** Two mappings of lists as one: the lists of the same name one behind the other. */
function joinLists(first: ExpandedNode, second: ExpandedNode): ExpandedNode {
  if (first.kind !== 'mapping' || second.kind !== 'mapping') return first;
  const rest = new Map(second.entries.map(entry => [entry.key.value, entry]));
  const joined = first.entries.map(entry => {
    const other = rest.get(entry.key.value)?.value;
    rest.delete(entry.key.value);
    const isJoined = entry.value.kind === 'sequence' && other?.kind === 'sequence';
    return isJoined ? joinEntry(entry, entry.value, other) : entry;
  });
  return { ...first, entries: [...joined, ...rest.values()] };
}

function joinEntry(
  entry: ExpandedEntry,
  first: Extract<ExpandedNode, { kind: 'sequence' }>,
  second: Extract<ExpandedNode, { kind: 'sequence' }>,
): ExpandedEntry {
  return { key: entry.key, value: { ...first, items: [...first.items, ...second.items] } };
}
