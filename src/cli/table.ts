import { printable } from './printable.ts';

/** Rows as aligned columns below their headings; a sentence where there are none. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], none: string): string {
  if (rows.length === 0) return `${none}\n`;
  const all = [headings.map(heading => heading.toUpperCase()), ...rows.map(row => row.map(printable))];
  const widths = headings.map((_heading, column) => Math.max(...all.map(row => row[column]?.length ?? 0)));
  return all
    .map(
      row =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
