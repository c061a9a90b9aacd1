import { repeated } from './names.ts';

/** A node of a graph of stages or jobs. Names are compared in any case. */
export type GraphNode = { readonly name: string; readonly dependsOn: readonly string[] };

/** What is wrong with a graph. Edges are in order of declaration. */
export type GraphFault<Node> =
  | { readonly kind: 'noStart' }
  | { readonly kind: 'cycle'; readonly node: Node; readonly other: string }
  | { readonly kind: 'unknown'; readonly node: Node; readonly missing: string };

/**
 * The faults of a graph as the service finds them: no place to start; else every edge of a cycle; else every name that no node has. Where a
 * name stands for two nodes there is no graph to find faults in. Takes time linear in nodes and edges.
 */
export function graphFaults<Node extends GraphNode>(nodes: readonly Node[]): readonly GraphFault<Node>[] {
  if (repeated(nodes).length > 0) return [];
  if (nodes.length > 0 && nodes.every(node => node.dependsOn.length > 0)) return [{ kind: 'noStart' }];
  const byName = new Map(nodes.map(node => [node.name.toLowerCase(), node]));
  const component = components(nodes, byName);
  const cycles: GraphFault<Node>[] = [];
  const unknown: GraphFault<Node>[] = [];
  for (const node of nodes)
    for (const name of node.dependsOn) {
      const other = byName.get(name.toLowerCase());
      if (other === undefined) unknown.push({ kind: 'unknown', node, missing: name });
      else if (component.get(other) === component.get(node)) cycles.push({ kind: 'cycle', node, other: other.name });
    }
  return cycles.length > 0 ? cycles : unknown;
}

/** Numbers the sets of nodes that reach each other (Tarjan), without recursion: a chain of stages may be as long as a file allows. */
function components<Node extends GraphNode>(
  nodes: readonly Node[],
  byName: ReadonlyMap<string, Node>,
): ReadonlyMap<Node, number> {
  const component = new Map<Node, number>();
  const order = new Map<Node, number>();
  const low = new Map<Node, number>();
  const open: Node[] = [];
  const path: { readonly node: Node; next: number }[] = [];
  const enter = (node: Node) => {
    order.set(node, order.size);
    low.set(node, order.size - 1);
    open.push(node);
    path.push({ node, next: 0 });
  };
  const lower = (node: Node, value: number) => low.set(node, Math.min(low.get(node) ?? value, value));
  for (const start of nodes) {
    if (order.has(start)) continue;
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const name = top.node.dependsOn[top.next++];
      const other = name === undefined ? undefined : byName.get(name.toLowerCase());
      if (other !== undefined && !order.has(other)) enter(other);
      else if (other !== undefined && !component.has(other)) lower(top.node, order.get(other) ?? 0);
      if (name !== undefined) continue;
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) lower(parent.node, low.get(top.node) ?? 0);
      if (low.get(top.node) === order.get(top.node)) close(open, top.node, component);
    }
  }
  return component;
}

function close<Node>(open: Node[], root: Node, component: Map<Node, number>): void {
  const number = component.size;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    component.set(node, number);
    if (node === root) return;
  }
}
