import { readBlockScalar, readPlain, readQuoted } from './scalars.ts';
import { endsFlowWord, endsWord, isBreak, type Kind, type Token, token, Walker } from './walker.ts';

type SimpleKey = { isPossible: boolean; isRequired: boolean; token: number; start: number; line: number };

/** Turns a text into tokens. */
export class Scanner extends Walker {
  readonly queue: Token[] = [];
  taken = 0;
  indent = -1;
  indents: number[] = [];
  flowLevel = 0;
  keyAllowed = true;
  keys: SimpleKey[] = [{ isPossible: false, isRequired: false, token: 0, start: 0, line: 0 }];
  /** Whether the last token was a quoted scalar or a closing bracket, which `:` may touch within a flow collection. */
  adjacentAt = -1;

  peek(): Token {
    while (this.needsMore()) this.fetch();
    const head = this.queue[0];
    if (head === undefined) throw new Error('A token was fetched.');
    return head;
  }

  take(): Token {
    const head = this.peek();
    this.queue.shift();
    this.taken++;
    return head;
  }

  needsMore(): boolean {
    if (this.queue.length === 0) return true;
    this.dropStaleKeys();
    return this.keys.some(key => key.isPossible && key.token === this.taken);
  }

  dropStaleKeys(): void {
    for (const key of this.keys) {
      if (!key.isPossible || (key.line === this.line && key.start + 1024 >= this.pos)) continue;
      if (key.isRequired) this.fail('yaml.simple-key');
      key.isPossible = false;
    }
  }

  get key(): SimpleKey {
    const key = this.keys.at(-1);
    if (key === undefined) throw new Error('Each flow level has a key.');
    return key;
  }

  saveKey(): void {
    if (!this.keyAllowed) return;
    const isRequired = this.flowLevel === 0 && this.indent === this.column;
    this.removeKey();
    const token = this.taken + this.queue.length;
    this.keys[this.keys.length - 1] = { isPossible: true, isRequired, token, start: this.pos, line: this.line };
  }

  removeKey(): void {
    if (this.key.isPossible && this.key.isRequired) this.fail('yaml.simple-key', this.key.start);
    this.key.isPossible = false;
  }

