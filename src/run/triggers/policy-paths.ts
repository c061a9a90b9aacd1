import { takesPaths } from './filters.ts';

/** Whether one of the changed paths is one of those that a policy is about: all where it names none, `!` before one leaves it out. */
export function takesPolicyPaths(patterns: readonly string[], paths: readonly string[]): boolean {
  const named = patterns.map(pattern => pattern.trim()).filter(pattern => pattern !== '');
  const exclude = named.filter(pattern => pattern.startsWith('!')).map(pattern => pattern.slice(1));
  return takesPaths({ include: named.filter(pattern => !pattern.startsWith('!')), exclude }, paths);
}
