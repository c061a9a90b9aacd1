import { toBoolean } from '../../expression/convert.ts';
import { ObjectValue, type Value } from '../../expression/value.ts';
import type { ExpandedScalar } from '../expanded.ts';
import type { Directive } from './embedded-scalar.ts';
import type { Engine } from './engine.ts';
import type { Frame } from './frame.ts';
import type { InputMapping, InputNode, InputScalar } from './input-node.ts';

/** Hears of a mapping's entries once directives among its keys are done. */
export interface DirectiveVisitor {
  entry(key: ExpandedScalar, value: InputNode, frame: Frame): void;
  /** An `elseif` or `else` that follows no `if`. */
  orphan(key: ExpandedScalar, value: InputNode, frame: Frame): void;
}

type ItemVisitor = (item: InputNode, frame: Frame) => void;

/** Calls back for every entry of a mapping, directives replaced by the entries they give, in order and one at a time. */
export function eachEntry(
  engine: Engine,
  entries: InputMapping['entries'],
  frame: Frame,
  visitor: DirectiveVisitor,
): void {
  const chain = new Chain(engine);
  for (const { key, value } of entries) {
    const directive = engine.directive(key, frame);
    if (directive === undefined) {
      const name = engine.key(key, frame);
      if (name !== undefined) visitor.entry(name, value, frame);
      continue;
    }
    const spread = (body: InputNode, inner: Frame) => spreadEntries(engine, body, inner, visitor);
    if (chain.run(directive, key, value, frame, spread)) continue;
    const text = { kind: 'scalar', value: directive.text, style: 'plain', span: key.span, via: frame.via } as const;
    engine.report.at(text, 'template.directive-orphan', directive.kind);
    visitor.orphan(text, value, frame);
  }
}

/** Calls back for every item of a sequence, directives replaced by the items they give, in order and one at a time. */
export function eachItem(engine: Engine, items: readonly InputNode[], frame: Frame, visit: ItemVisitor): void {
  const chain = new Chain(engine);
  for (const item of items) {
    const entry = item.kind === 'mapping' && item.entries.length === 1 ? item.entries[0] : undefined;
    const directive = entry && engine.directive(entry.key, frame);
    if (entry === undefined || directive === undefined) visit(item, frame);
    else if (fillsOneItem(directive, entry.value)) {
      chain.end();
      visit(item, frame);
    } else {
      const spread = (body: InputNode, inner: Frame) => spreadItems(engine, body, inner, visit);
      if (!chain.run(directive, entry.key, entry.value, frame, spread)) visit(item, frame);
    }
  }
}

/** Whether a directive gives entries to the item that it stands in, and not items to the sequence around it. */
function fillsOneItem(directive: Directive, body: InputNode): boolean {
  return directive.kind === 'insert' || (directive.kind === 'each' && body.kind === 'mapping');
}

/** The state of an `if` chain among siblings. Ordinary siblings leave it alone; `each` and `insert` end it. */
class Chain {
  readonly #engine: Engine;
  #state: 'none' | 'open' | 'won' = 'none';

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  end(): void {
    this.#state = 'none';
  }

  /** Carries a directive out; false for one that has no place here. */
  run(directive: Directive, key: InputScalar, body: InputNode, frame: Frame, spread: ItemVisitor): boolean {
    switch (directive.kind) {
      case 'insert':
        this.end();
        spread(body, frame);
        return true;
      case 'each':
        this.end();
        this.#each(directive, key, body, frame, spread);
        return true;
      case 'if':
        this.#state = 'open';
        break;
      default:
        if (this.#state === 'none') return false;
    }
    if (this.#state === 'open' && this.#holds(directive, key, frame)) {
      this.#state = 'won';
      spread(body, frame);
    }
    if (directive.kind === 'else') this.end();
    return true;
  }

  #holds(directive: Directive, key: InputScalar, frame: Frame): boolean {
    if (!('condition' in directive)) return true;
    const value = this.#engine.evaluate(directive.condition, key, frame);
    if (value !== undefined) return toBoolean(value);
    // The condition failed and that is reported: neither branch may add findings of its own.
    this.#state = 'won';
    return false;
  }

  #each(
    directive: Extract<Directive, { kind: 'each' }>,
    key: InputScalar,
    body: InputNode,
    frame: Frame,
    spread: ItemVisitor,
  ): void {
    const collection = this.#engine.evaluate(directive.collection, key, frame);
    if (collection === undefined || collection === null || collection === '') return;
    const elements = elementsOf(collection);
    if (elements === undefined) {
      this.#engine.report.at({ span: key.span, via: frame.via }, 'template.collection-expected');
      return;
    }
    for (const element of elements) {
      this.#engine.budget.addObject();
      spread(body, frame.withLoop(directive.variable, element));
    }
  }
}

function elementsOf(collection: Value): Iterable<Value> | undefined {
  if (Array.isArray(collection)) return collection;
  return collection instanceof ObjectValue ? pairsOf(collection) : undefined;
}

function* pairsOf(object: ObjectValue): Generator<Value> {
  for (const [key, value] of object.entries)
    yield new ObjectValue([
      ['key', key],
      ['value', value],
    ]);
}

/** The entries of a directive's body, which must be a mapping. */
function spreadEntries(engine: Engine, body: InputNode, frame: Frame, visitor: DirectiveVisitor): void {
  const mapping = body.kind === 'scalar' ? engine.scalar(body, frame) : body;
  if (mapping === undefined) return;
  if (mapping.kind === 'mapping') eachEntry(engine, mapping.entries, frame, visitor);
  else engine.report.at({ span: body.span, via: frame.via }, 'template.mapping-expected');
}

/** The items of a directive's body: those of a sequence, or the body as one item. */
function spreadItems(engine: Engine, body: InputNode, frame: Frame, visit: ItemVisitor): void {
  if (body.kind === 'sequence') eachItem(engine, body.items, frame, visit);
  else eachItem(engine, [body], frame, visit);
}
