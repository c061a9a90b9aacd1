import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileIgnore } from '../../src/agent/artifacts/artifact-ignore.ts';
import { compileGlob } from '../../src/agent/match/glob.ts';
import { compilePatterns } from '../../src/agent/match/patterns.ts';

describe('globs', () => {
  const cases: readonly [pattern: string, matches: readonly string[], others: readonly string[]][] = [
    ['*', ['a', '.a'], ['a/b']],
    ['**', ['a', 'a/b', '.a/.b/c'], []],
    ['*.js', ['a.js', '.js'], ['a/b.js', 'a.jsx', 'js']],
    ['**/*.js', ['a.js', 'a/b.js', 'a/.b/c.js'], ['a.ts']],
    ['a/**', ['a/b', 'a/b/c'], ['a', 'b/a']],
    ['a/**/z', ['a/z', 'a/b/z', 'a/b/c/z'], ['a', 'az', 'a/b']],
    ['**/b/**', ['b/a', 'a/b/c', 'a/b/b/c'], ['b', 'a/b']],
    ['a?c', ['abc', 'a.c'], ['ac', 'a/c', 'abbc']],
    ['[a-c]x', ['ax', 'cx'], ['dx', 'x']],
    ['[!a-c]x', ['dx'], ['ax', 'x']],
    ['[^a]', ['b'], ['a']],
    ['[]a]', [']', 'a'], ['b']],
    ['[a', ['[a'], ['a']],
    ['a*b*c', ['abc', 'aXbYc', 'abbc'], ['ab', 'acb']],
    ['@(a|b).x', ['a.x', 'b.x'], ['ab.x', '.x', 'c.x']],
    ['?(a)b', ['b', 'ab'], ['aab']],
    ['+(ab|c)', ['ab', 'abc', 'ccab'], ['', 'a']],
    ['*(a|b)c', ['c', 'abbac'], ['adc']],
    ['!(a|b)', ['c', 'ab', 'aa'], ['a', 'b']],
    ['!(*.map).js', ['a.js'], []],
    ['@(a', ['@(a'], ['a']],
    ['{a,b}', ['{a,b}'], ['a', 'b']],
    ['a+b', ['a+b'], ['aab']],
    ['a.b', ['a.b'], ['axb']],
    ['*****a', ['a', 'xa'], ['b']],
  ];
  for (const [pattern, matches, others] of cases) {
    test(`${pattern}`, () => {
      const glob = compileGlob(pattern, { ignoreCase: false });
      for (const path of matches) assert.ok(glob(path), `${pattern} matches ${path}`);
      for (const path of others) assert.ok(!glob(path), `${pattern} does not match ${path}`);
    });
  }

  test('case counts unless it is told not to', () => {
    assert.ok(!compileGlob('a*', { ignoreCase: false })('Ab'));
    assert.ok(compileGlob('a*[X]', { ignoreCase: true })('Abx'));
  });

  test('names that begin with a dot can be left alone', () => {
    const glob = compileGlob('**/*', { dot: false });
    assert.ok(glob('a/b') && !glob('.a/b') && !glob('a/.b'));
    assert.ok(compileGlob('.*', { dot: false })('.a'));
  });

  test('a pattern made to take for ever does not', () => {
    const glob = compileGlob(`${'*a'.repeat(60)}b`);
    assert.equal(glob('a'.repeat(250)), false);
    assert.equal(compileGlob(`${'+(a|aa)'.repeat(20)}b`)('a'.repeat(250)), false);
    assert.equal(compileGlob(`${'**/'.repeat(60)}b`)('a/'.repeat(500)), false);
  });
});

describe('lines of patterns', () => {
  const cases: readonly [patterns: string, chosen: readonly string[]][] = [
    ['**', ['a.js', 'a.map', 'd/a.js', 'd/b.txt']],
    ['', []],
    ['# nothing', []],
    ['**/*.js', ['a.js', 'd/a.js']],
    ['**\n!**/*.js', ['a.map', 'd/b.txt']],
    ['**\n!d/**\nd/b.txt', ['a.js', 'a.map', 'd/b.txt']],
    ['!**/*.js\n**', ['a.js', 'a.map', 'd/a.js', 'd/b.txt']],
    ['*.js\r\n  *.map  ', ['a.js', 'a.map']],
    ['!!a.js', ['a.js']],
    ['/a.js\n./a.map', ['a.js', 'a.map']],
  ];
  for (const [patterns, chosen] of cases) {
    test(JSON.stringify(patterns), () => {
      const isChosen = compilePatterns(patterns);
      assert.deepEqual(['a.js', 'a.map', 'd/a.js', 'd/b.txt'].filter(isChosen), chosen);
    });
  }
});

describe('.artifactignore', () => {
  const cases: readonly [text: string, path: string, isFolder: boolean, ignored: boolean][] = [
    ['*.log', 'a.log', false, true],
    ['*.log', 'deep/er/a.log', false, true],
    ['/a.log', 'deep/a.log', false, false],
    ['/a.log', 'a.log', false, true],
    ['node_modules/', 'x/node_modules', true, true],
    ['node_modules/', 'node_modules', false, false],
    ['a/b', 'x/a/b', false, false],
    ['a/b', 'a/b', false, true],
    ['**/b', 'x/a/b', false, true],
    ['*\n!keep.txt', 'keep.txt', false, false],
    ['*\n!keep.txt', 'other.txt', false, true],
    ['# *.txt', 'a.txt', false, false],
    ['', '.git', true, false],
    ['\\#notes', '#notes', false, true],
    ['\\!bang', '!bang', false, true],
    ['a/\\[x\\].txt', 'a/[x].txt', false, true],
    ['a/\\[x\\].txt', 'a/x.txt', false, false],
    ['end\\ ', 'end ', false, true],
    ['end  ', 'end', false, true],
  ];
  for (const [text, path, isFolder, ignored] of cases) {
    test(`${JSON.stringify(text)} ${ignored ? 'leaves out' : 'keeps'} ${path}`, () => {
      assert.equal(compileIgnore(text)(path, isFolder), ignored);
    });
  }
});
