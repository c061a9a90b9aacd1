import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { TemporaryFolder } from './job.ts';

/** A user who may not do everything: permissions mean nothing to root. */
const nobody = 65534;
const asUser = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

/** A folder of that user's, to which others may come. */
function ordinaryFolder(): TemporaryFolder {
  const folder = new TemporaryFolder();
  chmodSync(folder.path, 0o777);
  return folder;
}

/** Makes a folder as Go keeps its modules: nobody may write to it. */
function makeModules(root: string, ...names: readonly string[]): void {
  const folder = join(root, ...names, 'pkg/mod');
  const script = 'mkdir -p "$0/deep" && echo x | tee "$0/f" "$0/deep/g" && chmod -R a-w "$1"';
  execFileSync('bash', ['-c', script, folder, join(root, ...names)], asUser);
}

/** Runs a script of the agent's in a process of that user; answers what went wrong. */
function run(script: string, ...args: readonly string[]): string {
  const load = (path: string): string => JSON.stringify(new URL(`../../src/agent/${path}`, import.meta.url));
  const text = `
    import { clearTemp, jobFolders, prepareFolders } from ${load('job/folders.ts')};
    import { removeOldWorkspaces } from ${load('job/remove-old-workspaces.ts')};
    import { removeFolder } from ${load('remove-folder.ts')};
    const [path] = process.argv.slice(1);
    ${script}`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', text, ...args], {
    ...asUser,
    encoding: 'utf8',
  });
  return status === 0 ? '' : stderr;
}

describe('a folder that nobody may write to', { skip: process.platform === 'win32' }, () => {
  test('is removed, and what its links lead to is not', () => {
    using root = ordinaryFolder();
    execFileSync('bash', ['-c', 'mkdir -m 555 kept; mkdir go; ln -s ../kept go/link'], { cwd: root.path, ...asUser });
    makeModules(root.path, 'go');
    assert.equal(run('removeFolder(path)', join(root.path, 'go')), '');
    assert.deepEqual(readdirSync(root.path), ['kept']);
    assert.equal(statSync(join(root.path, 'kept')).mode & 0o777, 0o555);
  });

  test('goes with the folders of a job, whatever of it is cleaned', () => {
    using root = ordinaryFolder();
    for (const folder of ['_temp', '1/a', '1/s', '1/b']) makeModules(root.path, folder, 'go');
    assert.equal(run("prepareFolders(jobFolders(path, 1), 'resources')", root.path), '');
    assert.deepEqual(readdirSync(join(root.path, '_temp')), []);
    assert.deepEqual(readdirSync(join(root.path, '1/a')), []);
    assert.deepEqual(readdirSync(join(root.path, '1/s')), []);
    assert.deepEqual(readdirSync(join(root.path, '1/b')), ['go']);
    assert.equal(run("prepareFolders(jobFolders(path, 1), 'all')", root.path), '');
    assert.deepEqual(readdirSync(join(root.path, '1/b')), []);
  });

  test('goes with a workspace that nobody has used for long', () => {
    using root = ordinaryFolder();
    makeModules(root.path, '1', 's', 'go');
    mkdirSync(join(root.path, 'SourceRootMapping'));
    const mapping = { last: 1, workspaces: { key: { number: 1, usedAt: 0 } } };
    writeFileSync(join(root.path, 'SourceRootMapping/Mappings.json'), JSON.stringify(mapping));
    execFileSync('chown', ['-R', `${asUser.uid ?? process.getuid?.()}`, root.path]);
    assert.equal(run('await removeOldWorkspaces(path, Date.now())', root.path), '');
    assert.equal(existsSync(join(root.path, '1')), false);
  });
});

test('temporary files of another user are left, and the rest of them is removed', {
  skip: asUser.uid === undefined && 'needs root, to make files of another user',
}, () => {
  using root = ordinaryFolder();
  mkdirSync(join(root.path, '_temp/others'), { recursive: true });
  writeFileSync(join(root.path, '_temp/others/f'), '');
  chmodSync(join(root.path, '_temp'), 0o777);
  makeModules(root.path, '_temp', 'go');
  execFileSync('touch', [join(root.path, '_temp/script.sh')], asUser);
  assert.equal(run('clearTemp(jobFolders(path, 1)); prepareFolders(jobFolders(path, 1))', root.path), '');
  assert.deepEqual(readdirSync(join(root.path, '_temp')), ['others']);
});
