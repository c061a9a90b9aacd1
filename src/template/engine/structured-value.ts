import type { Value } from '../../expression/value.ts';
import type { ExpandedNode } from '../expanded.ts';
import type { Definition } from '../schema.ts';
import type { Engine } from './engine.ts';

/**
 * What an expression sees of a finished structure: texts wherever its definition has a type, so that `3.10` stays what it is; numbers and
 * booleans by their look only in places that take anything.
 */
export function structuredValue(engine: Engine, node: ExpandedNode, name: string): Value {
  const definition = engine.definition(name);
  if (takesAnything(definition)) return engine.values.toValue(node);
  if (node.kind === 'scalar') return node.value;
  return engine.values.collection(node, (child, key) => {
    const inner = key === undefined ? definition.sequence : definitionOf(definition, key);
    return inner === undefined ? engine.values.toTexts(child) : structuredValue(engine, child, inner);
  });
}

function takesAnything({ scalar, sequence, mappings }: Definition): boolean {
  return scalar === 'any' && sequence !== undefined && mappings !== undefined;
}

/** The definition that any of the shapes has for a key: a finished structure may have changed its shape. */
function definitionOf({ mappings = [] }: Definition, key: string): string | undefined {
  for (const { properties } of mappings)
    if (properties !== undefined && Object.hasOwn(properties, key)) return properties[key];
  return mappings.find(({ loose }) => loose !== undefined)?.loose;
}
