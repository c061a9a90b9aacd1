import { yamlDepth } from '../../src/base/limits.ts';
import { Cursor } from '../../src/syntax/reader/cursor.ts';
import { fail, failAnchor } from '../../src/syntax/reader/failure.ts';
import type { FailureCode } from '../../src/syntax/reader/wording.ts';
import type { MappingEntry, ScalarNode, ScalarStyle, YamlNode } from '../../src/syntax/tree.ts';

/*
 * A witness for the reader: the same language read the way the service's library goes about it, as a scanner that queues tokens
 * and puts `key` before a token that has been queued already, and a parser over them. It is slow and plain on purpose. Where it
 * and the reader agree, the reader's shortcuts have not changed what is read nor which error is found first.
 * It knows neither tags nor directives.
 */

type Kind =
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
type Token = { kind: Kind; start: number; end: number; value: string; style: ScalarStyle };
type SimpleKey = { isPossible: boolean; isRequired: boolean; token: number; start: number; line: number };

const breaks = '\n\r\x85\u2028\u2029';
const isBreak = (c: string): boolean => c !== '' && breaks.includes(c);
const isBlank = (c: string): boolean => c === ' ' || c === '\t';
const endsWord = (c: string): boolean => c === '' || c === '\0' || isBlank(c) || isBreak(c);
const endsFlowWord = (c: string): boolean => endsWord(c) || ',[]{}'.includes(c);

const simpleEscapes = new Map(
  [...'0abt\tnvfre "/\\N_LP'].map((c, i) => [c, '\0\x07\b\t\t\n\v\f\r\x1b "/\\\x85\xa0\u2028\u2029'[i]]),
);

class Scanner {
  readonly cursor: Cursor;
  readonly text: string;
  readonly queue: Token[] = [];
  pos = 0;
  line = 0;
  column = 0;
  taken = 0;
  indent = -1;
  indents: number[] = [];
  flowLevel = 0;
  keyAllowed = true;
  keys: SimpleKey[] = [{ isPossible: false, isRequired: false, token: 0, start: 0, line: 0 }];
  /** Whether the last token was a quoted scalar or a closing bracket, which `:` may touch within a flow collection. */
  adjacentAt = -1;

