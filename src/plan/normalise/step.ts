import { type ExpandedEntry, type ExpandedNode, mappingAt, type Origin, scalarAt } from '../../template/expanded.ts';
import type { MappingRule } from '../../template/schema.ts';
import { commonStepKeys, type Shortcut, type StepKind, stepKinds } from '../schema/step-kinds.ts';

const kinds: ReadonlyMap<string, StepKind> = new Map(stepKinds.map(kind => [kind.key, kind]));

/** A shortcut step as the task it stands for: the task, what all steps have, and the inputs last. Tasks stay as they are. */
export function normaliseStep(node: ExpandedNode, rule: MappingRule | undefined): ExpandedNode {
  const kind = kinds.get(rule?.first ?? '');
  const [first, ...rest] = node.kind === 'mapping' ? node.entries : [];
  if (kind?.shortcut === undefined || first === undefined) return node;
  const { shortcut } = kind;
  const isOff = shortcut.noneIsOff === true && first.value.kind === 'scalar' && first.value.value === 'none';
  const common = rest.filter(({ key }) => Object.hasOwn(commonStepKeys, key.value));
  const own = rest.filter(({ key }) => !Object.hasOwn(commonStepKeys, key.value));
  const inputs = mappingAt(node, [
    ...fixedInputs(shortcut.before, first.key),
    { key: scalarAt(first.key, shortcut.input), value: first.value },
    ...fixedInputs(shortcut.after, first.key),
    ...own.map(entry => renamed(entry, shortcut)),
  ]);
  return {
    ...node,
    kind: 'mapping',
    entries: [
      { key: scalarAt(first.key, 'task'), value: scalarAt(first.key, shortcut.task) },
      ...(isOff ? switchedOff(common, first.key) : common),
      { key: scalarAt(first.key, 'inputs'), value: inputs },
    ],
  };
}

function fixedInputs(inputs: Readonly<Record<string, string>> | undefined, origin: Origin): readonly ExpandedEntry[] {
  return Object.entries(inputs ?? {}).map(([name, value]) => ({
    key: scalarAt(origin, name),
    value: scalarAt(origin, value),
  }));
}

function renamed(entry: ExpandedEntry, shortcut: Shortcut): ExpandedEntry {
  const name = shortcut.renamed?.[entry.key.value];
  return name === undefined ? entry : { key: { ...entry.key, value: name }, value: entry.value };
}

function switchedOff(common: readonly ExpandedEntry[], origin: Origin): readonly ExpandedEntry[] {
  const condition = { key: scalarAt(origin, 'condition'), value: scalarAt(origin, 'false') };
  return [condition, ...common.filter(({ key }) => key.value !== 'condition')];
}
