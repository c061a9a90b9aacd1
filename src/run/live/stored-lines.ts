import { liveEventBytes } from '../../base/limits.ts';
import type { RunKey } from '../events.ts';
import type { LogStore } from '../logs.ts';

const newline = 10;

/** Lines of a log from `first` on. */
export type LinePiece = { readonly startLine: number; readonly lines: readonly string[] };

/** The lines `first` to `last` of a log in pieces of whole lines, of `liveEventBytes` each unless a line is longer. */
export async function* storedLines(
  logs: LogStore,
  run: RunKey,
  { id, first, last }: { readonly id: number; readonly first: number; readonly last: number },
): AsyncGenerator<LinePiece> {
  let startLine = first;
  let begun: Uint8Array[] = [];
  for await (const piece of logs.read(run, id, { startLine: first, endLine: last })) {
    for (let at = 0; at < piece.length; ) {
      const end = endOfLines(piece, at);
      if (end === at) {
        begun.push(piece.subarray(at));
        break;
      }
      const lines = Buffer.concat([...begun, piece.subarray(at, end - 1)])
        .toString()
        .split('\n');
      yield { startLine, lines };
      startLine += lines.length;
      begun = [];
      at = end;
    }
  }
}

/** Behind the last line that ends within an event's bytes from `at` on, else behind the next one; `at` where no line ends. */
function endOfLines(piece: Uint8Array, at: number): number {
  const within = piece.lastIndexOf(newline, Math.min(piece.length, at + liveEventBytes) - 1) + 1;
  if (within > at) return within;
  const next = piece.indexOf(newline, at) + 1;
  return next === 0 ? at : next;
}
