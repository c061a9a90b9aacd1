import { readdirSync, readFileSync } from 'node:fs';

/** The variable that every process of a job inherits, and is found by. */
export const lookupVariable = 'VSTS_PROCESS_LOOKUP_ID';

/** How long a look at all processes counts as a look at those before a job, in milliseconds: one job follows another at once. */
const recentMs = 500;

let seen: { readonly ids: readonly number[]; readonly at: number } = { ids: [], at: Number.NEGATIVE_INFINITY };

/** The ids of all processes. Empty where the system has no `/proc`. */
export function processIds(): readonly number[] {
  if (process.platform !== 'linux') return [];
  const ids: number[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (pid > 0) ids.push(pid);
  }
  seen = { ids, at: Date.now() };
  return ids;
}

/** Processes that ran before now: those of the last look, if that was just now. None that starts later is among them. */
export function earlierProcessIds(): ReadonlySet<number> {
  return new Set(Math.abs(Date.now() - seen.at) < recentMs ? seen.ids : processIds());
}

export function processName(pid: number): string {
  return readProcess(pid, 'comm').trim();
}

/** Whether a process carries the mark of a job in its environment. False when it has ended or is another user's. */
export function isMarked(pid: number, lookupId: string): boolean {
  return `\0${readProcess(pid, 'environ')}`.includes(`\0${lookupVariable}=${lookupId}\0`);
}

/** When a process began, in a unit of the system's; `''` when there is none, `alive` where the system does not say. */
export function processStart(pid: number): string {
  try {
    process.kill(pid, 0);
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ESRCH') return '';
  }
  if (process.platform !== 'linux') return 'alive';
  // The name in parentheses may hold anything; the start is the 20th field after it.
  const stat = readProcess(pid, 'stat');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** Kills a process; nothing happens when it has ended by itself. */
export function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}

function readProcess(pid: number, file: 'environ' | 'comm' | 'stat'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
