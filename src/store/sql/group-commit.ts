import { setImmediate } from 'node:timers/promises';

type Waiting<Item, Outcome> = {
  readonly item: Item;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
};

export type GroupCommitOptions<Item, Outcome> = {
  /** Commits items together, all or nothing, and answers the outcome of each. */
  readonly commit: (items: readonly Item[]) => Promise<readonly Outcome[]>;
  /** Items of one key never share a group. */
  readonly keyOf: (item: Item) => string;
  readonly largestGroup: number;
};

/**
 * Commits what came in while the former commit ran as one group, in order: a commit costs the disk the same whether it holds one item or a
 * hundred. When a group fails its items are committed one by one, so that none fails for another's fault.
 */
export class GroupCommit<Item, Outcome> {
  readonly #options: GroupCommitOptions<Item, Outcome>;
  #waiting: Waiting<Item, Outcome>[] = [];
  #running: Promise<void> | undefined;

  constructor(options: GroupCommitOptions<Item, Outcome>) {
    this.#options = options;
  }

  submit(item: Item): Promise<Outcome> {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    this.#waiting.push({ item, resolve, reject });
    this.#running ??= this.#run();
    return promise;
  }

  /** Resolves when everything that was submitted is settled. */
  async drain(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Those whose commit has just ended, and requests that came in meanwhile, submit within this turn of the event loop.
      await setImmediate();
      await this.#settle(this.#takeGroup());
    }
    this.#running = undefined;
  }

  #takeGroup(): readonly Waiting<Item, Outcome>[] {
    const { keyOf, largestGroup } = this.#options;
    const keys = new Set<string>();
    const group: Waiting<Item, Outcome>[] = [];
    const later: Waiting<Item, Outcome>[] = [];
    for (const one of this.#waiting) {
      const key = keyOf(one.item);
      if (group.length < largestGroup && !keys.has(key)) group.push(one);
      else later.push(one);
      keys.add(key);
    }
    this.#waiting = later;
    return group;
  }

  async #settle(group: readonly Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.#options.commit(group.map(one => one.item));
      for (const [index, outcome] of outcomes.entries()) group[index]?.resolve(outcome);
    } catch (error) {
      if (group.length === 1) group[0]?.reject(error);
      else for (const one of group) await this.#settle([one]);
    }
  }
}
