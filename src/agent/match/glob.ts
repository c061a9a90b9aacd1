import { compileSegment, type SegmentPattern } from './segment.ts';

export type GlobOptions = {
  /** Default: true on Windows, as with the service's tasks. */
  readonly ignoreCase?: boolean;
  /** Whether `*`, `?` and `**` match names that begin with a dot. Default: true. */
  readonly dot?: boolean;
  /** A pattern without a slash matches names at any depth. Default: false. */
  readonly matchBase?: boolean;
};

/** A path with `/` between its segments, relative to whatever the pattern is relative to. */
export type Glob = (path: string) => boolean;

const anyDepth = '**';

/**
 * A glob as the service's tasks read it (minimatch without braces): `*` and `?` stay within a segment, `**` as a segment is any number of
 * them, `[a-z]`, and groups such as `@(a|b)`. A backslash is a separator where `\` separates, as on Windows; elsewhere it stands for itself.
 */
export function compileGlob(pattern: string, options: GlobOptions = {}): Glob {
  const { ignoreCase = process.platform === 'win32', dot = true, matchBase = false } = options;
  const texts = segmentsOf(pattern);
  const segments = texts.map(text => (text === anyDepth ? anyDepth : compileSegment(text, { ignoreCase, dot })));
  if (matchBase && segments.length === 1 && segments[0] !== anyDepth) {
    const [name] = segments as [SegmentPattern];
    return path => name(path.slice(path.lastIndexOf('/') + 1));
  }
  return path => matches(segments, segmentsOf(path), dot);
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment, index) => segment !== '' || index === 0);
}

/** The places in the path that the pattern so far can end at, segment by segment. */
function matches(
  pattern: readonly (SegmentPattern | typeof anyDepth)[],
  path: readonly string[],
  dot: boolean,
): boolean {
  let places = new Set([0]);
  for (const [index, segment] of pattern.entries()) {
    const next = new Set<number>();
    for (const at of places) {
      if (segment === anyDepth) addDepths(next, at, path, { dot, isLast: index === pattern.length - 1 });
      else if (at < path.length && segment(path[at] ?? '')) next.add(at + 1);
    }
    places = next;
    if (places.size === 0) return false;
  }
  return places.has(path.length);
}

/** At the end of a pattern `**` is what is below a folder, not the folder. */
function addDepths(
  places: Set<number>,
  from: number,
  path: readonly string[],
  { dot, isLast }: { readonly dot: boolean; readonly isLast: boolean },
): void {
  if (!isLast) places.add(from);
  for (let at = from; at < path.length && (dot || !path[at]?.startsWith('.')); at += 1) places.add(at + 1);
}
