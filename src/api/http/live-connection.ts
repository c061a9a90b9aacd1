import type { Writable } from 'node:stream';
import { liveBacklogBytes, liveBeatMs, liveConnectionMs, liveStallMs } from '../../base/limits.ts';
import type { Follower } from '../../run/live-event.ts';
import { liveBeat } from '../live-event.ts';

/** The connection of somebody who follows a run. There may be ten thousands of these: every member counts. */
export class LiveConnection implements Follower {
  readonly #out: Writable;
  #beats = 0;
  /** For how many beats what waits has not become less. */
  #stalledBeats = 0;
  #waiting = 0;
  #isQuiet = true;

  constructor(out: Writable, onClose: (connection: LiveConnection) => void) {
    this.#out = out;
    out.on('error', ignore);
    out.once('close', () => onClose(this));
    // A client that sends no more is gone.
    out.once('end', () => out.destroy());
  }

  get isGone(): boolean {
    return this.#out.destroyed || this.#out.writableEnded;
  }

  take(bytes: Uint8Array): boolean {
    if (this.isGone) return true;
    this.#isQuiet = false;
    this.#out.write(bytes);
    return this.#out.writableLength <= liveBacklogBytes;
  }

  drained(): Promise<void> {
    if (this.isGone || this.#out.writableLength === 0) return Promise.resolve();
    // Called back once everything before it is written, and where that can't be.
    return new Promise(resolve => void this.#out.write(liveBeat, () => resolve()));
  }

  end(): void {
    this.#out.end();
  }

  /** Call it every `liveBeatMs`: says that the connection is good, and ends one that is not, or is too old. */
  beat(): void {
    this.#beats += 1;
    const { writableLength } = this.#out;
    this.#stalledBeats = this.#waiting > 0 && writableLength >= this.#waiting ? this.#stalledBeats + 1 : 0;
    this.#waiting = writableLength;
    if (this.#stalledBeats * liveBeatMs >= liveStallMs) this.#out.destroy();
    else if (this.#beats * liveBeatMs >= liveConnectionMs) this.end();
    else if (this.#isQuiet && writableLength === 0 && !this.isGone) this.#out.write(liveBeat);
    this.#isQuiet = true;
  }

  cut(): void {
    this.#out.destroy();
  }
}

function ignore(): void {}
