import type { FeedLines } from '../../wire/agent-server.ts';
import { type ByteText, fromByteText } from './byte-text.ts';
import type { LineFeed } from './line-feed.ts';

/** Live lines are cut to this many characters; the log has all of them. */
export const feedLineChars = 1024;

/** Live lines of one call. */
export const feedBatchLines = 100;

/** Live lines of one step in one pass: of output that is faster, only the last ones are shown live. */
export const feedPassLines = 500;

/** Memory for the live lines of one step between two passes, in bytes. */
export const feedHeldBytes = 1024 * 1024;

/** Live lines of a step that still go out when it has ended. */
export const feedDrainLines = 200;

type Piece = { readonly text: ByteText; readonly startLine: number; readonly lineCount: number };

/** The live lines of one record: keeps the newest, in memory of a fixed size, until the next pass. */
export class LiveFeed implements LineFeed {
  readonly #stepId: string;
  readonly #recordId: string;
  readonly #send: (feed: FeedLines) => Promise<void>;
  #pieces: Piece[] = [];
  #lines = 0;
  #bytes = 0;

  constructor(ids: { readonly recordId: string; readonly stepId: string }, send: (feed: FeedLines) => Promise<void>) {
    this.#recordId = ids.recordId;
    this.#stepId = ids.stepId;
    this.#send = send;
  }

  add(text: ByteText, startLine: number, lineCount: number): void {
    this.#pieces.push({ text, startLine, lineCount });
    this.#lines += lineCount;
    this.#bytes += text.length;
    while (this.#pieces.length > 1 && this.#hasTooMuch()) this.#forgetOldest();
  }

  /** There always is: the oldest lines are forgotten. */
  room(): undefined {
    return undefined;
  }

  /** Sends the newest `limit` lines of those that wait and forgets them all. Live lines that fail are lost. */
  async pass(limit = feedPassLines): Promise<void> {
    const { lines, startLine } = newest(this.#pieces, limit);
    this.#pieces = [];
    this.#lines = 0;
    this.#bytes = 0;
    for (let from = 0; from < lines.length; from += feedBatchLines) {
      const value = lines.slice(from, from + feedBatchLines);
      const feed = { recordId: this.#recordId, stepId: this.#stepId, startLine: startLine + from, value };
      await this.#send(feed).catch(() => undefined);
    }
  }

  #hasTooMuch(): boolean {
    return this.#bytes > feedHeldBytes || this.#lines - (this.#pieces[0]?.lineCount ?? 0) >= feedPassLines;
  }

  #forgetOldest(): void {
    const oldest = this.#pieces.shift();
    this.#lines -= oldest?.lineCount ?? 0;
    this.#bytes -= oldest?.text.length ?? 0;
  }
}

function newest(
  pieces: readonly Piece[],
  limit: number,
): { readonly lines: readonly string[]; readonly startLine: number } {
  let lines: string[] = [];
  let startLine = 1;
  for (let index = pieces.length - 1; index >= 0 && lines.length < limit; index -= 1) {
    const piece = pieces[index];
    if (piece === undefined) break;
    const tail = lastLines(piece, limit - lines.length);
    startLine = piece.startLine + piece.lineCount - tail.length;
    lines = [...tail, ...lines];
  }
  return { lines: lines.map(shorten), startLine };
}

function lastLines(piece: Piece, count: number): string[] {
  const text = piece.text.endsWith('\n') ? piece.text.slice(0, -1) : piece.text;
  let start = text.length + 1;
  for (let found = 0; found < count && start > 0; found += 1)
    start = start === 1 ? 0 : text.lastIndexOf('\n', start - 2) + 1;
  return text.slice(start).split('\n');
}

function shorten(line: ByteText): string {
  const text = fromByteText(line);
  return text.length <= feedLineChars ? text : `${text.slice(0, feedLineChars)}...`;
}
