import type { NewLog } from '../../wire/agent-server.ts';
import type { ByteText } from './byte-text.ts';
import type { StampedLines } from './stamp.ts';

/** Where a log goes: the server's calls of one plan. */
export type LogDestination = {
  /** Makes a log of its first lines, perhaps together with others; answers its id. */
  createLog(log: NewLog): Promise<number>;
  /** The bytes are the caller's again once it resolves. */
  appendLog(logId: number, bytes: Uint8Array, lineCount: number): Promise<void>;
};

export type LogUploadOptions = {
  /** `logs\{record id}`. */
  readonly path: string;
  /** How many bytes wait before they are sent; the log gets its id with the first that are. */
  readonly holdBytes: number;
  /** Told the log's id once its first lines are kept. Default: nobody is. */
  readonly onBegun?: (id: number) => void;
};

/** How many bytes of one log may wait for the server before whoever writes must wait too. */
export const logBacklogBytes = 2 * 1024 * 1024;

/**
 * Sends a log in pieces of whole lines, one piece at a time and in order. What is not yet worth a call waits in memory: at most
 * `holdBytes`, and `logBacklogBytes` while the server is slow. After a failed call the log is given up: `failure` says why.
 */
export class LogUpload {
  readonly #destination: LogDestination;
  readonly #options: LogUploadOptions;
  #pending: ByteText[] = [];
  #pendingBytes = 0;
  #pendingLines = 0;
  /** Used again for each piece: a long log needs no more memory than a short one. */
  #buffer = Buffer.alloc(0);
  #id: number | undefined;
  #sending: Promise<void> | undefined;
  #failure: unknown;

  constructor(destination: LogDestination, options: LogUploadOptions) {
    this.#destination = destination;
    this.#options = options;
  }

  get failure(): unknown {
    return this.#failure;
  }

  write(lines: StampedLines): void {
    if (this.#failure !== undefined) return;
    for (const piece of lines.pieces) {
      this.#pending.push(piece);
      this.#pendingBytes += piece.length;
    }
    this.#pendingLines += lines.lineCount;
    if (this.#pendingBytes >= this.#options.holdBytes) this.send();
  }

  /** Sends what waits, if nothing is being sent already. */
  send(): void {
    if (this.#sending !== undefined || this.#pendingBytes === 0 || this.#failure !== undefined) return;
    this.#sending = this.#sendOnce().finally(() => {
      this.#sending = undefined;
      if (this.#pendingBytes >= this.#options.holdBytes) this.send();
    });
  }

  /** Resolves when there is room for more; `undefined` when there is now. */
  room(): Promise<void> | undefined {
    return this.#pendingBytes < logBacklogBytes ? undefined : this.#sending;
  }

  /** Sends the rest. Answers the log's id, or `undefined` when nothing was written or the server could not be reached. */
  async close(): Promise<number | undefined> {
    while (this.#sending !== undefined || (this.#pendingBytes > 0 && this.#failure === undefined)) {
      this.send();
      await this.#sending;
    }
    return this.#failure === undefined ? this.#id : undefined;
  }

  async #sendOnce(): Promise<void> {
    const lineCount = this.#pendingLines;
    const bytes = this.#takePending();
    try {
      const { path, onBegun } = this.#options;
      if (this.#id === undefined) {
        this.#id = await this.#destination.createLog({ path, bytes, lineCount });
        onBegun?.(this.#id);
      } else await this.#destination.appendLog(this.#id, bytes, lineCount);
    } catch (failure) {
      this.#failure = failure ?? new Error('The log could not be uploaded.');
      this.#pending = [];
      this.#pendingBytes = 0;
    }
  }

  #takePending(): Uint8Array {
    const size = this.#pendingBytes;
    if (this.#buffer.length < size) this.#buffer = Buffer.allocUnsafeSlow(size);
    let at = 0;
    for (const piece of this.#pending) at += this.#buffer.write(piece, at, 'latin1');
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#pendingLines = 0;
    return this.#buffer.subarray(0, size);
  }
}
