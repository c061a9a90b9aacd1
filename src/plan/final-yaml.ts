import type { SourceFiles, Span } from '../base/finding.ts';
import type { ExpandedMapping, ExpandedNode, ExpandedScalar } from '../template/expanded.ts';
import type { SourceLine } from './compilation.ts';
import { longestSimpleKey, printKey, printValue } from './print/scalar.ts';

/** The text of a tree, and where each of its lines came from. */
export type FinalYaml = { readonly text: string; readonly sourceMap: readonly (SourceLine | undefined)[] };

/**
 * Prints a tree to the byte as the service prints `finalYaml`: block style, two spaces, sequences at their key's column, no line ever
 * wrapped, and an empty line at the end. `files` are those that the tree came from.
 */
export function printYaml(root: ExpandedMapping, files: SourceFiles = new Map()): FinalYaml {
  const printer = new Printer(files);
  printer.mapping(root, 0);
  printer.endLine();
  return { text: `${printer.lines.join('\n')}\n\n`, sourceMap: [...printer.sources, undefined] };
}

const spaces = Array.from({ length: 64 }, (_, count) => ' '.repeat(count));

class Printer {
  readonly lines: string[] = [];
  readonly sources: (SourceLine | undefined)[] = [];
  /** The line being written; `undefined` before its first piece. */
  #line: string | undefined;
  #source: SourceLine | undefined;
  readonly #files: SourceFiles;

  constructor(files: SourceFiles) {
    this.#files = files;
  }

  endLine(): void {
    if (this.#line === undefined) return;
    this.lines.push(this.#line);
    this.sources.push(this.#source);
    this.#line = undefined;
  }

  /** Entries at a column; the first goes on behind what the line already holds (`- `). */
  mapping(node: ExpandedMapping, column: number): void {
    for (const { key, value } of node.entries) {
      this.#begin(column, key);
      const text = printKey(key.value, key.style);
      const isSimple = key.value.length <= longestSimpleKey;
      this.#line += isSimple ? `${text}:` : `? ${text}`;
      if (!isSimple) {
        this.endLine();
        this.#begin(column, key);
        this.#line += ':';
      }
      this.#entryValue(value, column);
    }
  }

  #entryValue(value: ExpandedNode, column: number): void {
    if (value.kind === 'scalar') {
      this.#line += ' ';
      this.#scalar(value, column);
    } else if (isEmpty(value)) {
      this.#line += value.kind === 'sequence' ? ' []' : ' {}';
      this.endLine();
    } else {
      this.endLine();
      if (value.kind === 'mapping') this.mapping(value, column + 2);
      else this.#items(value.items, column);
    }
  }

  #items(items: readonly ExpandedNode[], column: number): void {
    for (const item of items) {
      this.#begin(column, item);
      this.#line += '- ';
      if (item.kind === 'scalar') this.#scalar(item, column);
      else if (isEmpty(item)) {
        this.#line += item.kind === 'sequence' ? '[]' : '{}';
        this.endLine();
      } else if (item.kind === 'mapping') this.mapping(item, column + 2);
      else this.#items(item.items, column + 2);
    }
  }

  #scalar(node: ExpandedScalar, column: number): void {
    const { head, lines } = printValue(node.value, node.style);
    this.#line += head;
    this.endLine();
    if (lines.length === 0) return;
    const indentation = indentationOf(column + 2);
    const sources = sourcesOf(node, lines.length, this.#files);
    for (const [index, line] of lines.entries()) {
      this.lines.push(line === '' ? '' : `${indentation}${line}`);
      this.sources.push(sources[index]);
    }
  }

  /** Starts a line, or goes on with one that so far holds only `- `. */
  #begin(column: number, node: ExpandedNode): void {
    if (this.#line !== undefined) return;
    this.#line = indentationOf(column);
    this.#source = sourceOf(node);
  }
}

function indentationOf(column: number): string {
  return spaces[column] ?? ' '.repeat(column);
}

function isEmpty(node: Exclude<ExpandedNode, ExpandedScalar>): boolean {
  return node.kind === 'sequence' ? node.items.length === 0 : node.entries.length === 0;
}

/** Where the lines of a block come from: those of one that was authored with `|` one by one, others all from its start. */
function sourcesOf(node: ExpandedScalar, count: number, files: SourceFiles): readonly SourceLine[] {
  const whole = sourceOf(node);
  const { at, via } = whole;
  const file = files.get(at.file);
  if (node.style !== 'literal' || file === undefined) return Array<SourceLine>(count).fill(whole);
  const header = file.lines.at(at.start).line;
  return Array.from({ length: count }, (_, index) => {
    const start = file.lines.start(header + 1 + index);
    const end = file.lines.start(header + 2 + index) ?? file.text.length;
    return start === undefined ? whole : { at: trimmed({ file: at.file, start, end }, file.text), via };
  });
}

/** The text of a line without the space around it. */
function trimmed(span: Span, text: string): Span {
  const line = text.slice(span.start, span.end);
  const start = span.start + line.length - line.trimStart().length;
  return { ...span, start, end: Math.max(start, span.start + line.trimEnd().length) };
}

function sourceOf(node: ExpandedNode): SourceLine {
  const { span, via } = node.source ?? node;
  return { at: span, via };
}
