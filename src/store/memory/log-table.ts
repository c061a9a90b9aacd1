import type { Instant } from '../../base/clock.ts';
import type { RunKey } from '../../run/events.ts';
import type { LogRow, LogTable } from '../../run/ports/log-table.ts';

/** Logs in memory: the log of id n is at n - 1. */
export class MemoryLogTable implements LogTable {
  readonly #logs = new Map<string, LogRow[]>();

  async create(run: RunKey, at: Instant): Promise<LogRow> {
    const logs = this.#of(run);
    const log: LogRow = { id: logs.length + 1, createdAt: at, changedAt: at, lineCount: 0, sizeBytes: 0 };
    logs.push(log);
    return log;
  }

  async get(run: RunKey, id: number): Promise<LogRow | undefined> {
    return this.#of(run)[id - 1];
  }

  async list(run: RunKey): Promise<readonly LogRow[]> {
    return [...this.#of(run)];
  }

  async grow(
    run: RunKey,
    id: number,
    fromBytes: number,
    to: { readonly sizeBytes: number; readonly lineCount: number; readonly at: Instant },
  ): Promise<boolean> {
    const logs = this.#of(run);
    const log = logs[id - 1];
    if (log?.sizeBytes !== fromBytes) return false;
    logs[id - 1] = { ...log, sizeBytes: to.sizeBytes, lineCount: to.lineCount, changedAt: to.at };
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

function nameOf({ organization, runId }: RunKey): string {
  return JSON.stringify([organization, runId]);
}
