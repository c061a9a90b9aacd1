import { open, rm, utimes } from 'node:fs/promises';
import { contentBatchBytes, contentBatchChunks, contentBatchesAtOnce } from '../../base/limits.ts';
import { ContentError, type ContentTree } from '../../wire/content.ts';
import { type FileEntry, type LinkEntry, readManifest } from '../../wire/manifest.ts';
import { AtOnce } from './at-once.ts';
import { readChunks, readContent } from './chunk-reader.ts';
import type { ContentSpace } from './content-space.ts';
import { replace, SafeFolder } from './safe-folder.ts';

export type DownloadOptions = {
  /** Where a file goes, from the folder; `undefined` leaves it out. Default: to the path it has. */
  readonly placeOf?: (path: string) => string | undefined;
};

export type Downloaded = { readonly fileCount: number; readonly sizeBytes: number };

/**
 * Downloads a tree into a folder, over files that are there already. Links come last, so that no file is written through one of them.
 * Every chunk is checked by its hash before its file takes its place. Memory: the batches on their way.
 */
export async function downloadTree(
  space: ContentSpace,
  tree: ContentTree,
  folder: string,
  { placeOf = path => path }: DownloadOptions = {},
): Promise<Downloaded> {
  const target = await SafeFolder.open(folder);
  const writer = new FileWriter(space, target);
  const links: LinkEntry[] = [];
  for await (const entry of readManifest(readContent(space, tree.manifest))) {
    const path = placeOf(entry.path);
    if (path === undefined) continue;
    if (entry.kind === 'file') await writer.add({ ...entry, path });
    else if (entry.kind === 'folder') await target.makeFolder(path);
    else links.push({ ...entry, path });
  }
  await writer.end();
  for (const { path, target: to } of links) await target.link(path, to);
  return writer.downloaded;
}

/** Writes files: small ones together, as many as one call can bring; large ones piece by piece; a few of each at once. */
class FileWriter {
  readonly #space: ContentSpace;
  readonly #folder: SafeFolder;
  readonly #work = new AtOnce(contentBatchesAtOnce);
  #small: FileEntry[] = [];
  #smallBytes = 0;
  #fileCount = 0;
  #sizeBytes = 0;

  constructor(space: ContentSpace, folder: SafeFolder) {
    this.#space = space;
    this.#folder = folder;
  }

  get downloaded(): Downloaded {
    return { fileCount: this.#fileCount, sizeBytes: this.#sizeBytes };
  }

  async add(file: FileEntry): Promise<void> {
    this.#fileCount += 1;
    this.#sizeBytes += file.content.sizeBytes;
    if (file.content.chunks.length > 1) {
      await this.#work.add(() => this.#write(file, readContent(this.#space, file.content)));
      return;
    }
    const isFull = this.#smallBytes + file.content.sizeBytes > contentBatchBytes;
    if (isFull || this.#small.length === contentBatchChunks) await this.#flush();
    this.#small.push(file);
    this.#smallBytes += file.content.sizeBytes;
  }

  async end(): Promise<void> {
    await this.#flush();
    await this.#work.end();
  }

  async #flush(): Promise<void> {
    const files = this.#small;
    this.#small = [];
    this.#smallBytes = 0;
    if (files.length > 0) await this.#work.add(() => this.#writeSmall(files));
  }

  async #writeSmall(files: readonly FileEntry[]): Promise<void> {
    const hashes = [...new Set(files.flatMap(({ content }) => content.chunks))];
    const chunks = hashes.length === 0 ? [] : await readChunks(this.#space, hashes);
    const known = new Map(hashes.map((hash, index) => [hash, chunks[index]]));
    for (const file of files)
      await this.#write(
        file,
        file.content.chunks.flatMap(hash => known.get(hash) ?? []),
      );
  }

  async #write(file: FileEntry, chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
    const { draft, final } = await this.#folder.draftOf(file.path);
    try {
      await writeDraft(draft, file, chunks);
      if (file.modifiedAt !== undefined) await utimes(draft, file.modifiedAt / 1000, file.modifiedAt / 1000);
    } catch (failure) {
      await rm(draft, { force: true });
      throw failure;
    }
    await replace(draft, final);
  }
}

async function writeDraft(
  draft: string,
  { path, content, mode }: FileEntry,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  // Whoever unpacks files must be able to remove them again, whatever mode they had.
  await using handle = await open(draft, 'wx', mode | 0o600);
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    await handle.writeFile(chunk);
    sizeBytes += chunk.length;
  }
  if (sizeBytes !== content.sizeBytes)
    throw new ContentError(`'${path}' is not as long as it was when it was uploaded.`);
  await handle.chmod(mode | 0o600);
}
