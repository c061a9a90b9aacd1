import type { Span } from '../../base/finding.ts';
import { contextsOf } from '../../expression/slots.ts';
import type { MappingEntry, MappingNode, ScalarNode, SequenceNode, YamlNode } from '../../syntax/tree.ts';
import type { Definition, ExpressionRule, Schema } from '../schema.ts';
import type { Budget } from './budget.ts';
import type { TemplateDocument } from './documents.ts';
import { type EmbeddedScalar, readKey, readValue, type Unreadable } from './embedded-scalar.ts';
import { MappingMatch } from './mapping-match.ts';
import type { Report } from './report.ts';
import { acceptsScalar } from './scalar-rule.ts';

/** The loop variables known at a place. */
type Names = readonly string[];

const noNames: Names = [];

type CheckOptions = {
  readonly schema: Schema;
  readonly report: Report;
  /** What is read takes as much of it as what is made of it later. */
  readonly budget: Budget;
  readonly document: TemplateDocument;
  readonly via: readonly Span[];
};

/**
 * The first pass over a file, before anything in it is evaluated: parses every expression, those of branches never taken too, and finds what
 * is wrong whatever the expressions give. Values under keys that are expressions have no definition yet, so they are only parsed.
 */
export class Check {
  readonly #schema: Schema;
  readonly #report: Report;
  readonly #budget: Budget;
  readonly #document: TemplateDocument;
  readonly #via: readonly Span[];
  readonly #any: Definition;

  constructor({ schema, report, budget, document, via }: CheckOptions) {
    this.#schema = schema;
    this.#report = report;
    this.#budget = budget;
    this.#document = document;
    this.#via = via;
    this.#any = this.#definition('any');
  }

  /** Whether the whole file is in order as a `definition`. */
  run(definition: string): boolean {
    const before = this.#report.findings.length;
    this.#value(this.#document.root, this.#definition(definition), 'all', noNames);
    return this.#report.findings.length === before;
  }

