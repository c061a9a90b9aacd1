import { ObjectValue, type Value } from '../../expression/value.ts';
import type { MappingNode, YamlNode } from '../../syntax/tree.ts';
import type { Engine } from './engine.ts';
import type { Frame } from './frame.ts';
import { jsonValue } from './parameters.ts';

/**
 * The parameters of the first file, and beside them one for each webhook of its `resources`: what a call from outside brought, as JSON by the alias
 * of the webhook, or null where no call did. A parameter that the file declares goes over a webhook of its name.
 */
export function withPayloads(
  engine: Engine,
  frame: Frame,
  parameters: ObjectValue,
  payloads: Readonly<Record<string, string>>,
): ObjectValue {
  const aliases = webhookAliases(frame.document.root);
  if (aliases.length === 0) return parameters;
  const brought = new Map(Object.entries(payloads).map(([alias, json]) => [alias.toLowerCase(), json]));
  const values = aliases.flatMap((alias): readonly (readonly [string, Value])[] => {
    if (parameters.get(alias) !== undefined) return [];
    const json = brought.get(alias.toLowerCase());
    return [[alias, json === undefined ? null : jsonValue(engine, frame, json)]];
  });
  return new ObjectValue([...parameters.entries, ...values], { ignoreCase: true, missing: 'error' });
}

function webhookAliases(root: YamlNode): readonly string[] {
  const resources = root.kind === 'mapping' ? child(root, 'resources') : undefined;
  const webhooks = resources?.kind === 'mapping' ? child(resources, 'webhooks') : undefined;
  if (webhooks?.kind !== 'sequence') return [];
  return webhooks.items.flatMap(item => {
    const alias = item.kind === 'mapping' ? child(item, 'webhook') : undefined;
    return alias?.kind === 'scalar' ? [alias.value] : [];
  });
}

function child(mapping: MappingNode, key: string): YamlNode | undefined {
  return mapping.entries.find(entry => entry.key.value === key)?.value;
}
