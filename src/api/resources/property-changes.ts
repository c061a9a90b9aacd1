import type { Properties } from '../../wire/build-details.ts';
import type { JsonPatch } from '../../wire/json-patch.ts';
import { serviceError } from '../http/errors.ts';

/** What a patch changes of properties: texts by name, `null` where one is removed. */
export function propertyChanges(patch: JsonPatch): Readonly<Record<string, string | null>> {
  const changes: Record<string, string | null> = {};
  for (const { op, path, value } of patch) {
    const name = nameIn(path);
    if (op === 'remove') changes[name] = null;
    else if (op === 'add' || op === 'replace') changes[name] = textOf(value);
    else throw serviceError('argument', `Properties can be added, replaced and removed; '${op}' is not supported.`);
  }
  return changes;
}

/** Properties as the service writes them; `filter` names some, joined by commas. */
export function propertiesResource(
  properties: Readonly<Record<string, string>>,
  filter: string | undefined,
): Properties {
  const wanted =
    filter === undefined || filter === '' ? undefined : new Set(filter.split(',').map(name => name.trim()));
  const found = Object.entries(properties).filter(([name]) => wanted === undefined || wanted.has(name));
  const value = Object.fromEntries(found.map(([name, text]) => [name, { $type: 'System.String', $value: text }]));
  return { count: found.length, value };
}

function nameIn(path: string): string {
  const name = path.replace(/^\//, '').replaceAll('~1', '/').replaceAll('~0', '~');
  if (name !== '' && name !== '__proto__') return name;
  throw serviceError('argument', `'${path}' does not name a property; a path is '/' and the property's name.`);
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
