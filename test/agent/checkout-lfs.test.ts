import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import type { WireRepository } from '../../src/wire/agent-protocol.ts';
import { bash, jobRequest, runTestJob, TemporaryFolder, taskStep } from './job.ts';
import { TestRepository } from './repository.ts';

const folders = (process.env.PATH ?? '').split(delimiter).filter(folder => existsSync(folder));
const withoutLfs = !folders.some(folder => existsSync(join(folder, 'git-lfs'))) && 'this machine has no git-lfs';
const pointer = /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n/;

async function checkOut(
  repository: WireRepository,
  lfs: string,
): Promise<{ readonly log: string; readonly printed: string }> {
  const step = taskStep('Checkout', { repository: 'self', lfs }, { displayName: '', name: '__system_1' });
  const look = bash('cat large.bin', { displayName: 'look' });
  const request = jobRequest([step, look], { resources: { endpoints: [], repositories: [repository] } });
  const { server } = await runTestJob(request);
  return { log: server.log(server.records.get(step.id)), printed: server.outputOf(server.record('look')) };
}

test('large files are brought where the step says so, and their pointers where it does not', {
  skip: withoutLfs,
}, async () => {
  using repository = new TestRepository().init();
  repository.git('lfs', 'install', '--local');
  repository.git('lfs', 'track', '*.bin');
  const version = repository.write({ 'large.bin': 'the large file itself\n' }).commit('large');
  // As a server keeps it: git and its extension each in a folder of the bare repository.
  using served = new TemporaryFolder();
  const url = join(served.path, 'code.git');
  repository.git('clone', '-q', '--bare', '.', url);
  repository.git('lfs', 'push', '--all', `file://${url}`, 'main');
  const wire = repository.wire({ url, version });
  const full = await checkOut(wire, 'true');
  assert.equal(full.printed, 'the large file itself\n', full.log);
  assert.match(full.log, /^##\[command\]git lfs install --local$/m);
  assert.match(full.log, new RegExp(`^##\\[command\\]git lfs fetch origin ${version}$`, 'm'));
  assert.match((await checkOut(wire, 'false')).printed, pointer);
});

test('large files need their extension of git', async () => {
  using repository = new TestRepository().init().write({ 'a.txt': 'one\n' });
  const version = repository.commit('first');
  using programs = new TemporaryFolder();
  const path = linkPrograms(programs.path, 'git-lfs');
  const { PATH } = process.env;
  process.env.PATH = path;
  try {
    const { log } = await checkOut(repository.wire({ version }), 'true');
    assert.match(log, /##\[error\]Can not find "Git-LFS" from PATH on this agent/);
  } finally {
    process.env.PATH = PATH;
  }
});

/** A folder with all programs of the path but one. */
function linkPrograms(folder: string, but: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const from of folders) {
    for (const name of readdirSync(from))
      if (name !== but && !existsSync(join(bin, name))) symlinkSync(join(from, name), join(bin, name));
  }
  return bin;
}
