import { ContentError, type ContentTree } from '../wire/content.ts';
import { type ManifestEntry, readManifest } from '../wire/manifest.ts';
import type { ContentStore } from './content-store.ts';

/** The entries of a tree, in order. Throws a `ContentError` when the manifest is not one, or holds a path that could leave its root. */
export function treeEntries(content: ContentStore, tree: ContentTree): AsyncIterable<ManifestEntry> {
  return readManifest(content.read(tree.manifest));
}

/** Throws a `ContentError` unless the tree is what it says it is, and all of it is kept. `mayLink`: symbolic links are allowed. */
export async function checkTree(content: ContentStore, tree: ContentTree, mayLink: boolean): Promise<void> {
  if (!(await content.isComplete(tree.manifest))) throw new ContentError('The manifest is not kept.');
  let fileCount = 0;
  let sizeBytes = 0;
  for await (const entry of treeEntries(content, tree)) {
    if (entry.kind === 'link' && !mayLink) throw new ContentError(`'${entry.path}' is a symbolic link.`);
    if (entry.kind !== 'file') continue;
    if (!(await content.isComplete(entry.content))) throw new ContentError(`A chunk of '${entry.path}' is not kept.`);
    fileCount += 1;
    sizeBytes += entry.content.sizeBytes;
  }
  if (fileCount !== tree.fileCount || sizeBytes !== tree.sizeBytes)
    throw new ContentError('The manifest does not add up to what it was said to be.');
}
