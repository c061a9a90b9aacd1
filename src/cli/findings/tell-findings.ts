import { type Finding, printFinding, type SourceFiles, type Span, subjectOf } from '../../base/finding.ts';
import type { Io } from '../io.ts';
import { type Palette, paletteOf } from '../palette.ts';
import { printable } from '../printable.ts';
import { excerptOf } from './excerpt.ts';
import { flagHint } from './flag-hints.ts';

type Found = { readonly findings: readonly Finding[]; readonly files: SourceFiles };

/**
 * Prints findings on stderr, one a line in the service's words; `explain` adds the source, the hint and the templates on the way there.
 * What looks alike, such as a mistake inside a loop, is printed once.
 */
export function tellFindings({ findings, files }: Found, { err, env }: Io, { explain }: { explain: boolean }): void {
  const palette = paletteOf(err, env);
  const texts = findings.map(finding => {
    const text = printFinding(finding, files);
    const line = `${headOf(finding, palette)}${err.isTerminal ? printableLines(text) : text}\n`;
    return explain ? line + explanationOf(finding, files, palette, err.columns ?? 100) : line;
  });
  if (texts.length > 0) err.write([...new Set(texts)].join(''));
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

// An error is printed as the service prints it; its field knows no warnings, so ours say what they are.
function headOf({ severity }: Finding, palette: Palette): string {
  return severity === 'warning' ? palette.yellow('warning: ') : '';
}

function explanationOf(finding: Finding, files: SourceFiles, palette: Palette, columns: number): string {
  const { at, via } = finding;
  const hint = finding.hint ?? flagHint(finding);
  const subject = subjectOf(finding);
  const excerpt = subject === undefined ? [] : excerptOf(subject, files, columns);
  const place = subject === undefined || subject === at ? [] : [`at ${placeOf(subject, files)}`];
  const chain = via.toReversed().map(span => `used by ${placeOf(span, files)}`);
  const lines = [...excerpt.map(palette.dim), ...(hint === undefined ? [] : [`  ${palette.cyan(hint)}`])];
  return [...place.map(indented), ...lines, ...chain.map(indented)].map(line => `${line}\n`).join('');
}

function indented(text: string): string {
  return `  ${text}`;
}

function placeOf({ file, start }: Span, files: SourceFiles): string {
  const position = files.get(file)?.lines.at(start);
  return position === undefined ? file : `${file} (Line: ${position.line}, Col: ${position.column})`;
}
