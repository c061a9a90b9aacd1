import type { RunKey } from './events.ts';
import { FollowedRun } from './live/followed-run.ts';
import { LiveRun, type LiveRunPorts } from './live/live-run.ts';
import type { Follower } from './live-event.ts';
import type { Place } from './live-place.ts';
import { runTopic } from './orchestrator.ts';

export type LiveRunsPorts = LiveRunPorts & {
  /** Told of what keeps a run from being followed. */
  readonly report: (what: string, failure: unknown) => void;
};

/** The runs that are followed on this server. */
export class LiveRuns {
  readonly #ports: LiveRunsPorts;
  readonly #runs = new Map<string, LiveRun>();

  constructor(ports: LiveRunsPorts) {
    this.#ports = ports;
  }

  /**
   * Gives somebody all events of a run from a place on, until the run is over. Answers what to call when he is gone. Never throws: where the run
   * can't be read he is let go, and may come again.
   */
  follow(key: RunKey, follower: Follower, place: Place): () => void {
    const run = this.#open(key);
    run.follow(follower, place).catch((failure: unknown) => this.#ports.report('following a run failed', failure));
    return () => run.leave(follower);
  }

  /** Whether a run is over, and somebody has everything of it. */
  async hasAll(key: RunKey, place: Place): Promise<boolean> {
    const look = await new FollowedRun(key, this.#ports.runs, this.#ports.logs).look();
    if (look?.row.state !== 'completed') return false;
    return look.logs.every(({ id, isShown, lineCount }) => !isShown || (place.get(id) ?? 0) >= lineCount);
  }

  /** Lets go of everybody. */
  close(): void {
    for (const run of this.#runs.values()) run.close();
  }

  #open(key: RunKey): LiveRun {
    const name = `${key.organization}/${key.runId}`;
    const known = this.#runs.get(name);
    if (known?.isOpen === true) return known;
    const run = new LiveRun(key, this.#ports);
    this.#runs.set(name, run);
    queueMicrotask(() => void this.#watch(name, run, runTopic(key)));
    return run;
  }

  async #watch(name: string, run: LiveRun, topic: string): Promise<void> {
    try {
      await run.watch(topic);
    } catch (failure) {
      this.#ports.report('following a run failed', failure);
    } finally {
      if (this.#runs.get(name) === run) this.#runs.delete(name);
    }
  }
}