  roll(column: number, kind: Kind, start: number, index = this.queue.length): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    this.queue.splice(index, 0, token(kind, start, start));
  }

  unroll(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.queue.push(token('blockEnd', this.pos, this.pos));
      this.indent = this.indents.pop() ?? -1;
    }
  }

  skipToToken(): void {
    for (;;) {
      while (this.c() === ' ' || (this.c() === '\t' && (this.flowLevel > 0 || !this.keyAllowed))) this.skip();
      if (this.c() === '#') this.skipToBreak();
      if (!isBreak(this.c())) return;
      this.skipLine();
      if (this.flowLevel === 0) this.keyAllowed = true;
    }
  }

  push(kind: Kind, length: number): void {
    const start = this.pos;
    this.skip(length);
    this.queue.push(token(kind, start, this.pos));
  }

  fetch(): void {
    this.skipToToken();
    this.dropStaleKeys();
    this.unroll(this.column);
    const c = this.c();
    if (c === '') this.fetchEnd();
    else if (this.column === 0 && c === '%') this.fetchDirective();
    else if (this.atDocumentIndicator()) this.fetchDocumentIndicator(c);
    else if (c === '[' || c === '{') this.fetchFlowStart(c);
    else if (c === ']' || c === '}') this.fetchFlowEnd(c);
    else if (c === ',') this.fetchFlowEntry();
    else if (c === '-' && endsWord(this.c(1))) this.fetchEntry();
    else if (c === '?' && this.endsIndicator()) this.fetchKey();
    else if (c === ':' && (this.endsIndicator() || this.isAdjacentValue())) this.fetchValue();
    else if (c === '*' || c === '&') this.fetchAnchor();
    else if ((c === '|' || c === '>') && this.flowLevel === 0) this.fetchBlockScalar();
    else if (c === "'" || c === '"') this.fetchQuoted(c);
    else if (this.startsPlain(c)) this.fetchPlain();
    else this.fail('yaml.token', this.pos, this.pos + 1);
  }

  startsPlain(c: string): boolean {
    if ('-?:'.includes(c)) return !endsWord(this.c(1));
    return !endsWord(c) && !',[]{}#&*!|>\'"%@`'.includes(c);
  }

  endsIndicator(): boolean {
    return (this.flowLevel > 0 ? endsFlowWord : endsWord)(this.c(1));
  }

  isAdjacentValue(): boolean {
    return this.flowLevel > 0 && this.adjacentAt === this.pos && this.key.isPossible;
  }

  fetchEnd(): void {
    // As if the last line was ended: what began there can be a key no more.
    if (this.column > 0) this.line++;
    this.unroll(-1);
    this.removeKey();
    this.keyAllowed = false;
    this.queue.push(token('streamEnd', this.pos, this.pos));
  }

  /** Directives have tests of their own; here each is one token. */
  fetchDirective(): void {
    this.unroll(-1);
    this.removeKey();
    this.keyAllowed = false;
    this.push('directive', this.cursor.lineEnd(this.pos) - this.pos);
  }

  fetchDocumentIndicator(c: string): void {
    this.unroll(-1);
    this.removeKey();
    this.keyAllowed = false;
    this.push(c === '-' ? 'documentStart' : 'documentEnd', 3);
  }

  fetchFlowStart(c: '[' | '{'): void {
    this.saveKey();
    this.keys.push({ isPossible: false, isRequired: false, token: 0, start: 0, line: 0 });
    this.flowLevel++;
    this.keyAllowed = true;
    this.push(c, 1);
  }

  fetchFlowEnd(c: ']' | '}'): void {
    this.removeKey();
    if (this.flowLevel > 0) {
      this.flowLevel--;
      this.keys.pop();
    }
    this.keyAllowed = false;
    this.push(c, 1);
    this.adjacentAt = this.pos;
  }

  fetchFlowEntry(): void {
    this.removeKey();
    this.keyAllowed = true;
    this.push(',', 1);
  }

  fetchEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) this.fail('yaml.sequence-entry');
      this.roll(this.column, 'blockSequence', this.pos);
    }
    this.removeKey();
    this.keyAllowed = true;
    this.push('entry', 1);
  }

  fetchKey(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) this.fail('yaml.mapping-key');
      this.roll(this.column, 'blockMapping', this.pos);
    }
    this.removeKey();
    this.keyAllowed = this.flowLevel === 0;
    this.push('key', 1);
  }

  fetchValue(): void {
    const { key } = this;
    if (key.isPossible) {
      const index = key.token - this.taken;
      this.queue.splice(index, 0, token('key', key.start, key.start));
      this.roll(key.start - (this.pos - this.column), 'blockMapping', key.start, index);
      key.isPossible = false;
      this.keyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.keyAllowed) this.fail('yaml.mapping-value');
        this.roll(this.column, 'blockMapping', this.pos);
      }
      this.keyAllowed = this.flowLevel === 0;
    }
    this.push('value', 1);
  }

  fetchAnchor(): void {
    this.saveKey();
    this.keyAllowed = false;
    const start = this.pos;
    this.skip();
    while (/[\w-]/.test(this.c())) this.skip();
    const name = this.text.slice(start + 1, this.pos);
    if (name === '' || !(endsWord(this.c()) || '?:,]}%@`'.includes(this.c()))) {
      this.fail('yaml.anchor-name', start, this.pos);
    }
    this.queue.push({ ...token('anchor', start, this.pos), value: name });
  }

  fetchBlockScalar(): void {
    this.removeKey();
    this.keyAllowed = true;
    this.queue.push(readBlockScalar(this, this.indent));
  }

  fetchQuoted(quote: string): void {
    this.saveKey();
    this.keyAllowed = false;
    this.queue.push(readQuoted(this, quote));
    this.adjacentAt = this.pos;
  }

  fetchPlain(): void {
    this.saveKey();
    const inFlow = this.flowLevel > 0;
    const read = readPlain(this, inFlow ? undefined : this.indent, () => this.endsPlain(inFlow));
    this.keyAllowed = [...this.text.slice(read.end, this.pos)].some(isBreak);
    this.queue.push(read);
  }

  endsPlain(inFlow: boolean): boolean {
    if (this.c() === ':') return this.endsIndicator();
    return inFlow && ',[]{}'.includes(this.c());
  }
}
