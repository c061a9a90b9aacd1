import { chmodSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** How often the removal of a folder is tried to which a process that is being killed still writes. */
const tries = 3;

/** What its owner needs to remove what is in a folder. */
const ownersMode = 0o700;

/**
 * Removes a folder, or a file, with all that is in it. Folders that their owner may not write to, as Go keeps its modules in, are no hindrance.
 * Nothing happens where there is none. Throws when it cannot be removed, such as for another user's files.
 */
export function removeFolder(path: string): void {
  const options = { recursive: true, force: true, maxRetries: tries } as const;
  try {
    rmSync(path, options);
  } catch (failure) {
    if (!isDenied(failure)) throw failure;
    openUp(path);
    rmSync(path, options);
  }
}

function isDenied(failure: unknown): boolean {
  return ['EACCES', 'EPERM'].includes((failure as NodeJS.ErrnoException).code ?? '');
}

/** Links are not followed: what is behind them stays as it is. */
function openUp(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  try {
    chmodSync(path, ownersMode);
  } catch {
    // Another user's: the removal will say so.
    return;
  }
  for (const { name } of readdirSync(path, { withFileTypes: true })) openUp(join(path, name));
}
