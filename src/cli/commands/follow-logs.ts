import type { LiveLines, LiveRecord, LiveState } from '../../wire/live-events.ts';
import type { Connection } from '../connection.ts';
import { canceledExitCode } from '../interrupts.ts';
import { runEvents } from '../run-events.ts';
import { pathOf } from '../run-view/names.ts';

export type Following = {
  readonly server: Connection;
  /** The run's path. */
  readonly build: string;
  /** Only the lines of this log. */
  readonly log: number | undefined;
  /** Every event as a line of JSON, instead of the lines alone. */
  readonly asJson: boolean;
  readonly write: (text: string) => void;
  /** Says something that is no part of the logs. */
  readonly tell: (text: string) => void;
  readonly signal: AbortSignal;
};

/** Prints the lines of a run's steps as they come, until the run is over. Answers the exit code: what became of the run. */
export async function followLogs(following: Following): Promise<number> {
  const { server, build, signal, tell } = following;
  const view = new FollowView(following);
  const onLost = (): void => tell('The connection was lost. Following on.\n');
  try {
    for await (const { event = '', data } of runEvents(server, build, { signal, onLost })) {
      if (data !== '') view.show(event, JSON.parse(data));
    }
  } catch (failure) {
    if (!signal.aborted) throw failure;
    tell('Follows no more; the run goes on.\n');
    return canceledExitCode;
  }
  return exitCodeOf(view.state ?? (await server.get<LiveState>(build)));
}

function exitCodeOf({ result }: LiveState): number {
  if (result === 'canceled') return canceledExitCode;
  return result === 'succeeded' || result === 'partiallySucceeded' ? 0 : 1;
}

/** The lines below the path of their step, which is said again where lines of another one came in between. */
class FollowView {
  readonly #following: Following;
  readonly #records = new Map<string, LiveRecord>();
  #shown = '';
  /** Once the run is over. */
  state: LiveState | undefined;

  constructor(following: Following) {
    this.#following = following;
  }

  show(event: string, data: unknown): void {
    if (this.#following.asJson) this.#following.write(`${JSON.stringify({ event, data })}\n`);
    if (event === 'records') for (const record of data as readonly LiveRecord[]) this.#records.set(record.id, record);
    if (event === 'end') this.state = data as LiveState;
    if (event === 'lines' && !this.#following.asJson) this.#showLines(data as LiveLines);
  }

  #showLines({ logId, recordId, lines }: LiveLines): void {
    const { log, write } = this.#following;
    if (log !== undefined && log !== logId) return;
    const isOther = log === undefined && this.#shown !== recordId;
    this.#shown = recordId;
    write(`${isOther ? `==> ${this.#pathOf(recordId)}\n` : ''}${lines.join('\n')}\n`);
  }

  /** Phases have the names of their jobs, and are left out. */
  #pathOf(recordId: string): string {
    const names: string[] = [];
    for (let id: string | null = recordId; id !== null; ) {
      const record = this.#records.get(id);
      if (record === undefined) break;
      if (record.type !== 'Phase') names.unshift(record.name);
      id = record.parentId;
    }
    return pathOf(...names);
  }
}
