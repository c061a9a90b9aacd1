import type { SourceFiles, Span } from '../../base/finding.ts';
import { printable } from '../printable.ts';

/** How many characters of a long line are shown in front of the place that is pointed at. */
const lead = 20;

/** The source line of a span with a row of carets below it, cut to `columns`; empty when the file's text is not at hand. */
export function excerptOf({ file, start, end }: Span, files: SourceFiles, columns: number): string[] {
  const source = files.get(file);
  if (source === undefined) return [];
  const { line, column } = source.lines.at(start);
  const lineStart = source.lines.start(line) ?? 0;
  const [text = ''] = source.text.slice(lineStart).split(/\r?\n/, 1);
  const gutter = String(line).length;
  const room = Math.max(lead * 2, columns - gutter - 6);
  const from = text.length > room ? Math.max(0, column - 1 - lead) : 0;
  const shown = text.slice(from, from + room);
  const caretAt = Math.min(column - 1 - from, shown.length);
  const carets = Math.max(1, Math.min(end - start, shown.length - caretAt));
  return [`  ${line} | ${printable(shown)}`, `  ${' '.repeat(gutter)} | ${' '.repeat(caretAt)}${'^'.repeat(carets)}`];
}
