import { shownLogBytes } from '../../base/limits.ts';
import type { RunKey } from '../../run/events.ts';
import type { LogRow } from '../../run/ports/log-table.ts';
import type { RunLogs } from '../services.ts';
import { type LogLine, linesOf } from './log-lines.ts';

/** Lines that follow each other, as many as a page may show. */
export type LogWindow = { readonly lines: readonly LogLine[]; readonly lineCount: number };

/** Lines of a log from one on, at most so many, and no more than `shownLogBytes` of them. */
export async function logWindow(
  logs: RunLogs,
  run: RunKey,
  { id, lineCount }: LogRow,
  { from, most }: { readonly from: number; readonly most: number },
): Promise<LogWindow> {
  const lines: LogLine[] = [];
  let bytes = 0;
  for await (const line of linesOf(logs.read(run, id, { startLine: from, endLine: from + most - 1 }), from)) {
    lines.push(line);
    bytes += line.text.length;
    if (bytes > shownLogBytes) break;
  }
  return { lines, lineCount };
}

/** The last lines of a log. */
export function lastLines(logs: RunLogs, run: RunKey, log: LogRow, most: number): Promise<LogWindow> {
  return logWindow(logs, run, log, { from: Math.max(1, log.lineCount - most + 1), most });
}
