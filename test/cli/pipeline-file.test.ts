import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { describe, test } from 'node:test';
import { locatePipeline } from '../../src/cli/flags/pipeline-file.ts';
import { folderWith } from './support/folder.ts';

type Case = {
  readonly name: string;
  readonly files: readonly string[];
  readonly cwd?: string;
  readonly file?: string;
  readonly root?: string;
  /** The root below the test's folder, and the path. */
  readonly found: readonly [string, string];
};

const cases: readonly Case[] = [
  {
    name: 'the usual name here',
    files: ['azure-pipelines.yml', 'azure-pipelines.yaml'],
    found: ['', '/azure-pipelines.yml'],
  },
  {
    name: 'the other ending',
    files: ['azure-pipelines.yaml', '.azure-pipelines.yml'],
    found: ['', '/azure-pipelines.yaml'],
  },
  { name: 'the hidden one', files: ['.azure-pipelines.yml'], found: ['', '/.azure-pipelines.yml'] },
  {
    name: 'at the git top level',
    files: ['.git/', 'azure-pipelines.yml', 'src/a/'],
    cwd: 'src/a',
    found: ['', '/azure-pipelines.yml'],
  },
  {
    name: 'here before the top',
    files: ['.git/', 'azure-pipelines.yml', 'src/.azure-pipelines.yml'],
    cwd: 'src',
    found: ['', '/src/.azure-pipelines.yml'],
  },
  { name: 'a file of a worktree', files: ['.git', 'ci/a.yml'], file: 'ci/a.yml', found: ['', '/ci/a.yml'] },
  {
    name: 'the nearest repository',
    files: ['.git/', 'sub/.git/', 'sub/a.yml'],
    file: 'sub/a.yml',
    found: ['sub', '/a.yml'],
  },
  { name: 'without git, the folder of the file', files: ['ci/a.yml'], file: 'ci/a.yml', found: ['ci', '/a.yml'] },
  { name: 'a root', files: ['.git/', 'ci/x/a.yml'], file: 'ci/x/a.yml', root: 'ci', found: ['ci', '/x/a.yml'] },
  {
    name: 'a file from the root',
    files: ['app/ci/a.yml', 'other/'],
    cwd: 'other',
    file: 'ci/a.yml',
    root: '../app',
    found: ['app', '/ci/a.yml'],
  },
  {
    name: 'a path as findings print it',
    files: ['app/ci/a.yml'],
    file: '/ci/a.yml',
    root: 'app',
    found: ['app', '/ci/a.yml'],
  },
  {
    name: 'the usual name in the root alone',
    files: ['azure-pipelines.yml', 'app/azure-pipelines.yaml'],
    root: 'app',
    found: ['app', '/azure-pipelines.yaml'],
  },
];

describe('a pipeline is found', () => {
  for (const { name, files, cwd = '', file, root, found } of cases) {
    test(name, () => {
      using folder = folderWith(Object.fromEntries(files.map(path => [path, ''])));
      const at = (path: string) => (path === '' ? folder.path : `${folder.path}/${path}`);
      assert.deepEqual(locatePipeline({ cwd: at(cwd), file, root }), { root: at(found[0]), path: found[1] });
    });
  }

  test('through a symbolic link to its folder', () => {
    using folder = folderWith({ 'real/.git/': '', 'real/ci/a.yml': '' });
    symlinkSync(`${folder.path}/real`, `${folder.path}/link`);
    const found = { root: `${folder.path}/real`, path: '/ci/a.yml' };
    assert.deepEqual(locatePipeline({ cwd: folder.path, file: 'link/ci/a.yml', root: undefined }), found);
    assert.deepEqual(locatePipeline({ cwd: folder.path, file: 'real/ci/a.yml', root: 'link' }), found);
  });
});

describe('a pipeline is refused', () => {
  const refusals: readonly (readonly [string, string | undefined, string | undefined, RegExp])[] = [
    ['no file', 'no.yml', undefined, /^There is no file 'no\.yml'\.$/],
    ['a folder', 'ci', undefined, /^'ci' is not a file\.$/],
    ['a root that is not there', 'a.yml', 'no', /^--root: there is no folder 'no'\.$/],
    ['a root that is a file', 'a.yml', 'a.yml', /^--root: there is no folder 'a\.yml'\.$/],
    ['a file outside of the root', 'a.yml', 'ci', /^The file 'a\.yml' is not below the root 'ci'\.$/],
    [
      'none of the usual names',
      undefined,
      undefined,
      /^There is no azure-pipelines\.yml, no .* Say which FILE it is\.$/,
    ],
    ['none of the usual names in the root', undefined, 'ci', / in '[^']*\/ci'\. Say which FILE it is\.$/],
  ];
  for (const [name, file, root, message] of refusals) {
    test(name, () => {
      using folder = folderWith({ 'a.yml': '', 'ci/': '', '.git/': '' });
      assert.throws(() => locatePipeline({ cwd: folder.path, file, root }), {
        name: 'CommandError',
        exitCode: 2,
        message,
      });
    });
  }
});
