import {
  type ExpandedEntry,
  type ExpandedMapping,
  type ExpandedNode,
  type ExpandedScalar,
  memberOf,
  scalarAt,
} from '../expanded.ts';
import type { Definition, MappingRule } from '../schema.ts';
import { reportIncomplete } from './check.ts';
import type { DirectiveVisitor } from './directives.ts';
import { eachEntry, eachItem } from './directives.ts';
import type { Engine } from './engine.ts';
import type { Frame } from './frame.ts';
import { Halt } from './halt.ts';
import type { InputMapping, InputNode, InputSequence } from './input-node.ts';
import { MappingMatch } from './mapping-match.ts';
import { acceptsScalar } from './scalar-rule.ts';

/**
 * The second pass: walks a file with the schema in hand, evaluates directives and expressions on the way, checks what they gave, and builds the
 * expanded tree. Values and directives are evaluated in the order in which they stand, because a variable is known from its declaration on.
 */
export class Evaluator {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** One node for one node. `undefined` where the node can't be used; the report says why. */
  node(node: InputNode, definition: Definition, frame: Frame): ExpandedNode | undefined {
    const found: ExpandedNode[] = [];
    this.into(node, definition, frame, found);
    return found[0];
  }

  /** Appends what a node stands for: itself, the items of an inserted list, or the content of a template. */
  into(node: InputNode, definition: Definition, frame: Frame, into: ExpandedNode[], splice = false): void {
    const engine = this.#engine;
    if (node.kind === 'scalar') {
      const value = engine.scalar(node, frame) ?? (splice ? undefined : emptyText(node, frame));
      if (value === undefined) return;
      if (value.kind === 'scalar') this.#scalar(value, definition, into);
      else if (splice && value.kind === 'sequence')
        for (const item of value.items) this.into(item, definition, frame, into);
      else this.into(value, definition, frame, into);
      return;
    }
    engine.budget.enter(frame.document.file.path, frame.via);
    engine.budget.addObject();
    if (node.kind === 'sequence') this.#sequence(node, definition, frame, into);
    else this.#mapping(node, definition, frame, into);
    engine.budget.leave();
  }

  #scalar(node: ExpandedScalar, definition: Definition, into: ExpandedNode[]): void {
    this.#engine.budget.addText(node.value);
    if (definition.scalar !== undefined && acceptsScalar(definition.scalar, node.value))
      into.push(this.#engine.normalise(definition, node));
    else this.#engine.report.at(node, 'template.unexpected-value', node.value);
  }

  #sequence(node: InputSequence, definition: Definition, frame: Frame, into: ExpandedNode[]): void {
    const place = placeOf(node, frame);
    if (definition.sequence === undefined) {
      this.#engine.report.at(place, 'template.unexpected-sequence');
      return;
    }
    const itemDefinition = this.#engine.definition(definition.sequence);
    const items: ExpandedNode[] = [];
    eachItem(this.#engine, node.items, frame, (item, itemFrame) =>
      this.into(item, itemDefinition, itemFrame, items, true),
    );
    into.push(this.#engine.normalise(definition, { kind: 'sequence', items, ...place }));
  }

  #mapping(node: InputMapping, definition: Definition, frame: Frame, into: ExpandedNode[]): void {
    const place = placeOf(node, frame);
    if (definition.mappings === undefined) {
      this.#engine.report.at(place, 'template.unexpected-mapping');
      return;
    }
    const opensScope = definition.mappings.some(rule => rule.effect === 'scope');
    const inner = opensScope ? frame.withVariables(this.#engine.innerVariables(frame.variables)) : frame;
    const walk = new MappingWalk(this, this.#engine, new MappingMatch(definition.mappings, false));
    eachEntry(this.#engine, node.entries, inner, walk);
    const mapping = { kind: 'mapping', entries: walk.entries, ...place } as const;
    const rule = walk.finish(mapping);
    if (rule === undefined) return;
    if (rule.effect === 'variable') this.#declare(mapping, frame);
    if (rule.reference === undefined) into.push(this.#engine.normalise(definition, mapping, rule));
    else for (const node of this.#engine.reference({ rule, mapping, frame: inner })) into.push(node);
  }

  #declare(mapping: ExpandedMapping, frame: Frame): void {
    const name = memberOf(mapping, 'name');
    const value = memberOf(mapping, 'value');
    if (name?.kind !== 'scalar') return;
    this.#engine.declareVariable(name, name.value, value?.kind === 'scalar' ? value.value : '', frame);
  }
}

/** What the service goes on with where the expression of a value failed: it may be wrong for the place as well. A failed item is none. */
function emptyText({ span }: InputNode, { via }: Frame): ExpandedScalar {
  return scalarAt({ span, via }, '', 'computed');
}

function placeOf(node: InputNode, { via }: Frame): Pick<ExpandedNode, 'span' | 'via' | 'source'> {
  const { span } = node;
  return 'source' in node && node.source !== undefined ? { span, via, source: node.source } : { span, via };
}

/** Builds one mapping, entry by entry. */
class MappingWalk implements DirectiveVisitor {
  readonly entries: ExpandedEntry[] = [];
  readonly #evaluator: Evaluator;
  readonly #engine: Engine;
  readonly #match: MappingMatch;
  readonly #keys = new Set<string>();

  constructor(evaluator: Evaluator, engine: Engine, match: MappingMatch) {
    this.#evaluator = evaluator;
    this.#engine = engine;
    this.#match = match;
  }

  entry(key: ExpandedScalar, value: InputNode, frame: Frame): void {
    const { report, budget } = this.#engine;
    if (this.#match.lost) return;
    const { size } = this.#keys;
    if (this.#keys.add(key.value.toLowerCase()).size === size) {
      report.at(key, 'template.duplicate-key', key.value);
      return;
    }
    const name = this.#match.take(key.value);
    if (name === undefined) {
      report.at(key, 'template.unexpected-value', key.value);
      report.hint(this.#match.expected());
      return;
    }
    budget.addText(key.value);
    const expanded = this.#evaluator.node(value, this.#engine.definition(name), frame);
    if (expanded === undefined) return;
    this.entries.push({ key, value: expanded });
    if (this.#match.rule?.effect === 'variableMap' && expanded.kind === 'scalar')
      this.#engine.declareVariable(key, key.value, expanded.value, frame);
  }

  /** The service reads an `else` without its `if` as a key of that text, and loses its place in the mapping after it. */
  orphan(key: ExpandedScalar, value: InputNode, frame: Frame): void {
    this.entry(key, value, frame);
    if (this.#match.rule?.loose === undefined) return;
    this.#engine.report.unplaced(key, 'template.end-expected');
    throw new Halt('document');
  }

  /** The shape that the mapping turned out to have; `undefined` where it has none, which is reported. */
  finish(mapping: ExpandedMapping): MappingRule | undefined {
    if (this.#match.lost) return undefined;
    // What an entry that could not be used leaves open is no fault of its own.
    if (this.#keys.size === this.entries.length)
      reportIncomplete(this.#engine.report, mapping, this.#match, this.#keys);
    return this.#match.needsFirst ? undefined : this.#match.settled;
  }
}
