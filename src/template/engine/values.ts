import { exactNumber, toText } from '../../expression/convert.ts';
import { ObjectValue, type Value } from '../../expression/value.ts';
import type { ExpandedEntry, ExpandedNode, Origin } from '../expanded.ts';
import type { InputNode } from './input-node.ts';

/**
 * Turns values of expressions into nodes and nodes into values, and remembers the pairs: a list that was passed through parameters is
 * the same object at its end, and its source lines are known where it is inserted.
 */
export class Values {
  readonly #nodes = new WeakMap<object, InputNode>();
  readonly #values = new WeakMap<InputNode, Value>();

  /** The nodes that an expression at `origin` inserts. */
  toNode(value: Value, origin: Origin): ExpandedNode {
    if (value instanceof ObjectValue) return this.#remember(this.#mapping(value, origin), value);
    if (Array.isArray(value)) return this.#remember(this.#sequence(value, origin), value);
    const node = { kind: 'scalar', value: toText(value) ?? '', style: 'computed', ...origin } as const;
    return typeof value === 'boolean' || typeof value === 'number' ? this.#remember(node, value) : node;
  }

  /** What an expression sees of a node whose type nobody declared: plain scalars are numbers and booleans where they look so. */
  toValue(node: InputNode): Value {
    const known = this.#values.get(node);
    if (known !== undefined) return known;
    if (node.kind === 'scalar') return node.style === 'plain' ? lookOf(node.value) : node.value;
    return this.collection(node, child => this.toValue(child));
  }

  /** The same with every scalar as its text. */
  toTexts(node: InputNode): Value {
    return node.kind === 'scalar' ? node.value : this.collection(node, child => this.toTexts(child));
  }

  /** A list or mapping whose children are converted one by one; `key` is that of a mapping's entry. Remembers the node. */
  collection<Node extends InputNode>(
    node: Exclude<Node, { kind: 'scalar' }>,
    convert: (child: Node, key?: string) => Value,
  ): Value {
    const value =
      node.kind === 'sequence'
        ? node.items.map(item => convert(item as Node))
        : new ObjectValue(node.entries.map(entry => [entry.key.value, convert(entry.value as Node, entry.key.value)]));
    this.#nodes.set(value, node);
    return value;
  }

  #remember(node: ExpandedNode, value: Value): ExpandedNode {
    this.#values.set(node, value);
    return node;
  }

  #sequence(values: readonly Value[], origin: Origin): ExpandedNode {
    const authored = this.#nodes.get(values);
    const items = values.map((value, index) => {
      const child = authored?.kind === 'sequence' ? authored.items[index] : undefined;
      return this.#sourced(this.toNode(value, origin), child);
    });
    return this.#sourced({ kind: 'sequence', items, ...origin }, authored);
  }

  #mapping(object: ObjectValue, origin: Origin): ExpandedNode {
    const authored = this.#nodes.get(object);
    const pairs = authored?.kind === 'mapping' ? authored.entries : undefined;
    const entries: ExpandedEntry[] = [];
    let index = 0;
    for (const [name, value] of object.entries) {
      const pair = pairs?.[index++];
      const key = this.#sourced({ kind: 'scalar', value: name, style: 'computed', ...origin } as const, pair?.key);
      entries.push({ key, value: this.#sourced(this.toNode(value, origin), pair?.value) });
    }
    return this.#sourced({ kind: 'mapping', entries, ...origin }, authored);
  }

  #sourced<Node extends ExpandedNode>(node: Node, authored: InputNode | undefined): Node {
    if (authored === undefined || node.source !== undefined) return node;
    const source = 'via' in authored ? (authored.source ?? { span: authored.span, via: authored.via }) : undefined;
    if (source === undefined) return node;
    const sourced = { ...node, source };
    const value = this.#values.get(node);
    if (value !== undefined) this.#values.set(sourced, value);
    return sourced;
  }
}

const numberLook = /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i;
const booleanLook = /^(true|false)$/i;

function lookOf(text: string): Value {
  if (booleanLook.test(text)) return text.toLowerCase() === 'true';
  if (numberLook.test(text)) return exactNumber(text) ?? text;
  return text === '~' || text === 'null' ? '' : text;
}
