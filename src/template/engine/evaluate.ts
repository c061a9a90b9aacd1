import {
  type ExpandedEntry,
  type ExpandedMapping,
  type ExpandedNode,
  type ExpandedScalar,
  memberOf,
} from '../expanded.ts';
import type { Definition, MappingRule } from '../schema.ts';
import { reportIncomplete } from './check.ts';
import type { DirectiveVisitor } from './directives.ts';
import { eachEntry, eachItem } from './directives.ts';
import type { Expansion } from './expansion.ts';
import type { Frame } from './frame.ts';
import { Halt } from './halt.ts';
import type { InputMapping, InputNode, InputSequence } from './input-node.ts';
import { MappingMatch } from './mapping-match.ts';
import { acceptsScalar } from './scalar-rule.ts';
import { VariableScope } from './variable-scope.ts';

/** Puts an evaluated mapping that refers to a template aside, to be replaced by the template's content. */
export type FoundReference = { readonly rule: MappingRule; readonly mapping: ExpandedMapping; readonly frame: Frame };

/**
 * The second pass: walks a file with the schema in hand, evaluates directives and expressions on the way, checks what they gave, and builds the
 * expanded tree. Values and directives are evaluated in the order in which they stand, because a variable is known from its declaration on.
 */
export class Evaluator {
  readonly #expansion: Expansion;

  constructor(expansion: Expansion) {
    this.#expansion = expansion;
  }

  /** One node for one node. `undefined` where the node can't be used; the report says why. */
  node(node: InputNode, definition: Definition, frame: Frame): ExpandedNode | undefined {
    const found: ExpandedNode[] = [];
    this.into(node, definition, frame, found);
    return found[0];
  }

  /** Appends what a node stands for: itself, the items of an inserted list, or the content of a template. */
  into(node: InputNode, definition: Definition, frame: Frame, into: ExpandedNode[], splice = false): void {
    const expansion = this.#expansion;
    if (node.kind === 'scalar') {
      const value = expansion.scalar(node, frame);
      if (value === undefined) return;
      if (value.kind === 'scalar') this.#scalar(value, definition, into);
      else if (splice && value.kind === 'sequence')
        for (const item of value.items) this.into(item, definition, frame, into);
      else this.into(value, definition, frame, into);
      return;
    }
    expansion.budget.enter(frame.document.file.path, frame.via);
    expansion.budget.addObject();
    if (node.kind === 'sequence') this.#sequence(node, definition, frame, into);
    else this.#mapping(node, definition, frame, into);
    expansion.budget.leave();
  }

  #scalar(node: ExpandedScalar, definition: Definition, into: ExpandedNode[]): void {
    this.#expansion.budget.addText(node.value);
    if (definition.scalar !== undefined && acceptsScalar(definition.scalar, node.value))
      into.push(this.#expansion.normalise(definition, node));
    else this.#expansion.report.at(node, 'template.unexpected-value', node.value);
  }

  #sequence(node: InputSequence, definition: Definition, frame: Frame, into: ExpandedNode[]): void {
    const { report } = this.#expansion;
    const { span, via, source } = place(node, frame);
    if (definition.sequence === undefined) {
      report.at({ span, via }, 'template.unexpected-sequence');
      return;
    }
    const itemDefinition = this.#expansion.definition(definition.sequence);
    const items: ExpandedNode[] = [];
    eachItem(this.#expansion, node.items, frame, (item, itemFrame) =>
      this.into(item, itemDefinition, itemFrame, items, true),
    );
    into.push(this.#expansion.normalise(definition, { kind: 'sequence', items, span, via, ...source }));
  }

  #mapping(node: InputMapping, definition: Definition, frame: Frame, into: ExpandedNode[]): void {
    const { report } = this.#expansion;
    const { span, via, source } = place(node, frame);
    if (definition.mappings === undefined) {
      report.at({ span, via }, 'template.unexpected-mapping');
      return;
    }
    const opensScope = definition.mappings.some(rule => rule.effect === 'scope');
    const inner = opensScope ? frame.withVariables(new VariableScope(frame.variables)) : frame;
    const walk = new MappingWalk(this, this.#expansion, new MappingMatch(definition.mappings, false));
    eachEntry(this.#expansion, node.entries, inner, walk);
    const mapping = { kind: 'mapping', entries: walk.entries, span, via, ...source } as const;
    const rule = walk.finish(mapping);
    if (rule === undefined) return;
    if (rule.effect === 'variable') this.#declare(mapping, frame);
    if (rule.reference !== undefined) this.#expansion.expandReference({ rule, mapping, frame: inner }, into);
    else into.push(this.#expansion.normalise(definition, mapping, rule));
  }

  #declare(mapping: ExpandedMapping, frame: Frame): void {
    const name = memberOf(mapping, 'name');
    const value = memberOf(mapping, 'value');
    if (name?.kind !== 'scalar') return;
    this.#expansion.declareVariable(name, name.value, value?.kind === 'scalar' ? value.value : '', frame);
  }
}

type Place = Pick<ExpandedScalar, 'span' | 'via'> & { readonly source: Pick<ExpandedScalar, 'source'> };

function place(node: InputNode, frame: Frame): Place {
  const source = 'source' in node && node.source !== undefined ? { source: node.source } : {};
  return { span: node.span, via: frame.via, source };
}

/** Builds one mapping, entry by entry. */
class MappingWalk implements DirectiveVisitor {
  readonly entries: ExpandedEntry[] = [];
  readonly #evaluator: Evaluator;
  readonly #expansion: Expansion;
  readonly #match: MappingMatch;
  readonly #keys = new Set<string>();

  constructor(evaluator: Evaluator, expansion: Expansion, match: MappingMatch) {
    this.#evaluator = evaluator;
    this.#expansion = expansion;
    this.#match = match;
  }

  entry(key: ExpandedScalar, value: InputNode, frame: Frame): void {
    const { report, budget } = this.#expansion;
    if (this.#match.lost) return;
    const { size } = this.#keys;
    if (this.#keys.add(key.value.toLowerCase()).size === size) {
      report.at(key, 'template.duplicate-key', key.value);
      return;
    }
    const name = this.#match.take(key.value);
    if (name === undefined) {
      report.at(key, 'template.unexpected-value', key.value);
      return;
    }
    budget.addText(key.value);
    const expanded = this.#evaluator.node(value, this.#expansion.definition(name), frame);
    if (expanded === undefined) return;
    this.entries.push({ key, value: expanded });
    if (this.#match.rule?.effect === 'variableMap' && expanded.kind === 'scalar')
      this.#expansion.declareVariable(key, key.value, expanded.value, frame);
  }

  /** The service reads an `else` without its `if` as a key of that text, and loses its place in the mapping after it. */
  orphan(key: ExpandedScalar, value: InputNode, frame: Frame): void {
    this.entry(key, value, frame);
    if (this.#match.rule?.loose === undefined) return;
    this.#expansion.report.about(undefined, frame.via, 'template.end-expected');
    throw new Halt('document');
  }

  /** The shape that the mapping turned out to have; `undefined` where it has none, which is reported. */
  finish(mapping: ExpandedMapping): MappingRule | undefined {
    if (this.#match.lost) return undefined;
    const keys = this.entries.map(entry => entry.key.value);
    if (this.#keys.size === keys.length) reportIncomplete(this.#expansion.report, mapping, this.#match, keys);
    const rule = this.#match.needsFirst ? undefined : this.#match.rule;
    if (rule?.unsupported !== undefined) this.#expansion.report.at(mapping, 'template.unsupported', rule.unsupported);
    return rule;
  }
}
