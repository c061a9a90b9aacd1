import type { ContentTree } from '../../wire/content.ts';
import type { ContentSpace } from '../content/content-space.ts';
import { downloadTree } from '../content/download-tree.ts';
import { uploadTree } from '../content/upload-tree.ts';
import { type WalkedEntry, walkTree } from '../content/walk-tree.ts';

/**
 * The folders of a cache, each below a folder of its place in the list, so that they may be anywhere, and on another machine somewhere else.
 * Links, times and empty folders are kept.
 */
export function uploadPaths(space: ContentSpace, paths: readonly string[]): Promise<ContentTree> {
  return uploadTree(space, walkPaths(paths), { keepTimes: true });
}

/** Puts what was saved back where the paths are now. Other files there stay. */
export async function downloadPaths(space: ContentSpace, tree: ContentTree, paths: readonly string[]): Promise<void> {
  for (const [index, folder] of paths.entries()) {
    const prefix = `${placeName(index)}/`;
    const placeOf = (path: string): string | undefined =>
      path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
    await downloadTree(space, tree, folder, { placeOf });
  }
}

async function* walkPaths(paths: readonly string[]): AsyncIterable<WalkedEntry> {
  for (const [index, folder] of paths.entries()) {
    for await (const entry of walkTree(folder, { links: 'keep', emptyFolders: true }))
      yield { ...entry, path: `${placeName(index)}/${entry.path}` };
  }
}

/** So many digits that the order of the names is that of the numbers. */
function placeName(index: number): string {
  return String(index).padStart(4, '0');
}
