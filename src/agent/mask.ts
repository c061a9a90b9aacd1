import { type ByteText, fromByteText, toByteText } from './log/byte-text.ts';
import { secretForms } from './log/secret-forms.ts';

type Range = { readonly start: number; end: number };

/** The password of `//user:password@host`. */
const addressPassword = /(?<=\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g;

/**
 * Hides secrets: every spelling of every secret becomes `***`, and spellings that overlap or touch become one.
 * One regular expression of all spellings, longest first, runs over the text; from each match the search goes on one character further,
 * so that every place where a secret starts is met. A secret of several lines is hidden where the text holds all of it, which takes its
 * line ends with it; lines of it that stand alone are not secrets.
 */
export class Masker {
  readonly #secrets = new Set<string>();
  readonly #forms = new Set<ByteText>();
  readonly #patterns: RegExp[] = [];
  readonly #minimumLength: number;
  #multiLine: readonly ByteText[] = [];
  #regex: RegExp | undefined;
  #longest = 0;

  /** Secrets shorter than `minimumLength` characters are left visible; default 0. */
  constructor(minimumLength = 0) {
    this.#minimumLength = minimumLength;
  }

  /** Hides a text from now on, in all its spellings. Safe to repeat. */
  add(secret: string): void {
    if (secret.length < this.#minimumLength || this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    const before = this.#forms.size;
    for (const form of secretForms(secret)) this.#forms.add(toByteText(form));
    if (this.#forms.size === before) return;
    const sorted = [...this.#forms].sort((a, b) => b.length - a.length);
    this.#longest = sorted[0]?.length ?? 0;
    this.#multiLine = sorted.filter(form => form.includes('\n'));
    this.#regex = new RegExp(sorted.map(escapeForRegex).join('|'), 'g');
  }

  /** Hides what a regular expression matches. Throws a `SyntaxError` when it is none. */
  addPattern(source: string): void {
    this.#patterns.push(new RegExp(toByteText(source), 'g'));
  }

  /** Length of the longest spelling in bytes. */
  get longestBytes(): number {
    return this.#longest;
  }

  /** Hides the secrets of a text. */
  mask(text: string): string {
    return fromByteText(this.maskBytes(toByteText(text)));
  }

  /** Hides the secrets of a byte text. The very same text comes back when there are none. */
  maskBytes(text: ByteText): ByteText {
    const ranges = merge(this.#find(text));
    if (ranges.length === 0) return text;
    let masked = '';
    let from = 0;
    for (const { start, end } of ranges) {
      masked += `${text.slice(from, start)}***`;
      from = end;
    }
    return masked + text.slice(from);
  }

  /** Where the text could end in the beginning of a secret of several lines: what comes before may be shown. `text` is whole lines. */
  holdFrom(text: ByteText): number {
    let hold = text.length;
    for (const form of this.#multiLine) {
      for (let end = form.lastIndexOf('\n', form.length - 2); end !== -1; end = form.lastIndexOf('\n', end - 1)) {
        if (text.endsWith(form.slice(0, end + 1))) {
          hold = Math.min(hold, text.length - end - 1);
          break;
        }
        if (end === 0) break;
      }
    }
    return hold;
  }

  /** The last place at or before `at` where the text can be cut without cutting a secret in two, or `at` when there is none. */
  cutBefore(text: ByteText, at: number): number {
    const found = this.#find(text).sort((a, b) => b.start - a.start);
    let cut = at;
    for (const { start, end } of found) if (start < cut && cut < end) cut = start;
    return cut === 0 ? at : cut;
  }

  #find(text: ByteText): Range[] {
    const found: Range[] = [];
    if (this.#regex !== undefined) collect(this.#regex, text, found, true);
    for (const pattern of this.#patterns) collect(pattern, text, found, false);
    if (text.includes('@') && text.includes('//')) collect(addressPassword, text, found, false);
    return found;
  }
}

/** A regular expression of a mask hint may match long stretches: there the search goes on behind the match, for it must stay linear. */
function collect(regex: RegExp, text: ByteText, found: Range[], overlapping: boolean): void {
  regex.lastIndex = 0;
  for (let match = regex.exec(text); match !== null; match = regex.exec(text)) {
    const end = match.index + match[0].length;
    if (end > match.index) found.push({ start: match.index, end });
    regex.lastIndex = overlapping ? match.index + 1 : Math.max(end, match.index + 1);
  }
}

function merge(ranges: Range[]): readonly Range[] {
  const merged: Range[] = [];
  for (const { start, end } of ranges.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

function escapeForRegex(text: string): string {
  return text
    .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
}
