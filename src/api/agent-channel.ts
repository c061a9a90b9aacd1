import type { Duplex } from 'node:stream';
import { type ChannelAnswer, type ChannelCall, type ChannelRequest, channelCalls } from '../wire/agent-channel.ts';
import { AgentServerError } from '../wire/agent-protocol.ts';
import type { AgentServer } from '../wire/agent-server.ts';
import { FrameReader, frameOf } from '../wire/frames.ts';
import { TaskReadings } from './agents/task-readings.ts';

type Method = (...args: readonly unknown[]) => Promise<unknown>;

/**
 * Answers the calls of an agent process that this server has started, until the stream closes: the port `AgentServer` without HTTP. Whoever holds the
 * other end is trusted as the server itself; `report` hears of what went wrong with us.
 */
export function answerAgentCalls(server: AgentServer, stream: Duplex, report: (error: unknown) => void): void {
  const channel = new AnsweringChannel(server, stream, report);
  const reader = new FrameReader();
  stream.on('data', piece => {
    for (const request of reader.push(piece)) channel.take(request as ChannelRequest);
  });
  // What fails closes the stream.
  stream.on('error', () => undefined);
  stream.once('close', () => channel.abandonAll());
}

class AnsweringChannel {
  readonly #stream: Duplex;
  readonly #report: (error: unknown) => void;
  readonly #methods: ReadonlyMap<ChannelCall, Method>;
  readonly #tasks: TaskReadings;
  readonly #polls = new Map<number, AbortController>();
  #answers: ChannelAnswer[] = [];

  constructor(server: AgentServer, stream: Duplex, report: (error: unknown) => void) {
    this.#stream = stream;
    this.#report = report;
    this.#tasks = new TaskReadings(server);
    this.#methods = methodsOf(server, this.#tasks);
  }

  take(request: ChannelRequest): void {
    if ('abandoned' in request) this.#polls.get(request.abandoned)?.abort();
    else void this.#answer(request.id, () => this.#call(request));
  }

  abandonAll(): void {
    for (const poll of this.#polls.values()) poll.abort();
    void this.#tasks.closeAll();
  }

  async #call({ id = 0, call, args }: Exclude<ChannelRequest, { abandoned: number }>): Promise<unknown> {
    const method = this.#methods.get(call);
    if (method === undefined) throw new AgentServerError(404, `There is no call '${call}'.`);
    if (call !== 'nextMessage') return method(...args);
    const poll = new AbortController();
    this.#polls.set(id, poll);
    return method(...args, poll.signal).finally(() => this.#polls.delete(id));
  }

  async #answer(id: number | undefined, call: () => Promise<unknown>): Promise<void> {
    try {
      const value = await call();
      if (id !== undefined) this.#send({ id, value });
    } catch (error) {
      const isRefusal = error instanceof AgentServerError;
      if (!isRefusal) this.#report(error);
      const message = isRefusal ? error.message : 'An unexpected error occurred on the server.';
      if (id !== undefined) this.#send({ id, status: isRefusal ? error.status : 500, message });
    }
  }

  #send(answer: ChannelAnswer): void {
    this.#answers.push(answer);
    if (this.#answers.length === 1) process.nextTick(() => this.#flush());
  }

  #flush(): void {
    const [length, body] = frameOf(this.#answers);
    this.#answers = [];
    if (this.#stream.destroyed) return;
    this.#stream.cork();
    this.#stream.write(length);
    this.#stream.write(body);
    this.#stream.uncork();
  }
}

function methodsOf(server: AgentServer, tasks: TaskReadings): ReadonlyMap<ChannelCall, Method> {
  const readings: Readonly<Record<string, Method>> = {
    downloadTask: task => tasks.open(task as Parameters<TaskReadings['open']>[0]),
    readTask: reading => tasks.read(Number(reading)),
    closeTask: reading => tasks.close(Number(reading)),
  };
  return new Map(channelCalls.map(call => [call, readings[call] ?? methodOf(server, call)]));
}

/** A method of the port by its name, or by those of a part and its method. The types of arguments are the caller's, who is of this version too. */
function methodOf(server: AgentServer, call: string): Method {
  const [name = '', part] = call.split('.').reverse();
  const owner = (part === undefined ? server : server[part as 'content']) as unknown as Record<string, Method>;
  return (...args) => owner[name]?.(...args) ?? Promise.resolve();
}
