import { appendFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PushedRef } from '../run/trigger-ports.ts';

/** How much is read of what a repository told, in bytes: its end. */
const mostBytes = 1024 * 1024;

/**
 * Takes what hooks of repositories wrote into a folder, a file for each repository by its id. What nobody took yet is still there when a server
 * starts; what was taken and not acted on is seen by comparing refs, as every push is.
 */
export function takePushes(folder: string): (repositoryId: string) => Promise<readonly PushedRef[]> {
  return async repositoryId => {
    const file = join(folder, repositoryId);
    const taken = `${file}.taken`;
    try {
      // A hook that writes at this moment has the file open, and what it writes is read or, at worst, left.
      await rename(file, taken);
      return linesIn(await readEnd(taken));
    } catch {
      // Nothing was told.
      return [];
    } finally {
      await rm(taken, { force: true });
    }
  };
}

/** Writes down what was pushed without a hook, where those look that hooks tell. */
export function tellPushes(folder: string): (repositoryId: string, refs: readonly PushedRef[]) => Promise<void> {
  return async (repositoryId, refs) => {
    const idOf = (id: string | undefined): string => id ?? '0'.repeat(40);
    const lines = refs.map(({ refName, from, to }) => `${idOf(from)} ${idOf(to)} ${refName}\n`);
    await mkdir(folder, { recursive: true });
    await appendFile(join(folder, repositoryId), lines.join(''));
  };
}

async function readEnd(path: string): Promise<string> {
  await using file = await open(path);
  const { size } = await file.stat();
  const length = Math.min(size, mostBytes);
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
  return buffer.toString();
}

function linesIn(text: string): readonly PushedRef[] {
  return text.split('\n').flatMap(line => {
    const [, from, to, refName] = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) (refs\/.+)$/.exec(line) ?? [];
    if (from === undefined || to === undefined || refName === undefined) return [];
    return [{ refName, from: commitOf(from), to: commitOf(to) }];
  });
}

/** Zeros stand for a ref that is not there. */
function commitOf(id: string): string | undefined {
  return /^0+$/.test(id) ? undefined : id;
}
