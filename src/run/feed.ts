import type { RunKey } from './events.ts';

/** Live lines of a step: masked, without time stamps, `startLine` from 1. */
export type FeedLines = {
  readonly jobId: string;
  readonly stepId: string;
  readonly startLine: number;
  readonly lines: readonly string[];
};

type Listener = (feed: FeedLines) => void;

/** Passes live lines on to whoever follows a run in this process. Keeps nothing: the log is the truth. */
export class FeedHub {
  readonly #followers = new Map<string, Set<Listener>>();

  publish(run: RunKey, feed: FeedLines): void {
    for (const listener of this.#followers.get(nameOf(run)) ?? []) listener(feed);
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
