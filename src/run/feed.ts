import type { RunKey } from './events.ts';

/** Live lines of a step: masked, without time stamps, `startLine` from 1. */
export type FeedLines = {
  readonly jobId: string;
  readonly stepId: string;
  readonly startLine: number;
  readonly lines: readonly string[];
};

type Listener = (feed: FeedLines) => void;
type ListenerToAll = (run: RunKey, feed: FeedLines) => void;

/** Passes live lines on to whoever follows a run in this process. Keeps nothing: the log is the truth. */
export class FeedHub {
  readonly #followers = new Map<string, Set<Listener>>();
  readonly #followersOfAll = new Set<ListenerToAll>();

  publish(run: RunKey, feed: FeedLines): void {
    for (const listener of this.#followers.get(nameOf(run)) ?? []) listener(feed);
    for (const listener of this.#followersOfAll) listener(run, feed);
  }

  /** Follows every run for as long as the hub lives. */
  followAll(listener: ListenerToAll): void {
    this.#followersOfAll.add(listener);
  }

  /** Follows a run until the answer is called. */
  follow(run: RunKey, listener: Listener): () => void {
    const name = nameOf(run);
    const listeners = this.#followers.get(name) ?? new Set();
    this.#followers.set(name, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#followers.delete(name);
    };
  }
}

function nameOf(run: RunKey): string {
  return `${run.organization}/${run.runId}`;
}
