import type { OpenedTask } from '../../wire/agent-channel.ts';
import { AgentServerError } from '../../wire/agent-protocol.ts';
import type { AgentServer } from '../../wire/agent-server.ts';

type Pieces = AsyncIterator<Uint8Array>;

/** The task packages that one agent process is reading: a piece goes out when it is asked for, so none waits in memory. */
export class TaskReadings {
  readonly #server: AgentServer;
  readonly #open = new Map<number, Pieces>();
  #last = 0;

  constructor(server: AgentServer) {
    this.#server = server;
  }

  async open(task: { readonly id: string; readonly version: string }): Promise<OpenedTask> {
    const download = this.#server.downloadTask?.(task);
    if (download === undefined) throw new AgentServerError(404, 'The server has no task packages.');
    const { bytes, ...rest } = await download;
    this.#last += 1;
    this.#open.set(this.#last, bytes[Symbol.asyncIterator]());
    return { ...rest, reading: this.#last };
  }

  /** The next piece; `undefined` at the end. */
  async read(reading: number): Promise<Uint8Array | undefined> {
    const next = await this.#open.get(reading)?.next();
    return next?.done === false ? next.value : undefined;
  }

  async close(reading: number): Promise<void> {
    const pieces = this.#open.get(reading);
    this.#open.delete(reading);
    await pieces?.return?.();
  }

  async closeAll(): Promise<void> {
    for (const reading of this.#open.keys()) await this.close(reading).catch(() => undefined);
  }
}
