import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { LiveLines, LiveRecord, LiveState } from '../../../src/wire/live-events.ts';

export type LivePlace = { readonly url: string; readonly token: string; readonly build: string };

/** Follows a run over HTTP, on as many connections as it takes, and keeps what it was told. Every line must be the next one of its log. */
export class LiveClient {
  readonly #place: LivePlace;
  readonly #texts = new Map<number, string[]>();
  readonly records = new Map<string, LiveRecord>();
  readonly states: LiveState[] = [];
  lastId: string | undefined;
  end: LiveState | undefined;

  constructor(place: LivePlace) {
    this.#place = place;
  }

  /** The text of each log, as the server stores it. */
  get texts(): ReadonlyMap<number, string> {
    return new Map([...this.#texts].map(([id, lines]) => [id, lines.map(line => `${line}\n`).join('')]));
  }

  get lineCount(): number {
    return [...this.#texts.values()].reduce((sum, lines) => sum + lines.length, 0);
  }

  /** Goes on from where another one is. */
  adopt(other: LiveClient): void {
    for (const [id, lines] of other.#texts) this.#texts.set(id, [...lines]);
    this.lastId = other.lastId;
  }

  /** Opens a connection, from the last event on. */
  async open(): Promise<IncomingMessage> {
    const { url, token, build } = this.#place;
    const lastId = this.lastId === undefined ? {} : { 'last-event-id': this.lastId };
    const asked = request(`${url}/Fiber/_apis/build/builds/${build}/live`, {
      headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream', ...lastId },
      agent: false,
    });
    asked.end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return answer;
  }

  /** Takes what a connection brings, until it ends or `enough` says so; then it is cut. */
  async read(
    answer: IncomingMessage,
    enough: () => boolean = () => false,
    bytes = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    assert.equal(answer.statusCode, 200);
    const parser = createParser({ onEvent: message => this.#take(message) });
    const decoder = new TextDecoder();
    let left = bytes;
    try {
      for await (const piece of answer as AsyncIterable<Buffer>) {
        parser.feed(decoder.decode(piece.subarray(0, left), { stream: true }));
        left -= piece.length;
        if (left <= 0 || enough()) break;
      }
    } finally {
      answer.destroy();
    }
  }

  /** Follows until the run is over. */
  async follow(): Promise<void> {
    await this.read(await this.open());
  }

  #take({ event, data, id }: EventSourceMessage): void {
    this.lastId = id ?? this.lastId;
    const told: unknown = JSON.parse(data);
    if (event === 'state') this.states.push(told as LiveState);
    if (event === 'records') for (const record of told as LiveRecord[]) this.records.set(record.id, record);
    if (event === 'end') this.end = told as LiveState;
    if (event !== 'lines') return;
    const { logId, startLine, lines, recordId } = told as LiveLines;
    const known = this.#texts.get(logId) ?? [];
    assert.equal(startLine, known.length + 1, `log ${logId}: line ${startLine} after ${known.length}`);
    assert.ok(this.records.has(recordId), 'lines of a record that nobody told of');
    known.push(...lines);
    this.#texts.set(logId, known);
  }
}

/** The stored logs of a run's steps, as a client reads them. */
export async function storedTexts({ url, token, build }: LivePlace): Promise<ReadonlyMap<number, string>> {
  const get = (path: string) =>
    fetch(`${url}/Fiber/_apis/build/builds/${build}/${path}`, { headers: { authorization: `Bearer ${token}` } });
  const { records } = (await (await get('timeline')).json()) as { records: LiveRecord[] };
  const texts = new Map<number, string>();
  for (const { type, log } of records)
    if (type === 'Task' && log !== null) texts.set(log.id, await (await get(`logs/${log.id}`)).text());
  return new Map([...texts].filter(([, text]) => text !== '').sort(([a], [b]) => a - b));
}

/** Asserts that a client has every line of every step, once and in order. */
export async function hasStored(client: LiveClient, place: LivePlace): Promise<void> {
  const stored = await storedTexts(place);
  assert.ok(stored.size > 0);
  const told = client.texts;
  assert.deepEqual(
    [...told.keys()].sort((a, b) => a - b),
    [...stored.keys()],
  );
  for (const [id, text] of stored) assert.ok(told.get(id) === text, `log ${id} is not what is stored`);
}
