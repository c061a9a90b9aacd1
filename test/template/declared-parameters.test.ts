import assert from 'node:assert/strict';
import { test } from 'node:test';
import { yamlFileBytes } from '../../src/base/limits.ts';
import { declaredParameters } from '../../src/template/declared-parameters.ts';

test('declared parameters have their words, type, default and allowed values', () => {
  const text = `parameters:
- name: a
- name: b
  displayName: What b is
  type: number
  default: 3
  values: [1, 3]
- name: c
  type: object
  default: {x: [1, {y: ''}]}
- name: ''
- nonsense
steps: []
`;
  const plain = { displayName: 'a', type: 'string', default: undefined, values: undefined };
  assert.deepEqual(declaredParameters(text), [
    { name: 'a', ...plain },
    { name: 'b', displayName: 'What b is', type: 'number', default: '3', values: ['1', '3'] },
    {
      name: 'c',
      ...plain,
      displayName: 'c',
      type: 'object',
      default: JSON.stringify({ x: ['1', { y: '' }] }, undefined, 2),
    },
  ]);
});

test('a file without declarations, or that can not be read, has none', () => {
  for (const text of [
    '',
    'steps: []',
    'parameters: {a: b}',
    '- a',
    'a: [',
    'parameters: x',
    ' '.repeat(yamlFileBytes + 1),
  ])
    assert.deepEqual(declaredParameters(text), []);
});
