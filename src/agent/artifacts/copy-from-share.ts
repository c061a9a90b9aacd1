import { copyFile } from 'node:fs/promises';
import type { Downloaded } from '../content/download-tree.ts';
import { replace, SafeFolder } from '../content/safe-folder.ts';
import { walkTree } from '../content/walk-tree.ts';

/** Copies the files of an artifact that is a folder of this machine or a share. */
export async function copyFromShare(
  share: string,
  folder: string,
  placeOf: (path: string) => string | undefined,
): Promise<Downloaded> {
  const target = await SafeFolder.open(folder);
  let fileCount = 0;
  let sizeBytes = 0;
  for await (const entry of walkTree(share)) {
    const path = placeOf(entry.path);
    if (entry.kind !== 'file' || path === undefined) continue;
    const { draft, final } = await target.draftOf(path);
    await copyFile(entry.file, draft);
    await replace(draft, final);
    fileCount += 1;
    sizeBytes += entry.stats.size;
  }
  return { fileCount, sizeBytes };
}
