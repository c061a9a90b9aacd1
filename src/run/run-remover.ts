import type { Clock } from '../base/clock.ts';
import type { Command } from './commands.ts';
import type { RunKey } from './events.ts';
import type { DeletionWish, Leases } from './leases.ts';
import type { RunStore } from './ports/run-store.ts';
import type { Run } from './state.ts';

/** Something that runs leave behind: logs, attachments, artifacts, test results. */
export interface RunContents {
  /** Removes what a run left. Safe to repeat, also after it was cut off. */
  removeAll(run: RunKey): Promise<void>;
}

export type RunRemoverPorts = {
  readonly runs: Pick<RunStore, 'remove'>;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly handle: (key: RunKey, commands: readonly Command[]) => Promise<Run | undefined>;
  readonly contents: readonly RunContents[];
  /** Those that go earlier than the run, where the policy says so. */
  readonly artifacts: RunContents;
};

/** What became of a wish to delete a run. `kept`: somebody keeps it, or it goes on. */
export type Removal = 'deleted' | 'leased' | 'kept' | 'missing';

/**
 * Deletes runs. First the run is claimed, so that nobody can lease it any more; then it is marked as deleted, unless it is kept; then what it
 * left behind goes; much later its record does. Each step is safe to repeat, so that whoever dies in between is finished by the next.
 */
export class RunRemover {
  readonly #ports: RunRemoverPorts;

  constructor(ports: RunRemoverPorts) {
    this.#ports = ports;
  }

  /** Deletes a run that is over, unless it is kept or leased. */
  async delete(key: RunKey, wish: DeletionWish = {}): Promise<Removal> {
    const { leases, clock, handle } = this.#ports;
    if (!(await leases.beginDeletion(key, wish))) return 'leased';
    const run = await handle(key, [{ type: 'delete', at: clock.now() }]);
    if (run?.notes.isDeleted !== true) {
      await leases.endDeletion(key);
      return run === undefined ? 'missing' : 'kept';
    }
    await this.clear(key);
    return 'deleted';
  }

  /** Removes what a deleted run left behind, unless that was done. */
  async clear(key: RunKey): Promise<void> {
    if ((await this.#ports.leases.clearedAt(key)) !== undefined) return;
    for (const each of [...this.#ports.contents, this.#ports.artifacts]) await each.removeAll(key);
    await this.#ports.leases.noteCleared(key);
  }

  /** Removes the artifacts of a run that stays, unless it is leased. */
  async removeArtifacts(key: RunKey): Promise<void> {
    if (await this.#ports.leases.beginArtifactRemoval(key)) await this.#ports.artifacts.removeAll(key);
  }

  /** Removes the record of a deleted run: nothing of it is left. */
  async forget(key: RunKey): Promise<void> {
    await this.#ports.runs.remove(key);
    await this.#ports.leases.forget(key);
  }
}
