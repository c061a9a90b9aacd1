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
  const matches = (pattern: string): boolean =>
    fits(
      bare(pattern, prefix)
        .split(/([*?])/)
        .map(anywhere),
      name,
    );
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
  return ends(filter.split(/(\*\*\/?|\*|\?)/).map(inFolders), path).some(
    (isEnd, at) => isEnd && (at === path.length || path[at] === '/'),
  );
}

/** A part of a pattern: a text, or how many characters of those that it takes it stands for; `folders` are none, or whole ones with their slashes. */
type Part = string | { readonly takes: 'any' | 'one' | 'folders'; readonly isSlashToo: boolean };

/** In a path `*` stays within a folder, `**` does not. */
function inFolders(part: string): Part {
  if (part.startsWith('**')) return { takes: part.endsWith('/') ? 'folders' : 'any', isSlashToo: true };
  if (part === '*') return { takes: 'any', isSlashToo: false };
  return part === '?' ? { takes: 'one', isSlashToo: false } : part;
}

/** In the name of a ref `*` stands for any text, slashes included, `?` for one character. */
function anywhere(part: string): Part {
  if (part === '*') return { takes: 'any', isSlashToo: true };
  return part === '?' ? { takes: 'one', isSlashToo: true } : part;
}

function fits(parts: readonly Part[], text: string): boolean {
  return ends(parts, text)[text.length] === true;
}

/**
 * Where a text may be cut so that the pattern is what stands before it. Each part is taken from every place at once: a regular expression tries
 * one after the other, and with many `*` does not come to an end.
 */
function ends(parts: readonly Part[], text: string): readonly boolean[] {
  let reached: readonly boolean[] = [true, ...Array<boolean>(text.length).fill(false)];
  for (const part of parts) if (part !== '') reached = after(part, text, reached);
  return reached;
}

function after(part: Part, text: string, before: readonly boolean[]): readonly boolean[] {
  if (typeof part === 'string')
    return before.map((_, at) => before[at - part.length] === true && text.startsWith(part, at - part.length));
  const takes = (at: number): boolean => part.isSlashToo || text[at] !== '/';
  if (part.takes === 'one') return before.map((_, at) => before[at - 1] === true && takes(at - 1));
  let isBehind = false;
  return before.map((isReached, at) => {
    if (part.takes === 'folders') {
      const isEnd = isReached || (isBehind && text[at - 1] === '/');
      isBehind ||= isReached;
      return isEnd;
    }
    isBehind = isReached || (isBehind && takes(at - 1));
    return isBehind;
  });
}
