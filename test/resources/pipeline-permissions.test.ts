import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  changedPermissions,
  type PermissionChange,
  type Permissions,
} from '../../src/resources/pipeline-permissions.ts';

const by = { id: '1', displayName: 'One', uniqueName: 'one' };
const first = { by, at: 1 };
const second = { by, at: 2 };
const one: Permissions = { allPipelines: undefined, pipelines: [{ id: 1, ...first }] };
const all: Permissions = { allPipelines: first, pipelines: [] };

const cases: readonly (readonly [
  what: string,
  before: Permissions | undefined,
  change: PermissionChange,
  after: Permissions,
])[] = [
  [
    'the first pipeline is named',
    undefined,
    { pipelines: [{ id: 1, authorized: true }] },
    { ...one, pipelines: [{ id: 1, ...second }] },
  ],
  ['a pipeline is named again', one, { pipelines: [{ id: 1, authorized: true }] }, one],
  [
    'a second pipeline is named',
    one,
    { pipelines: [{ id: 2, authorized: true }] },
    {
      ...one,
      pipelines: [
        { id: 1, ...first },
        { id: 2, ...second },
      ],
    },
  ],
  ['a pipeline is refused', one, { pipelines: [{ id: 1, authorized: false }] }, { ...one, pipelines: [] }],
  ['all are allowed', one, { allPipelines: true, pipelines: [] }, { ...one, allPipelines: second }],
  ['all are allowed again', all, { allPipelines: true, pipelines: [] }, all],
  ['all are no longer allowed', all, { allPipelines: false, pipelines: [] }, { ...all, allPipelines: undefined }],
];

for (const [what, before, change, after] of cases) {
  test(`permissions change when ${what}`, () => {
    assert.deepEqual(changedPermissions(before, change, second), after);
  });
}
