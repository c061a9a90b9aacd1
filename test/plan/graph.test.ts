import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type GraphNode, graphFaults } from '../../src/plan/checks/graph.ts';

/** `a b<a,c` are a node `a` that depends on nothing, and a node `b` that depends on `a` and `c`. */
function graph(text: string): readonly GraphNode[] {
  return text.split(' ').map(part => {
    const [name = '', dependencies = ''] = part.split('<');
    return { name, dependsOn: dependencies === '' ? [] : dependencies.split(',') };
  });
}

function faults(text: string): string {
  return graphFaults(graph(text))
    .map(fault => {
      if (fault.kind === 'noStart') return 'no start';
      return fault.kind === 'cycle' ? `${fault.node.name}>${fault.other}` : `${fault.node.name}?${fault.missing}`;
    })
    .join(' ');
}

describe('faults of a graph', () => {
  const cases: readonly (readonly [graph: string, faults: string])[] = [
    ['a', ''],
    ['a b<a c<a,b', ''],
    ['a<b b<a', 'no start'],
    ['a<x', 'no start'],
    ['a b<b', 'b>b'],
    ['a b<a,d c<B d<c e<b,x', 'b>d c>b d>c'],
    ['a b<c c<b d<e e<d', 'b>c c>b d>e e>d'],
    ['a b<x c<a,y', 'b?x c?y'],
    ['a b<c c<a', ''],
    ['a A<a', ''],
  ];
  for (const [text, expected] of cases) test(text, () => assert.equal(faults(text), expected));

  test('a chain longer than any stack', () => {
    const length = 50_000;
    const nodes = Array.from({ length }, (_, index) => ({
      name: `n${index}`,
      dependsOn: index + 1 < length ? [`n${index + 1}`] : [],
    }));
    assert.deepEqual(graphFaults(nodes), []);
  });
});
