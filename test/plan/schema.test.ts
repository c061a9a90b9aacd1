import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { normalisers } from '../../src/plan/normalise/normalisers.ts';
import { schema } from '../../src/plan/schema/schema.ts';

const definitions = Object.entries(schema);

describe('the schema', () => {
  test('only names definitions that it has', () => {
    for (const [name, { sequence, mappings = [] }] of definitions) {
      const named = mappings.flatMap(({ properties = {}, loose, reference }) => [
        ...Object.values(properties),
        ...(loose === undefined ? [] : [loose]),
        ...(reference === undefined ? [] : [reference.file]),
      ]);
      for (const other of [...named, ...(sequence === undefined ? [] : [sequence])])
        assert.ok(Object.hasOwn(schema, other), `${name} names ${other}`);
    }
  });

  test('only names normalisers that there are, and uses all of them', () => {
    const used = new Set(definitions.flatMap(([, { normalise }]) => normalise ?? []));
    assert.deepEqual([...used].sort(), Object.keys(normalisers).sort());
  });

  test('has no definition that nothing leads to', () => {
    const roots = ['pipeline', 'container', 'containerList', 'deployments', 'deployment'];
    const reached = new Set(roots);
    for (const name of reached) {
      const { sequence, mappings = [] } = schema[name] ?? {};
      if (sequence !== undefined) reached.add(sequence);
      for (const { properties = {}, loose, reference } of mappings) {
        for (const other of Object.values(properties)) reached.add(other);
        if (loose !== undefined) reached.add(loose);
        if (reference !== undefined) reached.add(reference.file);
      }
    }
    assert.deepEqual(
      definitions.map(([name]) => name).filter(name => !reached.has(name)),
      [],
    );
  });

  test('tells shapes apart by their first key everywhere or nowhere', () => {
    for (const [name, { mappings = [] }] of definitions) {
      const withFirst = mappings.filter(({ first }) => first !== undefined);
      assert.ok(withFirst.length === 0 || withFirst.length === mappings.length, name);
      const current = withFirst.filter(({ legacy }) => legacy !== true);
      assert.equal(new Set(current.map(({ first }) => first)).size, current.length, name);
    }
  });
});
