import { ObjectValue, type Value } from '../../expression/value.ts';

/** A JSON text as expressions see it; `undefined` where it is none. */
export function jsonValue(text: string): Value | undefined {
  try {
    return convert(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function convert(json: unknown): Value {
  if (Array.isArray(json)) return json.map(convert);
  if (typeof json === 'object' && json !== null)
    return new ObjectValue(
      Object.entries(json).map(([name, value]) => [name, convert(value)] as const),
      { ignoreCase: true },
    );
  return typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean' ? json : null;
}
