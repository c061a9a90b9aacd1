import { idsLastMs, lastProcessId } from './process-table.ts';

/**
 * The ids of processes that began since it was made: the system gives them away in their order. It is unknown where the system does not
 * tell the last one, and once so much time has passed that it may have begun anew with the lowest.
 */
export class BirthRange {
  readonly #before = lastProcessId();
  readonly #madeAt = process.uptime();

  /** False for a process that surely began earlier. */
  mayHold(pid: number): boolean {
    return !(pid <= this.#before && this.#isInOrder());
  }

  /** The ids, of threads as well; `undefined` where they are unknown or more than `most`. */
  ids(most: number): readonly number[] | undefined {
    const last = lastProcessId();
    const count = last - this.#before;
    if (!(count >= 0 && count <= most) || !this.#isInOrder()) return undefined;
    return Array.from({ length: count }, (_, index) => this.#before + 1 + index);
  }

  #isInOrder(): boolean {
    return (process.uptime() - this.#madeAt) * 1000 < idsLastMs();
  }
}
