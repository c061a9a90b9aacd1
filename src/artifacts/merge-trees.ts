import { ContentError, type ContentTree } from '../wire/content.ts';
import { type ManifestEntry, manifestLine, manifestOrder } from '../wire/manifest.ts';
import type { ContentStore } from './content-store.ts';
import { keepBytes } from './keep-bytes.ts';
import { treeEntries } from './tree.ts';

/**
 * Two trees as one; of a path that both have, `added` counts. Throws a `ContentError` where what is a file in one is a folder in the other. Both are
 * read entry by entry, so memory does not grow with them.
 */
export async function mergeTrees(content: ContentStore, kept: ContentTree, added: ContentTree): Promise<ContentTree> {
  let fileCount = 0;
  let sizeBytes = 0;
  const lines = async function* (): AsyncIterable<Uint8Array> {
    for await (const entry of withoutClashes(inOrder(treeEntries(content, kept), treeEntries(content, added)))) {
      if (entry.kind === 'file') {
        fileCount += 1;
        sizeBytes += entry.content.sizeBytes;
      }
      yield Buffer.from(manifestLine(entry));
    }
  };
  const manifest = await keepBytes(content, lines());
  return { manifest, fileCount, sizeBytes };
}

async function* inOrder(
  kept: AsyncIterable<ManifestEntry>,
  added: AsyncIterable<ManifestEntry>,
): AsyncIterable<ManifestEntry> {
  const olds = kept[Symbol.asyncIterator]();
  let old = await olds.next();
  for await (const entry of added) {
    const order = manifestOrder(entry);
    for (; old.done !== true && manifestOrder(old.value) < order; old = await olds.next()) yield old.value;
    if (old.done !== true && manifestOrder(old.value) === order) old = await olds.next();
    yield entry;
  }
  for (; old.done !== true; old = await olds.next()) yield old.value;
}

/** Paths that begin alike follow one another: only entries whose path begins the present one can be its folder. */
async function* withoutClashes(entries: AsyncIterable<ManifestEntry>): AsyncIterable<ManifestEntry> {
  let before: ManifestEntry[] = [];
  for await (const entry of entries) {
    before = before.filter(({ path }) => entry.path.startsWith(path));
    const clash = before.find(({ kind, path }) => kind !== 'folder' && `${entry.path}/`.startsWith(`${path}/`));
    if (clash !== undefined) throw new ContentError(`'${clash.path}' is both a file and a folder.`);
    before.push(entry);
    yield entry;
  }
}
