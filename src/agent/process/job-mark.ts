import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isProcessGone, processIdentity } from './process-identity.ts';
import { isMarked, killProcess, processIds } from './process-table.ts';

/** A process may start another while it is being killed, so the search is repeated this often as long as it finds some. */
const killRounds = 5;

type JobMark = { readonly owner: string; readonly lookupId: string };

/** Notes in an agent's work folder which processes its job marks as its own, for the agent that comes after one that was killed. */
export function writeJobMark(workFolder: string, lookupId: string): void {
  const mark: JobMark = { owner: processIdentity(), lookupId };
  mkdirSync(workFolder, { recursive: true });
  writeFileSync(markFile(workFolder), JSON.stringify(mark));
}

export function removeJobMark(workFolder: string): void {
  rmSync(markFile(workFolder), { force: true });
}

/**
 * Ends what a job of this work folder left running when its agent was killed, and answers how many processes there were. Does nothing while the
 * job's agent lives.
 */
export function endAbandonedJob(workFolder: string): number {
  const mark = readJobMark(workFolder);
  if (mark === undefined || !isProcessGone(mark.owner)) return 0;
  const killed = killMarked(mark.lookupId);
  removeJobMark(workFolder);
  return killed;
}

function killMarked(lookupId: string): number {
  const killed = new Set<number>();
  for (let round = 0; round < killRounds; round += 1) {
    const found = processIds().filter(pid => !killed.has(pid) && isMarked(pid, lookupId));
    if (found.length === 0) break;
    for (const pid of found) {
      killProcess(pid);
      killed.add(pid);
    }
  }
  return killed.size;
}

/** What cannot be read marks nothing: a file that was cut short was written by an agent killed before its job began. */
function readJobMark(workFolder: string): JobMark | undefined {
  try {
    const { owner, lookupId }: Partial<JobMark> = JSON.parse(readFileSync(markFile(workFolder), 'utf8'));
    return typeof owner === 'string' && typeof lookupId === 'string' ? { owner, lookupId } : undefined;
  } catch {
    return undefined;
  }
}

function markFile(workFolder: string): string {
  return join(workFolder, '.job.json');
}
