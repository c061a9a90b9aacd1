import type { ByteText } from './byte-text.ts';

/** Lines as they are uploaded: `lineCount` stamped lines in `pieces`, each with its line end. */
export type StampedLines = { readonly pieces: readonly ByteText[]; readonly lineCount: number };

let last = { at: Number.NaN, stamp: '' };

/** The prefix of a log line that is written now: `2026-11-24T04:06:00.1230000Z `. */
export function stampNow(): string {
  const at = Date.now();
  // Many lines are written in one millisecond.
  if (at !== last.at) last = { at, stamp: `${new Date(at).toISOString().slice(0, -1)}0000Z ` };
  return last.stamp;
}

/** Stamps every line of a text of whole lines, each with its line end. */
export function stampLines(text: ByteText, stamp: string): StampedLines {
  // Two pieces: put together they would be copied once more on their way into a buffer.
  const rest = text.replaceAll('\n', `\n${stamp}`);
  return { pieces: [stamp, rest.slice(0, -stamp.length)], lineCount: (rest.length - text.length) / stamp.length };
}

/** Stamps a message of the agent's own: only its first line gets the prefix, as the service's agent does. */
export function stampMessage(message: ByteText, stamp: string): StampedLines {
  return { pieces: [`${stamp}${message}\n`], lineCount: countLines(message) };
}

/** How many lines a text takes that has no line end of its own. */
export function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
