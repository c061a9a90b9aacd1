import type { Instant } from '../../base/clock.ts';
import type { RunKey } from '../../run/events.ts';
import type { Log, LogExtent, LogRow, LogTable } from '../../run/ports/log-table.ts';

/** Logs in memory: the log of id n is at n - 1. */
export class MemoryLogTable implements LogTable {
  readonly #logs = new Map<string, Log[]>();

  async create(run: RunKey, at: Instant, extents: readonly LogExtent[]): Promise<readonly LogRow[]> {
    const logs = this.#of(run);
    const made = extents.map((extent, index) => {
      return { id: logs.length + index + 1, createdAt: at, changedAt: at, ...ownExtent(extent) };
    });
    logs.push(...made);
    return made.map(rowOf);
  }

  async get(run: RunKey, id: number): Promise<Log | undefined> {
    return this.#of(run)[id - 1];
  }

  async list(run: RunKey): Promise<readonly LogRow[]> {
    return this.#of(run).map(rowOf);
  }

  async grow(
    run: RunKey,
    id: number,
    fromBytes: number,
    { at, ...extent }: LogExtent & { readonly at: Instant },
  ): Promise<boolean> {
    const logs = this.#of(run);
    const log = logs[id - 1];
    if (log?.sizeBytes !== fromBytes) return false;
    logs[id - 1] = { id, createdAt: log.createdAt, changedAt: at, ...ownExtent(extent) };
    return true;
  }

  async removeAll(run: RunKey): Promise<void> {
    this.#logs.delete(nameOf(run));
  }

  #of(run: RunKey): LogRow[] {
    const name = nameOf(run);
    const known = this.#logs.get(name) ?? [];
    this.#logs.set(name, known);
    return known;
  }
}

function rowOf({ bytes, ...row }: Log): LogRow {
  return row;
}

/** The bytes are the caller's again. */
function ownExtent({ sizeBytes, lineCount, bytes }: LogExtent): LogExtent {
  return { sizeBytes, lineCount, ...(bytes === undefined ? {} : { bytes: Uint8Array.from(bytes) }) };
}

function nameOf({ organization, runId }: RunKey): string {
  return JSON.stringify([organization, runId]);
}
