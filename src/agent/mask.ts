import { addedSecrets } from '../base/limits.ts';
import { type ByteText, fromByteText, toByteText } from './log/byte-text.ts';
import { secretForms } from './log/secret-forms.ts';
import { type Range, SecretSearch } from './log/secret-search.ts';

/** The password of `//user:password@host`. */
const addressPassword = /(?<=\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g;

/**
 * Hides secrets: every spelling of every secret becomes `***`, and spellings that overlap or touch become one. A secret of several lines is
 * hidden where the text holds all of it, which takes its line ends with it; lines of it that stand alone are not secrets.
 */
export class Masker {
  readonly #minimumLength: number;
  readonly #secrets = new Set<string>();
  readonly #search = new SecretSearch();
  readonly #patterns: RegExp[] = [];
  readonly #multiLine = new Set<ByteText>();
  #longest = 0;

  /** Secrets shorter than `minimumLength` characters are left visible; default 0. */
  constructor(minimumLength = 0) {
    this.#minimumLength = minimumLength;
  }

  /** Hides a text from now on, in all its spellings. Safe to repeat. */
  add(secret: string): void {
    if (secret.length < this.#minimumLength || this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    for (const form of secretForms(secret)) {
      const bytes = toByteText(form);
      this.#search.add(bytes);
      if (bytes.includes('\n')) this.#multiLine.add(bytes);
      this.#longest = Math.max(this.#longest, bytes.length);
    }
  }

  /** Whether there are so many secrets already that a step may add no more (`addedSecrets`). */
  get isFull(): boolean {
    return this.#secrets.size >= addedSecrets;
  }

  /** Hides what a regular expression matches. Throws when it is none: what it should hide would be shown. */
  addPattern(source: string): void {
    try {
      this.#patterns.push(new RegExp(toByteText(source), 'g'));
    } catch {
      // The pattern itself may tell a secret, and the error quotes it.
      throw new Error('A mask of the job is not a regular expression that this agent can read.');
    }
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
    const found = this.#find(text);
    if (found.length === 0) return text;
    let masked = '';
    let from = 0;
    for (const { start, end } of merge(found)) {
      masked += `${text.slice(from, start)}***`;
      from = end;
    }
    return masked + text.slice(from);
  }

  /** Where the beginning of a secret of several lines may stand at the end of a text of whole lines; the text's end when there is none. */
  holdFrom(text: ByteText): number {
    let hold = text.length;
    for (const form of this.#multiLine) hold = Math.min(hold, text.length - beginningAtEnd(form, text));
    return hold;
  }

  /** The last place at or before `at` where the text can be cut without cutting a secret in two. */
  cutBefore(text: ByteText, at: number): number {
    let cut = at;
    for (const { start, end } of this.#find(text).sort((a, b) => b.start - a.start)) {
      if (start < cut && cut < end) cut = start;
    }
    return cut;
  }

  #find(text: ByteText): Range[] {
    const found: Range[] = [];
    this.#search.find(text, found);
    for (const pattern of this.#patterns) collect(pattern, text, found);
    if (text.includes('@') && text.includes('//')) collect(addressPassword, text, found);
    return found;
  }
}

/** How much of the end of `text`, which is whole lines, is the beginning of a form of several lines, but not all of it. */
function beginningAtEnd(form: ByteText, text: ByteText): number {
  for (let at = form.lastIndexOf('\n', form.length - 2); at > 0; at = form.lastIndexOf('\n', at - 1)) {
    if (text.endsWith(form.slice(0, at + 1))) return at + 1;
  }
  return 0;
}

function collect(regex: RegExp, text: ByteText, found: Range[]): void {
  regex.lastIndex = 0;
  for (let match = regex.exec(text); match !== null; match = regex.exec(text)) {
    const end = match.index + match[0].length;
    if (end > match.index) found.push({ start: match.index, end });
    else regex.lastIndex += 1;
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
