const shape = /^(.+?)\s+-(equals|gtversion)\s+(.+)$/i;

/**
 * Whether capabilities, their names in lower case, meet every demand: `name` (there is such a capability), `name -equals value` (values
 * match in any case) or `name -gtVersion value` (at least that version, as the service means it). Anything else is a name.
 */
export function meetsDemands(capabilities: Readonly<Record<string, string>>, demands: readonly string[]): boolean {
  return demands.every(demand => meetsDemand(capabilities, demand.trim()));
}

/** Capabilities as they are compared: names in lower case. */
export function comparableCapabilities(capabilities: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(capabilities).map(([name, value]) => [name.toLowerCase(), value]));
}

function meetsDemand(capabilities: Readonly<Record<string, string>>, demand: string): boolean {
  const [, name = demand, operator = 'exists', wanted = ''] = shape.exec(demand) ?? [];
  const key = name.toLowerCase();
  const value = Object.hasOwn(capabilities, key) ? capabilities[key] : undefined;
  if (value === undefined) return false;
  if (operator === 'exists') return true;
  if (operator.toLowerCase() === 'equals') return value.toLowerCase() === wanted.toLowerCase();
  return isAtLeast(value, wanted);
}

function isAtLeast(version: string, least: string): boolean {
  const have = numbersOf(version);
  const want = numbersOf(least);
  if (have.length === 0 || want.length === 0) return false;
  for (let i = 0; i < Math.max(have.length, want.length); i += 1) {
    const difference = (have[i] ?? 0) - (want[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** `2.144.0` as [2, 144, 0], whatever follows; empty when it begins with no digit. */
function numbersOf(version: string): readonly number[] {
  return /^\d+(\.\d+)*/.exec(version.trim())?.[0].split('.').map(Number) ?? [];
}
