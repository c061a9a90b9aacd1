import type { SourceFiles, Span } from '../base/finding.ts';
import type { Compilation, SourceLine } from '../plan/compilation.ts';

/** The widest column of origins, in characters; longer origins push their line to the right. */
const widestOrigin = 60;

/** finalYaml with the origin of each line in front of it, and behind `<` what referred to its template; empty without finalYaml. */
export function annotated({ finalYaml, sourceMap, files }: Compilation): string {
  if (finalYaml === undefined) return '';
  const origins = sourceMap.map(line => (line === undefined ? '' : chainOf(line, files)));
  const width = Math.min(widestOrigin, Math.max(0, ...origins.map(origin => origin.length)));
  return linesOf(finalYaml)
    .map((text, index) => `${(origins[index] ?? '').padEnd(width)} | ${text}`.trimEnd())
    .map(text => `${text}\n`)
    .join('');
}

/** One JSON object per line of finalYaml: `line` counts from 1; what the compiler itself added has no `file`. */
export function sourceMapLines({ sourceMap, files }: Compilation): string {
  return sourceMap.map((line, index) => `${JSON.stringify({ line: index + 1, ...describe(line, files) })}\n`).join('');
}

function describe(line: SourceLine | undefined, files: SourceFiles) {
  if (line === undefined) return {};
  return { ...placeOf(line.at, files), via: line.via.map(span => placeOf(span, files)) };
}

function placeOf({ file, start }: Span, files: SourceFiles) {
  const position = files.get(file)?.lines.at(start);
  return { file, sourceLine: position?.line, column: position?.column };
}

function chainOf({ at, via }: SourceLine, files: SourceFiles): string {
  return [at, ...via.toReversed()].map(span => originOf(span, files)).join(' < ');
}

function originOf({ file, start }: Span, files: SourceFiles): string {
  return `${file}:${files.get(file)?.lines.at(start).line ?? 0}`;
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
