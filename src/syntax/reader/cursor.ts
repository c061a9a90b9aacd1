import { byteOrderMark, carriageReturn, dash, dot, endsWord, hash, isBreak, lineFeed, space, tab } from './chars.ts';

/** The place in the text where the reader stands, and the moves that every part of it needs. */
export class Cursor {
  readonly file: string;
  readonly text: string;
  /** Offset behind the last character. */
  readonly end: number;
  /** Offset of the next character to be read. */
  pos: number;
  /** Offset at which the line of `pos` starts; a column is the distance from it. */
  lineStart: number;
  /**
   * Whether a key or `-` may begin here: at the start of a line and behind another indicator, but not behind `key:` or a value
   * on the same line. Has no meaning within `[ ]` and `{ }`.
   */
  keyAllowed = true;
  /** How many collections are open. */
  depth = 0;
  /** The handles that `%TAG` lines declared. */
  readonly tagHandles = new Set<string>();
  readonly #lineFeedOnly: boolean;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    this.end = text.length;
    this.pos = text.charCodeAt(0) === byteOrderMark ? 1 : 0;
    this.lineStart = this.pos;
    this.#lineFeedOnly = !['\r', '\x85', '\u2028', '\u2029', '\0'].some(c => text.includes(c));
  }

  get column(): number {
    return this.pos - this.lineStart;
  }

  /** The character at an offset, 0 beyond the end. */
  at(offset: number): number {
    return offset < this.end ? this.text.charCodeAt(offset) : 0;
  }

  /** Moves to the next token outside of flow collections, over blanks, comments and line breaks. */
  skipToToken(): void {
    for (;;) {
      let c = this.at(this.pos);
      // Where a key may begin, a tab would be indentation, and is no token either.
      while (c === space || (c === tab && !this.keyAllowed)) c = this.at(++this.pos);
      if (c === hash) {
        this.pos = this.lineEnd(this.pos);
        c = this.at(this.pos);
      }
      if (!isBreak(c)) return;
      this.skipBreak();
      this.keyAllowed = true;
    }
  }

  /** Moves to the next token within a flow collection. */
  skipInFlow(): void {
    for (;;) {
      let c = this.at(this.pos);
      while (c === space || c === tab) c = this.at(++this.pos);
      if (c === hash) {
        this.pos = this.lineEnd(this.pos);
        c = this.at(this.pos);
      }
      if (!isBreak(c)) return;
      this.skipBreak();
    }
  }

  /** Moves behind the line break at the cursor. */
  skipBreak(): void {
    const isPair = this.at(this.pos) === carriageReturn && this.at(this.pos + 1) === lineFeed;
    this.pos += isPair ? 2 : 1;
    this.lineStart = this.pos;
  }

  /** Offset of the line break (or NUL, or end) that ends the line of `from`. */
  lineEnd(from: number): number {
    if (this.#lineFeedOnly) {
      const found = this.text.indexOf('\n', from);
      return found === -1 ? this.end : found;
    }
    let offset = from;
    for (let c = this.at(offset); c !== 0 && !isBreak(c); c = this.at(offset)) offset++;
    return offset;
  }

  /** Whether `---` or `...` stands here, alone at the start of its line. */
  atDocumentMarker(): boolean {
    const c = this.at(this.pos);
    return (
      (c === dash || c === dot) &&
      this.pos === this.lineStart &&
      this.at(this.pos + 1) === c &&
      this.at(this.pos + 2) === c &&
      endsWord(this.at(this.pos + 3))
    );
  }
}
