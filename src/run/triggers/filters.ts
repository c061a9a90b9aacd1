import type { PlanFilters, PlanTrigger } from '../../plan/model.ts';

const branchPrefix = 'refs/heads/';
const tagPrefix = 'refs/tags/';

/**
 * Whether a push to a ref starts a run, its paths aside: a branch by the trigger's branches, a tag by its tags; never a ref of another kind.
 */
export function takesRef(trigger: Pick<PlanTrigger, 'enabled' | 'branches' | 'tags'>, refName: string): boolean {
  if (!trigger.enabled) return false;
  if (refName.startsWith(branchPrefix)) return takesName(trigger.branches, refName, branchPrefix);
  if (refName.startsWith(tagPrefix)) return takesName(trigger.tags, refName, tagPrefix);
  return false;
}

/** Whether filters take a branch, given by its full name. Filters name branches with or without `refs/heads/`. */
export function takesBranch(filters: PlanFilters, refName: string): boolean {
  return takesName(filters, refName, branchPrefix);
}

function takesName(filters: PlanFilters | undefined, refName: string, prefix: string): boolean {
  if (filters === undefined) return false;
  const name = bare(refName, prefix);
  const matches = (pattern: string): boolean => wildcard(bare(pattern, prefix)).test(name);
  const isIncluded = filters.include.length === 0 || filters.include.some(matches);
  return isIncluded && !filters.exclude.some(matches);
}

function bare(name: string, prefix: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

/**
 * Whether one of the changed paths is wanted. A filter without a wildcard names a file or a folder with all in it. Of the filters that match a
 * path the longest decides, so that a file of an excluded folder can be included and the other way round; includes win a draw.
 */
export function takesPaths(filters: PlanFilters, paths: readonly string[]): boolean {
  if (filters.include.length === 0 && filters.exclude.length === 0) return true;
  return paths.some(path => {
    const included = longestMatch(filters.include.length === 0 ? [''] : filters.include, path);
    return included >= 0 && included >= longestMatch(filters.exclude, path);
  });
}

/** The length of the longest filter that matches, or -1. */
function longestMatch(filters: readonly string[], path: string): number {
  let longest = -1;
  for (const filter of filters.map(text => text.replace(/^\/+|\/+$/g, ''))) {
    if (filter.length > longest && matchesPath(filter, path)) longest = filter.length;
  }
  return longest;
}

function matchesPath(filter: string, path: string): boolean {
  if (filter === '' || filter === '*' || filter === '**') return true;
  if (!/[*?]/.test(filter)) return path === filter || path.startsWith(`${filter}/`);
  return pathPattern(filter).test(path);
}

/** In a path `*` stays within a folder, `**` does not. */
function pathPattern(filter: string): RegExp {
  const source = filter
    .split(/(\*\*\/?|\*|\?)/)
    .map(part => {
      if (part.startsWith('**')) return part.endsWith('/') ? '(?:.*/)?' : '.*';
      if (part === '*') return '[^/]*';
      return part === '?' ? '[^/]' : RegExp.escape(part);
    })
    .join('');
  return new RegExp(`^${source}(?:/.*)?$`, 's');
}

/** In the name of a ref `*` stands for any text, slashes included, `?` for one character. */
function wildcard(pattern: string): RegExp {
  const source = pattern
    .split(/([*?])/)
    .map(part => (part === '*' ? '.*' : part === '?' ? '.' : RegExp.escape(part)))
    .join('');
  return new RegExp(`^${source}$`, 's');
}
