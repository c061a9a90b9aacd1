import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { endAbandonedJob, removeJobMark, writeJobMark } from '../../src/agent/process/job-mark.ts';
import { TemporaryFolder } from './job.ts';

const onLinux = { skip: process.platform === 'linux' ? false : 'processes are looked for in /proc' };

test('what a killed agent left running is ended by the next one, and nothing else', onLinux, async () => {
  using folder = new TemporaryFolder();
  const marked = spawn('sleep', ['1000'], { env: { ...process.env, VSTS_PROCESS_LOOKUP_ID: 'vsts_left' } });
  const other = spawn('sleep', ['1000'], { env: { ...process.env, VSTS_PROCESS_LOOKUP_ID: 'vsts_left2' } });
  const ended = new Promise<unknown>(resolve => marked.once('exit', (_, signal) => resolve(signal)));
  try {
    await Promise.all([marked, other].map(child => new Promise(resolve => child.once('spawn', resolve))));
    writeJobMark(folder.path, 'vsts_left');
    assert.equal(endAbandonedJob(folder.path), 0, 'its agent, which is this process, lives');
    const file = join(folder.path, '.job.json');
    const { owner } = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ owner: `${owner}0`, lookupId: 'vsts_left' }));
    assert.equal(endAbandonedJob(folder.path), 1);
    assert.equal(await ended, 'SIGKILL');
    assert.equal(other.signalCode, null);
    assert.equal(existsSync(file), false);
  } finally {
    marked.kill('SIGKILL');
    other.kill('SIGKILL');
  }
});

test('a mark that was cut short is none', () => {
  using folder = new TemporaryFolder();
  writeFileSync(join(folder.path, '.job.json'), '{"owner":"x');
  assert.equal(endAbandonedJob(folder.path), 0);
  removeJobMark(folder.path);
  assert.equal(endAbandonedJob(folder.path), 0);
});
