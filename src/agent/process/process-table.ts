import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** The variable that every process of a job inherits, and is found by. */
export const lookupVariable = 'VSTS_PROCESS_LOOKUP_ID';

/** No machine starts processes faster, each millisecond. */
const processesPerMs = 10;

/** The highest process id of a Linux that does not say. */
const standardHighestId = 32768;

/** The ids of all processes. Empty where the system has no `/proc`. */
export function processIds(): readonly number[] {
  if (process.platform !== 'linux') return [];
  const ids: number[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (pid > 0) ids.push(pid);
  }
  return ids;
}

/** The id that the system gave away last, to a process or a thread. `NaN` where it does not say. */
export function lastProcessId(): number {
  if (process.platform !== 'linux') return Number.NaN;
  const load = readText('/proc/loadavg');
  return Number(load.slice(load.lastIndexOf(' ') + 1) || Number.NaN);
}

/** How long it takes at least until the system, which gives ids away in their order, begins again with the lowest, in milliseconds. */
export function idsLastMs(): number {
  highestId ??= Number(readText('/proc/sys/kernel/pid_max')) || standardHighestId;
  return highestId / processesPerMs;
}

let highestId: number | undefined;

export function processName(pid: number): string {
  return readProcess(pid, 'comm').trim();
}

/** Whether another process or a thread of another has this id. False where the system has no `/proc`. */
export function isThere(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !existsSync(`/proc/self/task/${pid}`);
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
  return readText(`/proc/${pid}/${file}`);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
