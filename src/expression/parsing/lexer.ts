import type { Version } from '../value.ts';
import { literalNumber } from '../values/numbers.ts';
import { textVersion } from '../values/versions.ts';
import { isDigit, isName, isWhiteSpace } from './characters.ts';

type Symbol = '(' | ')' | '[' | ']' | ',' | '.' | '*';

/**
 * `word` is everything that is nothing else, `==` too: whether it means something is the parser's question. `malformed` starts like a
 * number or a text and is none.
 */
export type Token = { readonly start: number; readonly end: number } & (
  | { readonly kind: Symbol }
  | { readonly kind: 'property' | 'word' | 'malformed' }
  | { readonly kind: 'literal'; readonly value: boolean | number | string | Version }
);

/** Cuts an expression into tokens, each on demand. What a dot or a word is depends on the token before it. */
export class Lexer {
  readonly #text: string;
  #at = 0;
  #last: Token | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next token, `undefined` at the end. */
  next(): Token | undefined {
    this.#skipSpace();
    if (this.#at >= this.#text.length) return undefined;
    this.#last = this.#read();
    this.#at = this.#last.end;
    return this.#last;
  }

  /** Whether the next token is an opening parenthesis. */
  parenthesisFollows(): boolean {
    this.#skipSpace();
    return this.#text[this.#at] === '(';
  }

  #skipSpace(): void {
    while (this.#at < this.#text.length && isWhiteSpace(this.#text.charCodeAt(this.#at))) this.#at++;
  }

  #read(): Token {
    const start = this.#at;
    const character = this.#text.charAt(start);
    switch (character) {
      case '(':
      case ')':
      case '[':
      case ']':
      case ',':
      case '*':
        return { kind: character, start, end: start + 1 };
      case "'":
        return this.#readText(start);
      case '.':
        return startsOperand(this.#last) ? this.#readNumber(start) : { kind: '.', start, end: start + 1 };
      default:
        return character === '-' || isDigit(character.charCodeAt(0)) ? this.#readNumber(start) : this.#readWord(start);
    }
  }

  #readNumber(start: number): Token {
    let end = start;
    let points = 0;
    while (end < this.#text.length) {
      const isPoint = this.#text[end] === '.';
      if (!isPoint && this.#isBoundary(end)) break;
      if (isPoint) points++;
      end++;
    }
    const raw = this.#text.slice(start, end);
    const value = points < 2 ? literalNumber(raw) : textVersion(raw);
    return value === undefined ? { kind: 'malformed', start, end } : { kind: 'literal', value, start, end };
  }

  #readText(start: number): Token {
    let end = this.#text.indexOf("'", start + 1);
    while (end !== -1 && this.#text[end + 1] === "'") end = this.#text.indexOf("'", end + 2);
    if (end === -1) return { kind: 'malformed', start, end: this.#text.length };
    const value = this.#text.slice(start + 1, end).replaceAll("''", "'");
    return { kind: 'literal', value, start, end: end + 1 };
  }

  #readWord(start: number): Token {
    let end = start + 1;
    while (end < this.#text.length && !this.#isBoundary(end)) end++;
    const raw = this.#text.slice(start, end);
    if (this.#last?.kind === '.') return { kind: isName(raw) ? 'property' : 'word', start, end };
    if (raw.length <= 5) {
      const lowered = raw.toLowerCase();
      if (lowered === 'true' || lowered === 'false') return { kind: 'literal', value: lowered === 'true', start, end };
    }
    return { kind: 'word', start, end };
  }

  #isBoundary(at: number): boolean {
    switch (this.#text[at]) {
      case '(':
      case ')':
      case '[':
      case ']':
      case ',':
      case '.':
        return true;
      default:
        return isWhiteSpace(this.#text.charCodeAt(at));
    }
  }
}

/** Whether a value may come after this token: at the start, and after `(`, `[` and `,`. */
export function startsOperand(last: Token | undefined): boolean {
  return last === undefined || last.kind === '(' || last.kind === '[' || last.kind === ',';
}
