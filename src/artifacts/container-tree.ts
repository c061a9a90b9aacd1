import type { ContentRef, ContentTree } from '../wire/content.ts';
import { manifestLine } from '../wire/manifest.ts';
import { ContainerRefusal } from './container-refusal.ts';
import type { ContentStore } from './content-store.ts';
import { keepBytes } from './keep-bytes.ts';

/** A file by its path below the folder that is made a tree. */
export type FoundFile = { readonly path: string; readonly content: ContentRef };

/** Makes a tree of files that are kept. Throws a `ContainerRefusal` where a file would have to be a folder too. */
export async function filesTree(content: ContentStore, files: readonly FoundFile[]): Promise<ContentTree> {
  checkFolders(files);
  // As manifests are ordered: by code units.
  const ordered = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const manifest = await keepBytes(content, manifestOf(ordered));
  return {
    manifest,
    fileCount: files.length,
    sizeBytes: files.reduce((sum, file) => sum + file.content.sizeBytes, 0),
  };
}

// Uploads say nothing of a file's mode.
async function* manifestOf(files: readonly FoundFile[]): AsyncIterable<Uint8Array> {
  for (const file of files) yield Buffer.from(manifestLine({ kind: 'file', mode: 0o644, ...file }));
}

function checkFolders(files: readonly FoundFile[]): void {
  const paths = new Set(files.map(({ path }) => path));
  for (const { path } of files)
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1))
      if (paths.has(path.slice(0, at)))
        throw new ContainerRefusal('artifactInvalid', `'${path.slice(0, at)}' is both a file and a folder.`);
}
