import type { Instant } from '../base/clock.ts';
import { unnamedContentMs } from '../base/limits.ts';
import type { ContentStore } from './content-store.ts';

/**
 * Removes the content that none of the sources names and that nobody asked for within `unnamedContentMs`; answers how many chunks went. Others
 * may upload meanwhile: what they put or found there is theirs to name until then. Memory grows with the number of chunks that are named, 1 MiB
 * of content each. Throws `DamagedContent`, with nothing removed, when a source can't say what it names.
 */
export async function removeUnnamedContent(
  content: ContentStore,
  sources: readonly AsyncIterable<string>[],
  now: Instant,
): Promise<number> {
  const named = new Set<string>();
  for (const source of sources) for await (const hash of source) named.add(hash);
  return content.removeUnnamed(named, now - unnamedContentMs);
}
