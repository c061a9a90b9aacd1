import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { directoryOf, resolveReference } from '../../src/template/engine/references.ts';
import type { SourceRepository } from '../../src/template/source-reader.ts';

const self: SourceRepository = { alias: 'self', type: 'git', name: 'self', ref: '' };
const shared: SourceRepository = { alias: 'Shared', type: 'git', name: 'team/shared', ref: 'refs/heads/main' };
const repositories = new Map([
  ['self', self],
  ['shared', shared],
]);

function resolve(reference: string, from: string): string {
  const [directory = '', alias] = from.split('@');
  const target = resolveReference(
    reference,
    { directory, repository: alias === undefined ? self : shared },
    repositories,
  );
  if (target.kind === 'file') return `${target.path}${target.repository === self ? '' : '@Shared'}`;
  return target.kind === 'noRepository' ? `no ${target.alias}` : `invalid ${target.path}`;
}

describe('a reference to a template', () => {
  const cases: readonly (readonly [reference: string, from: string, meaning: string])[] = [
    ['a.yml', '/', '/a.yml'],
    ['a.yml', '/x/y', '/x/y/a.yml'],
    ['./a.yml', '/x', '/x/a.yml'],
    ['../a.yml', '/x', '/a.yml'],
    ['..\\b\\a.yml', '/x', '/b/a.yml'],
    ['/a.yml', '/x', '/a.yml'],
    ['//a//b.yml', '/x', '/a/b.yml'],
    ['a.yml ', '/', '/a.yml '],
    ['../a.yml', '/', 'invalid //../a.yml'],
    ['../../a.yml', '/x', 'invalid /x/../../a.yml'],
    ['/../a.yml', '/x', 'invalid /../a.yml'],
    ['a.yml@shared', '/x', '/a.yml@Shared'],
    ['a.yml@SHARED', '/x@shared', '/x/a.yml@Shared'],
    ['a.yml', '/x@shared', '/x/a.yml@Shared'],
    ['a.yml@self', '/x', '/x/a.yml'],
    ['a.yml@self', '/x@shared', '/a.yml'],
    ['a.yml@', '/x', '/x/a.yml'],
    ['a.yml@none', '/', 'no none'],
    ['a.yml@self@self', '/', 'no self@self'],
    ['a.yml@constructor', '/', 'no constructor'],
  ];
  for (const [reference, from, meaning] of cases)
    test(`'${reference}' from ${from} is ${meaning}`, () => assert.equal(resolve(reference, from), meaning));
});

test('the folder of a path', () => {
  assert.deepEqual(['/a.yml', '/x/a.yml', '/x/y/a.yml'].map(directoryOf), ['/', '/x', '/x/y']);
});
