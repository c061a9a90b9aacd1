import { BirthRange } from './birth-range.ts';
import { isMarked, isThere, killProcess, lookupVariable, processIds, processName } from './process-table.ts';
import { signalGroup } from './stop-process.ts';
import { Watcher } from './watcher.ts';

/** A process that outlived the step that started it. */
export type Orphan = { readonly pid: number; readonly name: string };

/** A process may start another while it is being killed, so the search is repeated this often as long as it finds some. */
const killRounds = 5;

/** Up to so many processes are looked at one by one; the list of all takes longer. */
const fewIds = 64;

/** Those with processes. */
const running = new Set<ProcessGroups>();

// An end that waits for no job, as after a second Ctrl-C, or when the reader of the output has gone.
function killAtExit(): void {
  for (const groups of running) groups.killOrphans();
}

/** A job that is over sooner than this needs no watcher, in milliseconds. */
const watchAfterMs = 100;

/**
 * The processes that a job has started. On Linux those still running are found by the job's mark in their environment, whatever group or
 * session they went to; elsewhere only the groups of the steps are known. A watcher ends them when the agent is killed.
 */
export class ProcessGroups implements Disposable {
  readonly lookupId: string;
  readonly #groups = new Set<number>();
  readonly #births = new BirthRange();
  #watching: NodeJS.Timeout | undefined;
  #watcher: Watcher | undefined;

  constructor(lookupId: string) {
    this.lookupId = lookupId;
  }

  /** What marks a process as the job's. */
  get environment(): Readonly<Record<string, string>> {
    return { [lookupVariable]: this.lookupId };
  }

  add(groupId: number): void {
    // Before anybody removes the folders that these processes write to.
    if (running.size === 0) process.prependListener('exit', killAtExit);
    running.add(this);
    this.#groups.add(groupId);
    this.#watcher?.add(groupId);
    this.#watching ??= setTimeout(() => this.#watch(), watchAfterMs).unref();
  }

  /** Says that a group's first process has ended. Its id is kept only while others of the group run: after that it may be given away anew. */
  leave(groupId: number): void {
    if (signalGroup(groupId, 0)) return;
    this.#groups.delete(groupId);
    this.#watcher?.leave(groupId);
  }

  /** Has containers and networks with a label removed as well when the agent is killed. */
  watchContainers(engine: string, label: string): void {
    this.#watch().engine(engine, label);
  }

  /** Kills what still runs of the job, and answers what that was. */
  killOrphans(): readonly Orphan[] {
    const killed: Orphan[] = [];
    for (let round = 0; round < killRounds; round += 1) {
      const orphans = this.#orphans().filter(({ pid }) => !killed.some(each => each.pid === pid));
      for (const { pid } of orphans) killProcess(pid);
      killed.push(...orphans);
      if (orphans.length === 0) break;
    }
    for (const groupId of this.#groups) signalGroup(groupId, 'SIGKILL');
    return killed;
  }

  [Symbol.dispose](): void {
    running.delete(this);
    if (running.size === 0) process.off('exit', killAtExit);
    clearTimeout(this.#watching);
    this.#watcher?.end();
  }

  #watch(): Watcher {
    if (this.#watcher !== undefined) return this.#watcher;
    const watcher = new Watcher(this.lookupId);
    for (const groupId of this.#groups) watcher.add(groupId);
    this.#watcher = watcher;
    return watcher;
  }

  #orphans(): readonly Orphan[] {
    const born = this.#births.ids(fewIds);
    if (born?.every(pid => !isThere(pid) || !isMarked(pid, this.lookupId))) return [];
    return processIds()
      .filter(pid => this.#births.mayHold(pid) && isMarked(pid, this.lookupId))
      .map(pid => ({ pid, name: processName(pid) }));
  }
}
