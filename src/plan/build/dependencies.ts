type Dependent = { readonly name: string; readonly dependsOn: readonly string[] };

/** The same nodes, each dependency spelled as the node that it names spells itself. Names that no node has stay as they are. */
export function spellDependencies<Node extends Dependent>(nodes: readonly Node[]): readonly Node[] {
  const spelling = new Map(nodes.map(({ name }) => [name.toLowerCase(), name]));
  return nodes.map(node => ({
    ...node,
    dependsOn: node.dependsOn.map(name => spelling.get(name.toLowerCase()) ?? name),
  }));
}
