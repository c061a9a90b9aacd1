import { SourceFile } from '../base/finding.ts';
import { yamlFileBytes } from '../base/limits.ts';
import { readYaml } from '../syntax/read.ts';
import type { YamlNode } from '../syntax/tree.ts';
import { declarationsOf } from './engine/declarations.ts';

/** A parameter as a pipeline's file declares it, for who is asked for its value. */
export type DeclaredParameter = {
  readonly name: string;
  /** What people read; the name where the file says nothing else. */
  readonly displayName: string;
  /** `string`, `number`, `boolean`, `object`, `step`, … */
  readonly type: string;
  /** As a run is queued with it: texts as they are, others as JSON. Absent: a value must be given. */
  readonly default: string | undefined;
  /** The only values that are allowed; absent where every one is. */
  readonly values: readonly string[] | undefined;
};

/** The parameters that the text of a pipeline's file declares; none where it declares none, or can't be read. */
export function declaredParameters(text: string): readonly DeclaredParameter[] {
  if (text.length > yamlFileBytes) return [];
  const { root } = readYaml(new SourceFile('/azure-pipelines.yml', text));
  const declarations = root === undefined ? undefined : declarationsOf({ root });
  if (declarations?.kind !== 'list') return [];
  return declarations.list
    .filter(({ name }) => name !== '')
    .map(({ name, displayName = name, type, default: fallback, values }) => ({
      name,
      displayName,
      type,
      default: fallback === undefined ? undefined : textOf(fallback),
      values: values?.map(textOf),
    }));
}

function textOf(node: YamlNode): string {
  return node.kind === 'scalar' ? node.value : JSON.stringify(jsonOf(node), undefined, 2);
}

function jsonOf(node: YamlNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'sequence') return node.items.map(jsonOf);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.value, jsonOf(value)]));
}
