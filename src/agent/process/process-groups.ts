import { readdirSync, readFileSync } from 'node:fs';
import { signalGroup } from './stop-process.ts';

/** A process that outlived the step that started it. */
export type Orphan = { readonly pid: number; readonly name: string };

/** The variable that every process of a job inherits, and is found by. */
const lookupVariable = 'VSTS_PROCESS_LOOKUP_ID';

/** A process may start another while it is being killed, so the search is repeated this often as long as it finds some. */
const killRounds = 5;

/**
 * The processes that a job has started. On Linux those still running are found by the job's mark in their environment, whatever group or
 * session they went to; elsewhere only the groups of the steps are known.
 */
export class ProcessGroups {
  readonly #lookupId: string;
  readonly #groups = new Set<number>();
  readonly #before: ReadonlySet<number>;

  constructor(lookupId: string) {
    this.#lookupId = lookupId;
    this.#before = new Set(processIds());
  }

  /** What marks a process as the job's. */
  get environment(): Readonly<Record<string, string>> {
    return { [lookupVariable]: this.#lookupId };
  }

  add(groupId: number): void {
    this.#groups.add(groupId);
  }

  /** Says that a group's first process has ended. Its id is kept only while others of the group run: after that it may be given away anew. */
  leave(groupId: number): void {
    if (!signalGroup(groupId, 0)) this.#groups.delete(groupId);
  }

  /** Kills what still runs of the job, and answers what that was. */
  killOrphans(): readonly Orphan[] {
    const killed: Orphan[] = [];
    for (let round = 0; round < killRounds; round += 1) {
      const orphans = this.#orphans().filter(({ pid }) => !killed.some(each => each.pid === pid));
      for (const { pid } of orphans) kill(pid);
      killed.push(...orphans);
      if (orphans.length === 0) break;
    }
    for (const groupId of this.#groups) signalGroup(groupId, 'SIGKILL');
    return killed;
  }

  #orphans(): readonly Orphan[] {
    return processIds()
      .filter(pid => !this.#before.has(pid) && this.#isOurs(pid))
      .map(pid => ({ pid, name: nameOf(pid) }));
  }

  #isOurs(pid: number): boolean {
    return `\0${readProcess(pid, 'environ')}`.includes(`\0${lookupVariable}=${this.#lookupId}\0`);
  }
}

/** Empty where the system has no `/proc`. */
function processIds(): readonly number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter(pid => pid > 0);
}

function nameOf(pid: number): string {
  return readProcess(pid, 'comm').trim();
}

/** Empty when the process has ended or is another user's. */
function readProcess(pid: number, file: 'environ' | 'comm'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}
