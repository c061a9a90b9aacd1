import { setTimeout as sleep } from 'node:timers/promises';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { Connection } from './connection.ts';
import { ServerUnreachable } from './errors.ts';

/** What a server says of a run that is followed. */
export type RunEventMessage = Pick<EventSourceMessage, 'event' | 'data'>;

/** How long a connection may say nothing before it is taken for a dead one, in milliseconds: four times what the server lets pass. */
const silenceMs = 60_000;

/** How often a server that was lost is called before it is given up, and the longest pause between two calls, in milliseconds. */
const callsAtMost = 15;
const longestPauseMs = 5_000;

/**
 * The events of a run until it is over, each once: where the connection ends before, another one goes on behind the last event. `onLost` is called when
 * that is so. Throws `ServerUnreachable` when the server stays away, and what it answers when it refuses.
 */
export async function* runEvents(
  server: Connection,
  build: string,
  { signal, onLost }: { readonly signal: AbortSignal; readonly onLost: () => void },
): AsyncGenerator<RunEventMessage> {
  let lastId: string | undefined;
  for (let calls = 1, hasBegun = false; ; calls += 1) {
    try {
      for await (const message of connectionEvents(server, `${build}/live`, lastId, signal)) {
        lastId = message.id ?? lastId;
        hasBegun = true;
        calls = 0;
        yield message;
        if (message.event === 'end') return;
      }
    } catch (failure) {
      signal.throwIfAborted();
      if (!hasBegun || !isLoss(failure) || calls >= callsAtMost) throw failure;
    }
    if (calls >= callsAtMost) throw new ServerUnreachable('The server ends every connection before it says anything.');
    if (calls === 0) onLost();
    await sleep(Math.min(longestPauseMs, 100 * 2 ** calls), undefined, { signal });
  }
}

/** The events of one connection; `end` alone where the server says that there are no more. */
async function* connectionEvents(
  server: Connection,
  path: string,
  lastId: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<EventSourceMessage> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new ServerUnreachable('The server says nothing any more.')), silenceMs);
  const either = AbortSignal.any([signal, silence.signal]);
  const messages: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: message => messages.push(message) });
  try {
    const pieces = await server.events(path, { lastId, signal: either });
    if (pieces === undefined) yield { event: 'end', data: '', id: lastId };
    for await (const piece of pieces ?? []) {
      timer.refresh();
      parser.feed(piece);
      yield* messages.splice(0);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** A connection that breaks is a `TypeError` of fetch. */
function isLoss(failure: unknown): boolean {
  return failure instanceof ServerUnreachable || failure instanceof TypeError;
}