  constructor(text: string) {
    this.text = text;
    this.cursor = new Cursor('/f.yml', text);
  }

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
      if (this.c() === '#') while (this.c() !== '' && this.c() !== '\0' && !isBreak(this.c())) this.skip();
      if (!isBreak(this.c())) return;
      this.skipLine();
      if (this.flowLevel === 0) this.keyAllowed = true;
    }
  }

  atDocumentIndicator(mark = this.c()): boolean {
    const isMark = mark === '-' || mark === '.';
    return isMark && this.column === 0 && this.text.startsWith(mark.repeat(3), this.pos) && endsWord(this.c(3));
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
    const start = this.pos;
    const isLiteral = this.c() === '|';
    const { chomp, increment } = this.blockHeader(start);
    let end = this.pos;
    while (isBlank(this.c())) this.skip();
    if (this.c() === '#') this.skip(this.cursor.lineEnd(this.pos) - this.pos);
    if (isBreak(this.c())) this.skipLine();
    else if (this.c() !== '' && this.c() !== '\0') this.fail('yaml.block-header', start, this.pos);
    let indent = increment === 0 ? 0 : Math.max(this.indent, 0) + increment;
    let value = '';
    let leading = '';
    let wasBlank = false;
    let found = this.blockBreaks(indent, start);
    indent = found.indent;
    while (this.column === indent && this.c() !== '' && this.c() !== '\0') {
      const blank = isBlank(this.c());
      if (!isLiteral && leading === '\n' && !wasBlank && !blank) value += found.breaks === '' ? ' ' : '';
      else value += leading;
      value += found.breaks;
      wasBlank = blank;
      while (this.c() !== '' && this.c() !== '\0' && !isBreak(this.c())) {
        value += this.c();
        this.skip();
      }
      end = this.pos;
      leading = isBreak(this.c()) ? this.skipLine() : '';
      found = this.blockBreaks(indent, start);
    }
    if (chomp !== '-') value += leading;
    if (chomp === '+') value += found.breaks;
    this.queue.push({ kind: 'scalar', start, end, value, style: isLiteral ? 'literal' : 'folded' });
  }

  blockHeader(start: number): { chomp: string; increment: number } {
    this.skip();
    const header = /^([+-]?)(\d?)([+-]?)/.exec(this.text.slice(this.pos, this.pos + 3));
    const [, before = '', digit = '', after = ''] = header ?? [];
    const chomp = before || (digit === '' ? '' : after);
    if (digit === '0') this.fail('yaml.block-indicator', start, this.pos + before.length);
    this.skip(digit.length + chomp.length);
    return { chomp, increment: Number(digit) };
  }

  blockBreaks(indent: number, start: number): { indent: number; breaks: string } {
    let found = '';
    let deepest = 0;
    for (;;) {
      while ((indent === 0 || this.column < indent) && this.c() === ' ') this.skip();
      deepest = Math.max(deepest, this.column);
      if ((indent === 0 || this.column < indent) && this.c() === '\t') this.fail('yaml.block-tab', start, this.pos);
      if (!isBreak(this.c())) break;
      found += this.skipLine();
    }
    return { indent: indent === 0 ? Math.max(deepest, this.indent + 1, 1) : indent, breaks: found };
  }

  fetchQuoted(quote: string): void {
    this.saveKey();
    this.keyAllowed = false;
    const start = this.pos;
    let value = '';
    this.skip();
    for (;;) {
      if (this.atDocumentIndicator()) this.fail('yaml.quoted-document', start, this.pos);
      if (this.c() === '' || this.c() === '\0') this.fail('yaml.quoted-end', start, this.pos);
      let hasBreak = false;
      while (!endsWord(this.c())) {
        if (quote === "'" && this.c() === "'" && this.c(1) === "'") {
          value += "'";
          this.skip(2);
        } else if (this.c() === quote) break;
        else if (quote === '"' && this.c() === '\\' && isBreak(this.c(1))) {
          this.skip();
          this.skipLine();
          hasBreak = true;
          break;
        } else if (quote === '"' && this.c() === '\\') {
          value += this.escape(start);
        } else {
          value += this.c();
          this.skip();
        }
      }
      if (this.c() === quote) break;
      value += this.folded(hasBreak, () => undefined);
    }
    this.skip();
    this.adjacentAt = this.pos;
    this.queue.push({ kind: 'scalar', start, end: this.pos, value, style: quote === "'" ? 'single' : 'double' });
  }

  escape(start: number): string {
    const length = { x: 2, u: 4 }[this.c(1)] ?? 0;
    const digits = this.text.slice(this.pos + 2, this.pos + 2 + length);
    if (!/^[0-9a-f]*$/i.test(digits) || digits.length < length) this.fail('yaml.escape-digits', start, this.pos + 2);
    const value = length > 0 ? String.fromCharCode(Number.parseInt(digits, 16)) : simpleEscapes.get(this.c(1));
    if (value === undefined) return this.fail('yaml.escape', start, this.pos);
    this.skip(2 + length);
    return value;
  }

  /** The blanks and breaks at the cursor as they count within a scalar. */
  folded(hasBreak: boolean, onTab: (isIndented: boolean) => void): string {
    let blanks = '';
    let first = '';
    let others = '';
    let isFolding = hasBreak;
    while (isBlank(this.c()) || isBreak(this.c())) {
      if (isBlank(this.c())) {
        if (isFolding && this.c() === '\t') onTab(isFolding);
        if (!isFolding) blanks += this.c();
        this.skip();
      } else if (isFolding) others += this.skipLine();
      else {
        first = this.skipLine();
        isFolding = true;
      }
    }
    if (!isFolding) return blanks;
    return first === '\n' ? others || ' ' : first + others;
  }

  fetchPlain(): void {
    this.saveKey();
    this.keyAllowed = false;
    const start = this.pos;
    const inFlow = this.flowLevel > 0;
    const least = this.indent + 1;
    let end = start;
    let value = '';
    let between = '';
    let startLine = this.line;
    for (;;) {
      if (this.atDocumentIndicator() || this.c() === '#') break;
      const from = this.pos;
      while (!endsWord(this.c()) && !this.endsPlain(inFlow)) this.skip();
      if (this.pos > from) {
        value += between + this.text.slice(from, this.pos);
        end = this.pos;
        startLine = this.line;
      }
      if (!isBlank(this.c()) && !isBreak(this.c())) break;
      between = this.folded(false, () => {
        if (this.column < least) this.fail('yaml.plain-tab', start, this.pos);
      });
      if (!inFlow && this.column < least) break;
    }
    if (this.line !== startLine) this.keyAllowed = true;
    this.queue.push({ kind: 'scalar', start, end, value, style: 'plain' });
  }

  endsPlain(inFlow: boolean): boolean {
    if (this.c() === ':') return this.endsIndicator();
    return inFlow && ',[]{}'.includes(this.c());
  }
}

