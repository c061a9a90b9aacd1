import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runMillrace } from './millrace-process.ts';
import { makeRepository } from './sample-project.ts';

const pipeline = (more = '') => `trigger: none
${more}steps:
- checkout: none
- bash: echo "[$(Build.SourceVersionMessage)] by [$BUILD_SOURCEVERSIONAUTHOR]"
`;

test('a local run shows the words of its commit, and knows them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-message-'));
  try {
    const files = {
      'azure-pipelines.yml': pipeline(),
      'quiet.yml': pipeline('appendCommitMessageToRunName: false\n'),
    };
    const repository = await makeRepository(join(folder, 'shop'), files);
    const who = ['-c', 'user.name=Ada Lovelace', '-c', 'user.email=ada@localhost'];
    execFileSync('git', ['-C', repository, ...who, 'commit', '-q', '--allow-empty', '-m', 'Sell tea\n\nand cups']);
    const run = (file: string) => runMillrace(['run', join(repository, file)]);
    const loud = await run('azure-pipelines.yml');
    assert.match(loud.stdout, /^Run \d{8}\.1 of shop • Sell tea$/m, loud.stderr);
    assert.match(loud.stdout, /^\[Sell tea\] by \[Ada Lovelace\]$/m);
    const quiet = await run('quiet.yml');
    assert.match(quiet.stdout, /^Run \d{8}\.1 of quiet$/m, quiet.stderr);
    assert.match(quiet.stdout, /^\[Sell tea\] by \[Ada Lovelace\]$/m);
    // In a linked working tree git itself is asked.
    execFileSync('git', ['-C', repository, 'worktree', 'add', '-q', join(folder, 'linked'), '-b', 'linked']);
    const linked = await runMillrace(['run', join(folder, 'linked', 'azure-pipelines.yml')]);
    assert.match(linked.stdout, /^\[Sell tea\] by \[Ada Lovelace\]$/m, linked.stderr);
  } finally {
    await rm(folder, { recursive: true });
  }
});
