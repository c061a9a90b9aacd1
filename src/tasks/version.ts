/** A task's version: `2.276.0`. Pipelines name its first number, or all three. */
export type TaskVersion = { readonly major: number; readonly minor: number; readonly patch: number };

/** Reads `1.2.3`; `undefined` for anything else. */
export function parseVersion(text: string): TaskVersion | undefined {
  const match = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/.exec(text.trim());
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3]) };
}

export function printVersion({ major, minor, patch }: TaskVersion): string {
  return `${major}.${minor}.${patch}`;
}

/** Below 0 where `a` is older than `b`. */
export function compareVersions(a: TaskVersion, b: TaskVersion): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

/**
 * The version that a reference means: `2` and `2.1` the newest that begins so, `2.1.3` that one, nothing the newest of all. `undefined` where
 * there is none.
 */
export function selectVersion<Item>(
  items: readonly Item[],
  versionOf: (item: Item) => TaskVersion,
  wanted: string,
): Item | undefined {
  const numbers = wanted === '' ? [] : wanted.split('.').map(Number);
  const fits = (item: Item): boolean => {
    const { major, minor, patch } = versionOf(item);
    return numbers.length <= 3 && [major, minor, patch].slice(0, numbers.length).every((n, i) => n === numbers[i]);
  };
  return items.filter(fits).sort((a, b) => compareVersions(versionOf(b), versionOf(a)))[0];
}
