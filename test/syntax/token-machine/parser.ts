import { yamlDepth } from '../../../src/base/limits.ts';
import { failAnchor } from '../../../src/syntax/reader/failure.ts';
import type { FailureCode } from '../../../src/syntax/reader/wording.ts';
import type { MappingEntry, ScalarNode, YamlNode } from '../../../src/syntax/tree.ts';
import { Scanner } from './scanner.ts';
import type { Kind } from './walker.ts';

/*
 * A witness for the reader: the same language read the way the service's library goes about it, as a scanner that queues tokens
 * and puts `key` before a token that has been queued already, and a parser over them. It is slow and plain on purpose. Where it
 * and the reader agree, the reader's shortcuts have not changed what is read nor which error is found first.
 * It knows neither tags nor directives.
 */

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
