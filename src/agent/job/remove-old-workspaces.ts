import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFolder } from '../remove-folder.ts';
import { readMapping, writeMapping } from './workspace-mapping.ts';

/** How long a job's folder is kept that no job has used, in milliseconds: 30 days, as the service's pools keep them. */
const keptMs = 30 * 24 * 60 * 60 * 1000;

/** Removes the folders of jobs that have not run for long. No job may run in the work folder meanwhile. Answers how many there were. */
export async function removeOldWorkspaces(workFolder: string, now: number): Promise<number> {
  const { last, workspaces } = readMapping(workFolder);
  const old = Object.entries(workspaces).filter(([, { usedAt }]) => now - usedAt > keptMs);
  if (old.length === 0) return 0;
  for (const [, { number }] of old) await remove(join(workFolder, String(number)));
  const gone = new Set(old.map(([key]) => key));
  const kept = Object.entries(workspaces).filter(([key]) => !gone.has(key));
  writeMapping(workFolder, { last, workspaces: Object.fromEntries(kept) });
  return old.length;
}

/** Beside whatever else the agent does, but for folders that need more than being removed. */
function remove(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true }).catch(() => removeFolder(folder));
}
