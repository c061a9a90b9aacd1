import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gitCalls } from '../../src/base/limits.ts';
import { askGit, pipeGit } from '../../src/source/git-command.ts';

/** Stands before git on the way, and writes down when a call begins and ends. */
const noting = (log: string) => `#!/bin/sh
echo + >>'${log}'
sleep 0.02
echo - >>'${log}'
`;

test('of many calls of git a few run at the same time, and all of them are made', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-git-calls-'));
  const { PATH } = process.env;
  t.after(async () => {
    process.env.PATH = PATH;
    await rm(folder, { recursive: true });
  });
  const log = join(folder, 'log');
  await writeFile(join(folder, 'git'), noting(log));
  await chmod(join(folder, 'git'), 0o755);
  process.env.PATH = `${folder}:${PATH}`;
  const many = 4 * gitCalls;
  await Promise.all(
    Array.from({ length: many }, (_, index) => (index % 2 === 0 ? askGit(folder, []) : pipeGit(folder, [], ''))),
  );
  const marks = (await readFile(log, 'utf8')).trim().split('\n');
  assert.equal(marks.filter(mark => mark === '+').length, many);
  let running = 0;
  let most = 0;
  for (const mark of marks) {
    running += mark === '+' ? 1 : -1;
    most = Math.max(most, running);
  }
  assert.ok(most > 1 && most <= gitCalls, `${most} ran at the same time`);
});

test('calls that fail make room for others', async () => {
  const nowhere = join(tmpdir(), 'millrace-nowhere');
  const failed = await Promise.all(Array.from({ length: 2 * gitCalls }, () => askGit(nowhere, ['status'])));
  assert.ok(failed.every(answer => answer === undefined));
  assert.match(String(await askGit(tmpdir(), ['--version'])), /^git version/);
});
