import type { Duplex } from 'node:stream';
import type { ChannelAnswer, ChannelCall, ChannelRequest } from '../wire/agent-channel.ts';
import { AgentServerError } from '../wire/agent-protocol.ts';
import { FrameReader, frameOf } from '../wire/frames.ts';
import { Refusal } from './repeat.ts';

type Waiting = Omit<PromiseWithResolvers<unknown>, 'promise'>;

/** Calls over a stream to a server that is the parent of this process. Those of one moment go out in one write. */
export class CallChannel {
  readonly #stream: Duplex;
  readonly #reader = new FrameReader();
  readonly #waiting = new Map<number, Waiting>();
  #outgoing: ChannelRequest[] = [];
  #lastId = 0;

  constructor(stream: Duplex) {
    this.#stream = stream;
    stream.on('data', piece => {
      for (const answer of this.#reader.push(piece)) this.#settle(answer as ChannelAnswer);
    });
    // What fails closes the stream.
    stream.on('error', () => undefined);
    stream.once('close', () => this.#giveUp());
  }

  /** Throws an `AgentServerError`; status 0, and no use in calling again, when the server is gone. */
  async call(call: ChannelCall, args: readonly unknown[], signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted();
    if (this.#stream.destroyed) throw serverGone();
    const id = ++this.#lastId;
    const { promise, ...waiting } = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    this.#send({ id, call, args });
    const abandon = (): void => {
      this.#waiting.delete(id);
      this.#send({ abandoned: id });
      waiting.reject(signal?.reason);
    };
    signal?.addEventListener('abort', abandon, { once: true });
    return promise.finally(() => signal?.removeEventListener('abort', abandon));
  }

  /** Makes a call whose answer nobody waits for. */
  tell(call: ChannelCall, args: readonly unknown[]): void {
    if (!this.#stream.destroyed) this.#send({ call, args });
  }

  /** Nothing is called any more. */
  close(): void {
    this.#stream.destroy();
  }

  #send(request: ChannelRequest): void {
    this.#outgoing.push(request);
    if (this.#outgoing.length === 1) process.nextTick(() => this.#flush());
  }

  #flush(): void {
    const [length, body] = frameOf(this.#outgoing);
    this.#outgoing = [];
    if (this.#stream.destroyed) return;
    this.#stream.cork();
    this.#stream.write(length);
    this.#stream.write(body);
    this.#stream.uncork();
  }

  #settle(answer: ChannelAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('value' in answer) waiting?.resolve(answer.value);
    else waiting?.reject(new Refusal(answer.status, answer.message));
  }

  #giveUp(): void {
    for (const { reject } of this.#waiting.values()) reject(serverGone());
    this.#waiting.clear();
  }
}

function serverGone(): AgentServerError {
  return new AgentServerError(0, 'The server is gone.');
}
