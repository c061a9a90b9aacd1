import { Cursor } from '../../../src/syntax/reader/cursor.ts';
import { fail } from '../../../src/syntax/reader/failure.ts';
import type { FailureCode } from '../../../src/syntax/reader/wording.ts';
import type { ScalarStyle } from '../../../src/syntax/tree.ts';

export type Kind =
  | 'directive'
  | 'documentStart'
  | 'documentEnd'
  | 'streamEnd'
  | 'blockSequence'
  | 'blockMapping'
  | 'blockEnd'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  | 'entry'
  | 'key'
  | 'value'
  | 'anchor'
  | 'scalar';
export type Token = { kind: Kind; start: number; end: number; value: string; style: ScalarStyle };

export function token(kind: Kind, start: number, end: number): Token {
  return { kind, start, end, value: '', style: 'plain' };
}

const breaks = '\n\r\x85\u2028\u2029';

export const isBreak = (c: string): boolean => c !== '' && breaks.includes(c);
export const isBlank = (c: string): boolean => c === ' ' || c === '\t';
export const isEnd = (c: string): boolean => c === '' || c === '\0';
export const endsWord = (c: string): boolean => isEnd(c) || isBlank(c) || isBreak(c);
export const endsFlowWord = (c: string): boolean => endsWord(c) || ',[]{}'.includes(c);

/** A place in a text that moves character by character. */
export class Walker {
  readonly cursor: Cursor;
  readonly text: string;
  pos = 0;
  line = 0;
  column = 0;

  constructor(text: string) {
    this.text = text;
    this.cursor = new Cursor('/f.yml', text);
  }

  fail(code: FailureCode, start = this.pos, end = start): never {
    return fail(this.cursor, code, start, end);
  }

  c(ahead = 0): string {
    return this.text[this.pos + ahead] ?? '';
  }

  skip(count = 1): void {
    this.pos += count;
    this.column += count;
  }

  skipLine(): string {
    const c = this.c();
    this.pos += c === '\r' && this.c(1) === '\n' ? 2 : 1;
    this.line++;
    this.column = 0;
    return c === '\u2028' || c === '\u2029' ? c : '\n';
  }

  atDocumentIndicator(mark = this.c()): boolean {
    const isMark = mark === '-' || mark === '.';
    return isMark && this.column === 0 && this.text.startsWith(mark.repeat(3), this.pos) && endsWord(this.c(3));
  }

  skipToBreak(): void {
    while (!isEnd(this.c()) && !isBreak(this.c())) this.skip();
  }
}
