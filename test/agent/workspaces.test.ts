import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { removeOldWorkspaces } from '../../src/agent/job/remove-old-workspaces.ts';
import { lastingNotes, passingNotes } from '../../src/agent/job/workspace-mapping.ts';
import { workspaceNumber } from '../../src/agent/job/workspace-number.ts';
import { jobRequest, TemporaryFolder } from './job.ts';

const day = 24 * 60 * 60 * 1000;

function requestOf(pipeline: string) {
  return jobRequest([], { variables: { 'system.definitionId': { value: pipeline } } });
}

test('folders that no job has used for thirty days are removed, and their numbers not given again', async () => {
  using work = new TemporaryFolder();
  const begin = (pipeline: string, now: number): number => {
    const number = workspaceNumber(lastingNotes(work.path), requestOf(pipeline), now);
    mkdirSync(join(work.path, String(number), 's'), { recursive: true });
    return number;
  };
  assert.deepEqual([begin('a', 0), begin('b', 0), begin('b', 10 * day)], [1, 2, 2]);
  assert.equal(await removeOldWorkspaces(work.path, 20 * day), 0);
  assert.equal(await removeOldWorkspaces(work.path, 31 * day), 1);
  assert.deepEqual([existsSync(join(work.path, '1')), existsSync(join(work.path, '2'))], [false, true]);
  assert.deepEqual([begin('b', 31 * day), begin('a', 31 * day)], [2, 3]);
});

test('a mapping that cannot be read removes nothing', async () => {
  using work = new TemporaryFolder();
  mkdirSync(join(work.path, 'SourceRootMapping'));
  mkdirSync(join(work.path, '1'));
  writeFileSync(join(work.path, 'SourceRootMapping', 'Mappings.json'), '{"last":');
  assert.equal(await removeOldWorkspaces(work.path, Date.now()), 0);
  assert.equal(existsSync(join(work.path, '1')), true);
  assert.equal(workspaceNumber(lastingNotes(work.path), requestOf('a'), Date.now()), 1);
});

test('notes that pass with their agent give the same numbers as those in a file', () => {
  using work = new TemporaryFolder();
  for (const notes of [lastingNotes(work.path), passingNotes()]) {
    const numbers = ['a', 'b', 'a', 'c', 'b'].map(pipeline => workspaceNumber(notes, requestOf(pipeline), day));
    assert.deepEqual(numbers, [1, 2, 1, 3, 2]);
  }
});
