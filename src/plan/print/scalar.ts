import type { ExpandedStyle } from '../../template/expanded.ts';
import { analyse } from './scalar-analysis.ts';

type PrintStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** A scalar as text: one line, or a block's header and its lines, which the printer indents. */
export type PrintedScalar = { readonly head: string; readonly lines: readonly string[] };

const noLines: readonly string[] = [];

/** The longest key that stands before a plain `:`, in characters. */
export const longestSimpleKey = 1024;

/** Writes a value. What came from an expression is written plain or folded if it can be; what was authored keeps its style. */
export function printValue(text: string, style: ExpandedStyle): PrintedScalar {
  const chosen = chooseStyle(text, style, false);
  if (chosen === 'literal') return { head: `|${blockHints(text)}`, lines: literalLines(text) };
  if (chosen === 'folded') return { head: `>${blockHints(text)}`, lines: foldedLines(text) };
  if (chosen === 'single') return singleQuoted(text);
  return { head: chosen === 'double' ? doubleQuoted(text) : text, lines: noLines };
}

/** Writes a key, which is always one line. */
export function printKey(text: string, style: ExpandedStyle): string {
  const chosen = chooseStyle(text, style, true);
  if (chosen === 'single') return `'${text.replaceAll("'", "''")}'`;
  return chosen === 'double' ? doubleQuoted(text) : text;
}

function chooseStyle(text: string, wanted: ExpandedStyle, isKey: boolean): PrintStyle {
  const analysis = analyse(text);
  let style: PrintStyle = wanted === 'computed' ? computedStyle(analysis.isMultiline) : wanted;
  if (isKey && analysis.isMultiline) return 'double';
  if (style === 'plain') {
    // The service quotes computed numbers below one, and no others.
    const isPlain = analysis.allowsPlain && !(wanted === 'computed' && text.startsWith('0.'));
    style = isPlain ? 'plain' : 'single';
  }
  if (style === 'single' && !analysis.allowsSingleQuoted) return 'double';
  if ((style === 'literal' || style === 'folded') && (isKey || !analysis.allowsBlock)) return 'double';
  return style;
}

function computedStyle(isMultiline: boolean): PrintStyle {
  return isMultiline ? 'folded' : 'plain';
}

/** What follows `|` or `>`: the indentation where the text itself starts with space, and what becomes of the last line breaks. */
function blockHints(text: string): string {
  const indentation = /^[ \n]/.test(text) ? '2' : '';
  if (!text.endsWith('\n')) return `${indentation}-`;
  return text.endsWith('\n\n') ? `${indentation}+` : indentation;
}

function literalLines(text: string): readonly string[] {
  const lines = text.split(/\r\n|\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** In a folded block a line break between two lines of text is written twice, because one alone reads as a space. */
function foldedLines(text: string): readonly string[] {
  const source = literalLines(text);
  return source.flatMap((line, index) => {
    const isText = line !== '' && !startsBlank(line);
    return isText && nextTextStartsPlain(source, index) ? [line, ''] : [line];
  });
}

function nextTextStartsPlain(source: readonly string[], index: number): boolean {
  let next = index + 1;
  while (next < source.length && source[next] === '') next += 1;
  const line = source[next];
  return line !== undefined && !startsBlank(line);
}

function startsBlank(line: string): boolean {
  return line.startsWith(' ') || line.startsWith('\t');
}

/** A line break within single quotes is written twice as well; the lines after the first stand indented. */
function singleQuoted(text: string): PrintedScalar {
  const escaped = text.replaceAll("'", "''");
  if (!escaped.includes('\n')) return { head: `'${escaped}'`, lines: noLines };
  const lines = `${escaped}'`.replace(/\n+/g, run => `\n${run}`).split('\n');
  return { head: `'${lines[0] ?? ''}`, lines: lines.slice(1) };
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u2028': 'L',
  '\u2029': 'P',
};

const needsEscape =
  /[\ud800-\udbff][\udc00-\udfff]|[^\t\x20\x21\x23-\x5b\x5d-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufffd]/g;

function doubleQuoted(text: string): string {
  return `"${text.replace(needsEscape, escapeOf)}"`;
}

function escapeOf(character: string): string {
  const short = escapes[character];
  if (short !== undefined) return `\\${short}`;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