function token(kind: Kind, start: number, end: number): Token {
  return { kind, start, end, value: '', style: 'plain' };
}

class Parser {
  readonly #scanner: Scanner;
  #depth = 0;

  constructor(text: string) {
    this.#scanner = new Scanner(text);
  }

  document(): YamlNode {
    if (this.#at('streamEnd')) this.#refuse('yaml.no-document');
    const isExplicit = this.#skip('documentStart');
    const at = this.#scanner.pos;
    const isEmpty = isExplicit && this.#at('directive', 'documentStart', 'documentEnd', 'streamEnd');
    const root = isEmpty ? this.#empty(at) : this.#node(true, false);
    while (this.#at('documentEnd')) this.#scanner.take();
    if (this.#at('streamEnd')) return root;
    return this.#refuse(this.#at('documentStart') ? 'yaml.second-document' : 'yaml.document-start');
  }

  #at(...kinds: Kind[]): boolean {
    return kinds.includes(this.#scanner.peek().kind);
  }

  #skip(kind: Kind): boolean {
    if (!this.#at(kind)) return false;
    this.#scanner.take();
    return true;
  }

  #refuse(code: FailureCode): never {
    const { start } = this.#scanner.peek();
    return this.#scanner.fail(code, start);
  }

  #empty(at: number): ScalarNode {
    return { kind: 'scalar', value: '', style: 'plain', span: { file: '/f.yml', start: at, end: at } };
  }

  #node(isBlock: boolean, isIndentless: boolean): YamlNode {
    const head = this.#scanner.peek();
    if (head.kind === 'anchor') return failAnchor(this.#scanner.cursor, head.value);
    if (isIndentless && head.kind === 'entry') return this.#nested(() => this.#indentlessSequence());
    switch (head.kind) {
      case 'scalar': {
        const { value, style, start, end } = this.#scanner.take();
        return { kind: 'scalar', value, style, span: { file: '/f.yml', start, end } };
      }
      case '[':
        return this.#nested(() => this.#flowSequence());
      case '{':
        return this.#nested(() => this.#flowMapping());
      case 'blockSequence':
        if (isBlock) return this.#nested(() => this.#blockSequence());
        break;
      case 'blockMapping':
        if (isBlock) return this.#nested(() => this.#blockMapping());
    }
    return this.#refuse('yaml.node-content');
  }

  #nested(read: () => YamlNode): YamlNode {
    if (++this.#depth > yamlDepth) this.#refuse('yaml.depth');
    const node = read();
    this.#depth--;
    return node;
  }

  #key(node: YamlNode): ScalarNode {
    return node.kind === 'scalar' ? node : this.#scanner.fail('yaml.key-kind', node.span.start);
  }

  #indentlessSequence(): YamlNode {
    const { start } = this.#scanner.peek();
    const items: YamlNode[] = [];
    while (this.#at('entry')) {
      const { end } = this.#scanner.take();
      items.push(this.#at('entry', 'key', 'value', 'blockEnd') ? this.#empty(end) : this.#node(true, false));
    }
    return sequence(items, false, start, items.at(-1)?.span.end ?? start);
  }

