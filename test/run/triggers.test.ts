import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takesBranch, takesPaths, takesRef } from '../../src/run/triggers/filters.ts';
import { asksToSkip } from '../../src/run/triggers/skip-ci.ts';

const filters = (include: readonly string[], exclude: readonly string[] = []) => ({ include, exclude });
const everything = filters([]);

test('branches are taken by name and wildcard, unless they are left out', () => {
  for (const [include, exclude, branch, isTaken] of [
    [[], [], 'main', true],
    [['main'], [], 'main', true],
    [['main'], [], 'main2', false],
    [['refs/heads/main'], [], 'main', true],
    [['releases/*'], [], 'releases/1.0', true],
    [['releases/*'], [], 'releases/1/0', true],
    [['releases/*'], ['releases/old*'], 'releases/old1', false],
    [['releases/*'], ['releases/old*'], 'releases/new', true],
    [[], ['experimental'], 'experimental', false],
    [[], ['experimental'], 'main', true],
    [['feature?'], [], 'feature1', true],
    [['feature?'], [], 'feature12', false],
    [['*'], ['a.b'], 'axb', true],
  ] as const)
    assert.equal(
      takesBranch(filters(include, exclude), `refs/heads/${branch}`),
      isTaken,
      `${include}/${exclude} ${branch}`,
    );
});

test('tags trigger only where tags are named, other refs never', () => {
  const trigger = { enabled: true, branches: everything };
  for (const [given, ref, isTaken] of [
    [trigger, 'refs/heads/x', true],
    [trigger, 'refs/tags/v1', false],
    [{ enabled: true, tags: filters(['v*']) }, 'refs/tags/v1', true],
    [{ enabled: true, tags: filters(['v*'], ['v1']) }, 'refs/tags/v1', false],
    [{ enabled: true, tags: filters(['v*']) }, 'refs/heads/v1', false],
    [{ ...trigger, enabled: false }, 'refs/heads/x', false],
    [trigger, 'refs/pull/1/merge', false],
  ] as const)
    assert.equal(takesRef(given, ref), isTaken, `${JSON.stringify(given)} ${ref}`);
});

test('paths are taken by the most exact filter', () => {
  for (const [include, exclude, paths, isTaken] of [
    [[], [], [], true],
    [['docs'], [], ['docs/a.md'], true],
    [['/docs/'], [], ['docs/a.md'], true],
    [['docs'], [], ['docs2/a.md', 'src/a'], false],
    [['docs/a.md'], [], ['docs/a.md'], true],
    [[], ['docs'], ['docs/a.md'], false],
    [[], ['docs'], ['docs/a.md', 'src/a'], true],
    [['docs'], ['docs/README.md'], ['docs/README.md'], false],
    [['tools/run'], ['tools'], ['tools/run/x'], true],
    [['tools/run'], ['tools'], ['tools/x'], false],
    [['src/*.ts'], [], ['src/a.ts'], true],
    [['src/*.ts'], [], ['src/deep/a.ts'], false],
    [['src/**/*.ts'], [], ['src/deep/er/a.ts', 'x'], true],
    [['src/**/*.ts'], [], ['src/a.ts'], true],
    [['src/**/*.ts'], [], ['src/a.tsx'], false],
    [['src/**/*.ts'], [], ['src/deep/a.ts/b'], true],
    [['src/*/a.ts'], [], ['src/x/y/a.ts'], false],
    [['s?c/**'], [], ['src/x/y'], true],
    [['s?c'], [], ['s/c'], false],
    [[`${'*a'.repeat(60)}b`], [], ['a'.repeat(200)], false],
    [[`${'**/a'.repeat(60)}b`], [], ['a/'.repeat(200)], false],
    [['*'], ['docs/*'], ['docs/x'], false],
    [['s?c'], [], ['src/a'], true],
    [['docs'], [], [], false],
  ] as const)
    assert.equal(takesPaths(filters(include, exclude), paths), isTaken, `${include}/${exclude} ${paths}`);
});

test('a message may ask for no run', () => {
  for (const [message, isSkipped] of [
    ['Fix [skip ci]', true],
    ['[CI SKIP]\n\nbody', true],
    ['title\n\n[skip azurepipelines]', true],
    ['[azp skip]', true],
    ['[skip azpipelines]', true],
    ['skip-checks: true', true],
    ['skip-checks:true', true],
    ['***NO_CI***', true],
    ['skip ci', false],
    ['[skip cis]', false],
  ] as const)
    assert.equal(asksToSkip(['first', message]), isSkipped, message);
  assert.equal(asksToSkip([]), false);
});

test('a hostile pattern of branches comes to an end', () => {
  assert.equal(takesBranch(filters([`${'*a'.repeat(60)}b`]), `refs/heads/${'a'.repeat(200)}`), false);
});
