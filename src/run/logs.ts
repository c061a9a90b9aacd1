import type { Clock } from '../base/clock.ts';
import { logIndexStrideLines, smallLogBytes } from '../base/limits.ts';
import type { RunKey } from './events.ts';
import type { BlobStore } from './ports/blob-store.ts';
import type { Log, LogExtent, LogRow, LogTable } from './ports/log-table.ts';

/** Lines of a log, counted from 1, both ends included; the whole log when absent. */
export type LineRange = { readonly startLine?: number; readonly endLine?: number };

const newline = 10;

export type LogStoreOptions = {
  /** Up to which size a log stays in the table, in bytes: most logs are small, and making a file costs as much as a whole small step. Default: `smallLogBytes`. */
  readonly smallBytes?: number;
  /** Called once more lines of a run are kept. Default: nobody is. */
  readonly onGrowth?: (run: RunKey) => void;
};

/**
 * The logs of runs: small ones in the table, bytes of others in blobs, and beside each of those an index of where every so many lines start, so that
 * a range reads only what it shows. Memory never grows with a log's length. Appends of one log come one after another; different logs may grow at the same time.
 */
export class LogStore {
  readonly #table: LogTable;
  readonly #blobs: BlobStore;
  readonly #clock: Clock;
  readonly #smallBytes: number;
  readonly #onGrowth: (run: RunKey) => void;

  constructor(table: LogTable, blobs: BlobStore, clock: Clock, options: LogStoreOptions = {}) {
    this.#smallBytes = options.smallBytes ?? smallLogBytes;
    this.#onGrowth = options.onGrowth ?? (() => {});
    this.#table = table;
    this.#blobs = blobs;
    this.#clock = clock;
  }

  /** Makes an empty log with the run's next log id. */
  async create(run: RunKey): Promise<LogRow> {
    const [row] = await this.#table.create(run, this.#clock.now(), [noLines]);
    return row as LogRow;
  }

  /** Makes logs with the run's next ids, in this order, each of whole lines. They are kept when it resolves. */
  async createWith(run: RunKey, logs: readonly Uint8Array[]): Promise<readonly LogRow[]> {
    const extents = logs.map(bytes => (this.#isSmall(bytes) ? smallExtent(bytes) : noLines));
    const rows = await this.#table.create(run, this.#clock.now(), extents);
    for (const [index, bytes] of logs.entries())
      if (!this.#isSmall(bytes)) await this.append(run, rows[index]?.id ?? 0, bytes);
    this.#onGrowth(run);
    return rows;
  }

  describe(run: RunKey, id: number): Promise<LogRow | undefined> {
    return this.#table.get(run, id);
  }

  list(run: RunKey): Promise<readonly LogRow[]> {
    return this.#table.list(run);
  }

  /** Appends whole lines. They are kept when it resolves. Throws when the log does not exist or another writer was faster. */
  async append(run: RunKey, id: number, bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    const log = await this.#table.get(run, id);
    if (log === undefined) throw new Error(`Run ${run.runId} has no log ${id}.`);
    const to = await this.#extend(run, log, bytes);
    if (!(await this.#table.grow(run, id, log.sizeBytes, { ...to, at: this.#clock.now() })))
      throw new Error(`Log ${id} of run ${run.runId} has another writer.`);
    this.#onGrowth(run);
  }

  /** The lines of a range as bytes, in pieces. Nothing when the log does not exist. */
  async *read(run: RunKey, id: number, range: LineRange = {}): AsyncIterable<Uint8Array> {
    const log = await this.#table.get(run, id);
    if (log === undefined) return;
    const first = Math.max(range.startLine ?? 1, 1);
    const last = Math.min(range.endLine ?? log.lineCount, log.lineCount);
    if (first > last) return;
    if (log.bytes !== undefined) {
      yield* cutLines([log.bytes], first - 1, last - first + 1);
      return;
    }
    const strides = Math.floor((first - 1) / logIndexStrideLines);
    const from = strides === 0 ? 0 : await this.#indexed(run, id, strides);
    const pieces = this.#blobs.read(textKey(run, id), from, log.sizeBytes);
    yield* cutLines(pieces, first - 1 - strides * logIndexStrideLines, last - first + 1);
  }

  /** Removes all logs of a run. Safe to repeat. */
  async removeAll(run: RunKey): Promise<void> {
    await this.#blobs.removeAll(`logs/${run.organization}/${run.runId}`);
    await this.#table.removeAll(run);
  }

  /** A log that outgrows its row is written to its blob as a whole. What a blob holds counts only once the row says so. */
  async #extend(run: RunKey, log: Log, more: Uint8Array): Promise<LogExtent> {
    const isHere = log.bytes !== undefined || log.sizeBytes === 0;
    const bytes = log.bytes === undefined ? more : Buffer.concat([log.bytes, more]);
    if (isHere && this.#isSmall(bytes)) return smallExtent(bytes);
    const from = isHere ? noLines : log;
    await this.#blobs.write(textKey(run, log.id), from.sizeBytes, bytes);
    const { starts, lines } = scanLines(bytes, from);
    if (starts.length > 0)
      await this.#blobs.write(
        indexKey(run, log.id),
        indexOffset(from.lineCount),
        Buffer.from(new BigUint64Array(starts).buffer),
      );
    return { sizeBytes: from.sizeBytes + bytes.length, lineCount: from.lineCount + lines };
  }

  #isSmall(bytes: Uint8Array): boolean {
    return bytes.length <= this.#smallBytes;
  }

  async #indexed(run: RunKey, id: number, stride: number): Promise<number> {
    const parts: Uint8Array[] = [];
    for await (const part of this.#blobs.read(indexKey(run, id), (stride - 1) * 8, stride * 8)) parts.push(part);
    return Number(Buffer.concat(parts).readBigUInt64LE());
  }
}

function textKey(run: RunKey, id: number): string {
  return `logs/${run.organization}/${run.runId}/${id}.log`;
}

function indexKey(run: RunKey, id: number): string {
  return `logs/${run.organization}/${run.runId}/${id}.index`;
}

/** Entry n (from 0) of the index says where line (n + 1) × stride + 1 starts. */
function indexOffset(lineCount: number): number {
  return Math.floor(lineCount / logIndexStrideLines) * 8;
}

const noLines: LogExtent = { sizeBytes: 0, lineCount: 0 };

function smallExtent(bytes: Uint8Array): LogExtent {
  return { sizeBytes: bytes.length, lineCount: scanLines(bytes, noLines).lines, bytes };
}

function scanLines(bytes: Uint8Array, log: LogExtent): { starts: bigint[]; lines: number } {
  const starts: bigint[] = [];
  let lines = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) {
    lines += 1;
    if ((log.lineCount + lines) % logIndexStrideLines === 0) starts.push(BigInt(log.sizeBytes + at + 1));
  }
  return { starts, lines };
}

async function* cutLines(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  skip: number,
  count: number,
): AsyncIterable<Uint8Array> {
  let before = skip;
  let wanted = count;
  for await (const piece of pieces) {
    let start = 0;
    for (; before > 0; before -= 1) {
      const at = piece.indexOf(newline, start);
      if (at === -1) break;
      start = at + 1;
    }
    if (before > 0) continue;
    let end = start;
    while (wanted > 0) {
      const at = piece.indexOf(newline, end);
      if (at === -1) break;
      end = at + 1;
      wanted -= 1;
    }
    yield piece.subarray(start, wanted > 0 ? piece.length : end);
    if (wanted === 0) return;
  }
}
