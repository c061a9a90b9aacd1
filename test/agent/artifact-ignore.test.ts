import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { compileIgnore } from '../../src/agent/artifacts/artifact-ignore.ts';
import { TestRepository } from './repository.ts';

const paths = [
  '!b',
  '#h',
  'a/b/[x].txt',
  'a/b/c/d.txt',
  'a/x.log',
  'build/x/y',
  'foo/bar/baz',
  'logs/deep/l.txt',
  'logs/k.txt',
  'sp ace/f',
  'src/build/z',
  'x.log',
];

/** What git leaves out of `paths` with an ignore file. */
function leftOutByGit(repository: TestRepository, text: string): readonly string[] {
  repository.write({ '.gitignore': text });
  try {
    const args = ['check-ignore', '--no-index', '-z', '--stdin'];
    return execFileSync('git', args, { cwd: repository.path, input: paths.join('\0') })
      .toString()
      .split('\0')
      .slice(0, -1);
  } catch {
    // Its exit code where it leaves out nothing.
    return [];
  }
}

/** What a walk through the folders leaves out. */
function leftOut(text: string): readonly string[] {
  const ignored = compileIgnore(text);
  return paths.filter(path => {
    const parts = path.split('/');
    return parts.some((_, index) => ignored(parts.slice(0, index + 1).join('/'), index < parts.length - 1));
  });
}

describe('.artifactignore is read as git reads its own', () => {
  const texts = [
    '*.log',
    '/x.log',
    'build',
    'build/',
    '/build',
    '**/build',
    'a/**',
    'a/**/d.txt',
    'logs/*',
    'logs/**/l.txt',
  ];
  const escaped = ['\\#h', '\\!b', 'a/b/\\[x\\].txt', 'sp ace/', 'sp\\ ace'];
  const negated = [
    'foo/*\n!foo/bar',
    '*\n!a',
    '*\n!*/\n!*.txt',
    '/*\n!/a\n/a/*\n!/a/b',
    'logs/\n!logs/k.txt',
    '*.txt\n!d.txt',
  ];
  const shapes = ['*.[lt]*', 'a?b', '**/c/', 'b/c', '/a/b/', '[!a]*', '**', '*/', 'a/b/**/', '?.log', '{x,y}.log'];
  for (const text of [...texts, ...escaped, ...negated, ...shapes]) {
    test(JSON.stringify(text), () => {
      using repository = new TestRepository().init().write(Object.fromEntries(paths.map(path => [path, ''])));
      assert.deepEqual(leftOut(text), leftOutByGit(repository, text));
    });
  }
});