  #blockSequence(): YamlNode {
    const { start } = this.#scanner.take();
    const items: YamlNode[] = [];
    while (!this.#skip('blockEnd')) {
      if (!this.#at('entry')) this.#refuse('yaml.sequence-entry-expected');
      const { end } = this.#scanner.take();
      items.push(this.#at('entry', 'blockEnd') ? this.#empty(end) : this.#node(true, false));
    }
    return sequence(items, false, start, items.at(-1)?.span.end ?? start);
  }

  #blockMapping(): YamlNode {
    this.#scanner.take();
    const entries: MappingEntry[] = [];
    let start: number | undefined;
    while (!this.#skip('blockEnd')) {
      if (!this.#at('key')) this.#refuse('yaml.mapping-key-expected');
      const { start: keyStart, end } = this.#scanner.take();
      const key = this.#key(this.#at('key', 'value', 'blockEnd') ? this.#empty(end) : this.#node(true, true));
      start ??= keyStart;
      entries.push({ key, value: this.#blockValue(key) });
    }
    return mapping(entries, false, start ?? 0, entries.at(-1)?.value.span.end ?? 0);
  }

  #blockValue(key: ScalarNode): YamlNode {
    if (!this.#at('value')) return this.#empty(key.span.end);
    const { end } = this.#scanner.take();
    return this.#at('key', 'value', 'blockEnd') ? this.#empty(end) : this.#node(true, true);
  }

  #flowSequence(): YamlNode {
    const { start } = this.#scanner.take();
    const items: YamlNode[] = [];
    while (!this.#atFlowEnd(']', items.length > 0, 'yaml.flow-sequence')) {
      items.push(this.#at('key') ? this.#nested(() => this.#flowPair()) : this.#node(false, false));
    }
    return sequence(items, true, start, this.#scanner.take().end);
  }

  #flowPair(): YamlNode {
    const { start, end } = this.#scanner.take();
    const isEmpty = this.#at('value', ',', ']');
    const key = this.#key(isEmpty ? this.#empty(end) : this.#node(false, false));
    const value = this.#flowValue(key, ']');
    return mapping([{ key, value }], true, start, value.span.end);
  }

  #flowMapping(): YamlNode {
    const { start } = this.#scanner.take();
    const entries: MappingEntry[] = [];
    while (!this.#atFlowEnd('}', entries.length > 0, 'yaml.flow-mapping')) {
      const { end } = this.#scanner.peek();
      const isKey = this.#skip('key');
      const isEmpty = isKey && this.#at('value', ',', '}');
      const key = this.#key(isEmpty ? this.#empty(end) : this.#node(false, false));
      entries.push({ key, value: isKey ? this.#flowValue(key, '}') : this.#empty(key.span.end) });
    }
    return mapping(entries, true, start, this.#scanner.take().end);
  }

  #atFlowEnd(close: ']' | '}', isCommaDue: boolean, code: FailureCode): boolean {
    if (this.#at(close)) return true;
    if (!isCommaDue) return false;
    if (!this.#skip(',')) this.#refuse(code);
    return this.#at(close);
  }

  #flowValue(key: ScalarNode, close: ']' | '}'): YamlNode {
    if (!this.#at('value')) return this.#empty(key.span.end);
    const { end } = this.#scanner.take();
    return this.#at(',', close) ? this.#empty(end) : this.#node(false, false);
  }
}

function sequence(items: YamlNode[], flow: boolean, start: number, end: number): YamlNode {
  return { kind: 'sequence', items, flow, span: { file: '/f.yml', start, end } };
}

function mapping(entries: MappingEntry[], flow: boolean, start: number, end: number): YamlNode {
  return { kind: 'mapping', entries, flow, span: { file: '/f.yml', start, end } };
}

/** Reads a text as the library would. Throws a ReadFailure. */
export function readByTokens(text: string): YamlNode {
  return new Parser(text).document();
}
