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

  /** The nodes that an expression at `origin` inserts. `stoodFor` is the node that the value was made of, where that is known from around it. */
  toNode(value: Value, origin: Origin, stoodFor?: InputNode): ExpandedNode {
    if (value instanceof ObjectValue) return this.#remember(this.#mapping(value, origin, stoodFor), value);
    if (Array.isArray(value)) return this.#remember(this.#sequence(value, origin, stoodFor), value);
    const node = scalar(toText(value) ?? '', origin, sourceOf(stoodFor));
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

  #sequence(values: readonly Value[], origin: Origin, stoodFor: InputNode | undefined): ExpandedNode {
    const authored = this.#nodes.get(values);
    const children = authored?.kind === 'sequence' ? authored.items : undefined;
    const items = values.map((value, index) => this.toNode(value, origin, children?.[index]));
    const source = sourceOf(authored) ?? sourceOf(stoodFor);
    return source === undefined
      ? { kind: 'sequence', items, ...origin }
      : { kind: 'sequence', items, ...origin, source };
  }

  #mapping(object: ObjectValue, origin: Origin, stoodFor: InputNode | undefined): ExpandedNode {
    const authored = this.#nodes.get(object);
    const pairs = authored?.kind === 'mapping' ? authored.entries : undefined;
    const entries: ExpandedEntry[] = [];
    for (const [name, value] of object.entries) {
      const pair = pairs?.[entries.length];
      entries.push({ key: scalar(name, origin, sourceOf(pair?.key)), value: this.toNode(value, origin, pair?.value) });
    }
    const source = sourceOf(authored) ?? sourceOf(stoodFor);
    return source === undefined
      ? { kind: 'mapping', entries, ...origin }
      : { kind: 'mapping', entries, ...origin, source };
  }
}

type Source = NonNullable<ExpandedNode['source']>;

function scalar(value: string, origin: Origin, source: Source | undefined) {
  const node = { kind: 'scalar', value, style: 'computed', ...origin } as const;
  return source === undefined ? node : { ...node, source };
}

/** Where a node was authored, however often it was passed on since; `undefined` for one that the compiler has read but not evaluated. */
function sourceOf(node: InputNode | undefined): Source | undefined {
  if (node === undefined || !('via' in node)) return undefined;
  return node.source ?? { span: node.span, via: node.via };
}

const numberLook = /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i;
const booleanLook = /^(true|false)$/i;

function lookOf(text: string): Value {
  if (booleanLook.test(text)) return text.toLowerCase() === 'true';
  if (numberLook.test(text)) return exactNumber(text) ?? text;
  return text === '~' || text === 'null' ? '' : text;
}