  #value(node: YamlNode, definition: Definition, inherited: ExpressionRule, names: Names): void {
    const rule = definition.expressions ?? inherited;
    if (node.kind === 'scalar') this.#budget.addText(node.value);
    else this.#budget.addObject();
    if (node.kind === 'scalar') this.#scalar(node, definition, rule, names);
    else if (node.kind === 'sequence') this.#sequence(node, definition, rule, names);
    else this.#mapping(node, definition, rule, names);
  }

  #scalar(node: ScalarNode, definition: Definition, rule: ExpressionRule, names: Names): void {
    const read = hasExpression(node) ? readValue(node.value, names) : undefined;
    if (read?.kind === 'misplaced' && rule !== 'none') {
      this.#report.at(this.#spot(node), 'template.unexpected-value', read.directive);
      return;
    }
    const embedded = read && this.#keep(node, read, rule);
    if (embedded !== undefined && embedded.kind !== 'literal') {
      if (rule === 'none') this.#report.at(this.#spot(node), 'template.expression-not-allowed');
      return;
    }
    const text = embedded?.text ?? node.value;
    if (definition.scalar === undefined || !acceptsScalar(definition.scalar, text))
      this.#report.at(this.#spot(node), 'template.unexpected-value', text);
  }

  #sequence(node: SequenceNode, definition: Definition, rule: ExpressionRule, names: Names): void {
    if (definition.sequence === undefined) {
      this.#report.at(this.#spot(node), 'template.unexpected-sequence');
      return;
    }
    const items = this.#definition(definition.sequence);
    for (const item of node.items) this.#value(item, items, rule, names);
  }

  #mapping(node: MappingNode, definition: Definition, rule: ExpressionRule, names: Names): void {
    const first = node.entries[0]?.key;
    const readFirst = first && readIfExpression(first, names);
    const isOpen = readFirst?.kind === 'expression' || readFirst?.kind === 'directive';
    // Where no mapping may stand, one of directives still may: what they give takes its place.
    const rules = definition.mappings ?? (isOpen ? this.#any.mappings : undefined);
    if (rules === undefined) {
      this.#report.at(this.#spot(node), 'template.unexpected-mapping');
      return;
    }
    const match = new MappingMatch(rules, isOpen);
    const keys = new Set<string>();
    let isKnown = true;
    for (const entry of node.entries) {
      const { key } = entry;
      this.#budget.addText(key.value);
      const read = key === first ? readFirst : readIfExpression(key, names);
      const embedded = read && this.#keep(key, read, rule);
      if (embedded === undefined || embedded.kind === 'literal')
        isKnown = this.#entry(entry, embedded?.text ?? key.value, match, keys, rule, names) && isKnown;
      else {
        isKnown = false;
        if (rule === 'values' && embedded.kind === 'directive') {
          this.#report.at(this.#spot(node), 'template.unexpected-mapping');
          return;
        }
        this.#openEntry(entry, embedded, rule, names);
      }
      if (match.lost) return;
    }
    // Of a mapping with a key that is wrong the service tells only that: recorded answers have the one line.
    if (isKnown) reportIncomplete(this.#report, this.#spot(node), match, keys);
  }

  #entry(
    entry: MappingEntry,
    key: string,
    match: MappingMatch,
    keys: Set<string>,
    rule: ExpressionRule,
    names: Names,
  ): boolean {
    const { size } = keys;
    if (keys.add(key.toLowerCase()).size === size) {
      this.#report.at(this.#spot(entry.key), 'template.duplicate-key', key);
      return false;
    }
    const definition = match.take(key);
    if (definition !== undefined) {
      this.#value(entry.value, this.#definition(definition), rule, names);
      return true;
    }
    this.#report.at(this.#spot(entry.key), 'template.unexpected-value', key);
    this.#report.hint(match.expected());
    return false;
  }

  #openEntry(entry: MappingEntry, embedded: EmbeddedScalar, rule: ExpressionRule, names: Names): void {
    if (rule === 'none') {
      this.#report.at(this.#spot(entry.key), 'template.expression-not-allowed');
      return;
    }
    const loop =
      embedded.kind === 'directive' && embedded.directive.kind === 'each' ? [embedded.directive.variable] : [];
    for (const name of loop) this.#checkLoopName(entry.key, name, names);
    this.#value(entry.value, this.#any, 'all', [...names, ...loop]);
  }

  #checkLoopName(key: ScalarNode, name: string, names: Names): void {
    const taken = [...contextsOf.compile, ...names].some(known => known.toLowerCase() === name.toLowerCase());
    if (taken) this.#report.at(this.#spot(key), 'template.loop-name', name);
  }

  /** Keeps what a scalar's expressions are; `undefined` where they can't be read, so that the scalar counts as text. */
  #keep(node: ScalarNode, embedded: EmbeddedScalar | Unreadable, rule: ExpressionRule): EmbeddedScalar | undefined {
    if (embedded.kind !== 'error' && embedded.kind !== 'misplaced') {
      this.#document.embedded.set(node, embedded);
      return embedded;
    }
    const spot = this.#spot(node);
    // Where no expression may stand, that is what is wrong with it, whatever else is.
    if (rule === 'none') this.#report.at(spot, 'template.expression-not-allowed');
    else if (embedded.kind === 'error') this.#report.at(spot, 'template.expression-syntax', embedded.message);
    return undefined;
  }

  #spot(node: YamlNode): { readonly span: Span; readonly via: readonly Span[] } {
    return { span: node.span, via: this.#via };
  }

  #definition(name: string): Definition {
    const definition = this.#schema[name];
    if (definition === undefined) throw new Error(`The schema has no definition '${name}'`);
    return definition;
  }
}

function readIfExpression(key: ScalarNode, names: Names): EmbeddedScalar | Unreadable | undefined {
  return hasExpression(key) ? readKey(key.value, names) : undefined;
}

function hasExpression(node: ScalarNode): boolean {
  return node.value.includes('${{');
}

/** Reports what a mapping lacks once all its keys, in lower case, are known. */
export function reportIncomplete(
  report: Report,
  spot: { readonly span: Span; readonly via: readonly Span[] },
  match: MappingMatch,
  keys: ReadonlySet<string>,
): void {
  if (keys.size === 0 && match.needsFirst) report.at(spot, 'template.empty-mapping');
  else if (match.settled === undefined) report.at(spot, 'template.ambiguous-mapping', match.distinguishing());
  else
    for (const key of match.settled.required ?? [])
      if (!keys.has(key.toLowerCase())) report.at(spot, 'template.missing-property', key);
}
