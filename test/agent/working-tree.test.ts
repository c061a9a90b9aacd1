import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { JobStatus } from '../../src/agent/job/job-status.ts';
import { bash, jobRequest, runTestJob, taskStep } from './job.ts';
import { TestRepository } from './repository.ts';

/** Copies a repository's folder as it is into a job and runs a script there; answers what that printed. */
async function inCopy(
  repository: TestRepository,
  script: string,
  inputs: Record<string, string> = {},
  workFolder?: string,
): Promise<string> {
  const steps = [
    taskStep('Checkout', { repository: 'self', ...inputs }, { displayName: '' }),
    bash(script, { displayName: 'look' }),
  ];
  const request = jobRequest(steps, {
    resources: { endpoints: [], repositories: [repository.wire({ workingTree: true })] },
  });
  const { server, result } = await runTestJob(request, workFolder === undefined ? {} : { workFolder });
  assert.equal(result, 'succeeded', server.log(server.records.get('job-record')));
  return server.outputOf(server.record('look'));
}

/** Everything in a folder, with modes, sizes, times and contents. Git touches borrowed objects when it would write the same ones: their times may change. */
function snapshot(path: string): string {
  const script = `find . -path ./.git/objects -prune -o -printf '%p %m %s %T@ %l\\n' | sort
    find . -path './.git/objects/*' -printf '%p %m %s\\n' | sort
    find . -type f -print0 | sort -z | xargs -0 cat | cksum`;
  return execFileSync('bash', ['-c', script], { cwd: path, encoding: 'utf8' });
}

function changedRepository(): TestRepository {
  const repository = new TestRepository().init();
  repository.write({
    'a.txt': 'one\n',
    'gone.txt': 'x\n',
    'd/deep.txt': 'deep\n',
    '.gitignore': 'ignored*\n',
    'run.sh': '#!/bin/sh\n',
  });
  repository.commit('first');
  repository.git('tag', 'v1');
  repository.git('branch', 'other');
  repository.write({
    'a.txt': 'changed\n',
    'new.txt': 'new\n',
    'd/new.txt': 'new\n',
    'ignored.txt': 'i\n',
    'ignored/x': 'i\n',
    'staged.txt': 's\n',
  });
  repository.remove('gone.txt');
  repository.git('add', 'staged.txt');
  repository.link('link', 'a.txt');
  chmodSync(join(repository.path, 'run.sh'), 0o755);
  return repository;
}

describe('a copy of a working tree', () => {
  test('is the folder as it is: changed, new, staged and deleted files, links and modes', async () => {
    using repository = changedRepository();
    const printed = await inCopy(repository, 'ls -A . d; cat a.txt; readlink link; test -x run.sh && echo runs');
    assert.equal(
      printed,
      '.:\n.git\n.gitignore\na.txt\nd\nlink\nnew.txt\nrun.sh\nstaged.txt\n\nd:\ndeep.txt\nnew.txt\nchanged\na.txt\nruns\n',
    );
  });

  test('is a repository in the same state, with the branches as those of origin', async () => {
    using repository = changedRepository();
    const look =
      'git status --short; git log --format=%s; git describe --tags; git for-each-ref --format="%(refname)"; git symbolic-ref -q HEAD; git config remote.origin.url; git fsck 2>&1';
    const status = repository.git('status', '--short');
    const printed = await inCopy(repository, look);
    assert.equal(
      printed,
      `${status}\nfirst\nv1\nrefs/remotes/origin/main\nrefs/remotes/origin/other\nrefs/tags/v1\n${repository.path}\n`,
    );
  });

  test('leaves the original as it was, whatever a step does', async () => {
    using repository = changedRepository();
    const before = snapshot(repository.path);
    await inCopy(
      repository,
      'git -c user.name=a -c user.email=a@b commit -qam "in the copy"; git gc -q; git branch -f other; rm -rf a.txt d; echo x > link; git stash -q; git checkout -qf HEAD~1',
    );
    assert.equal(snapshot(repository.path), before);
  });

  test('can commit on top', async () => {
    using repository = changedRepository();
    const printed = await inCopy(
      repository,
      'git -c user.name=a -c user.email=a@b commit -qam second && git log --format=%s && git show --stat --format= HEAD | tail -1',
    );
    assert.match(printed, /^second\nfirst\n 4 files changed/);
  });

  test('of a folder without git is whole', async () => {
    using folder = new TestRepository().write({ 'a.txt': 'a', 'd/e/f.txt': 'f', '.hidden': 'h' }).link('l', 'a.txt');
    assert.equal(await inCopy(folder, 'find . | sort'), '.\n./.hidden\n./a.txt\n./d\n./d/e\n./d/e/f.txt\n./l\n');
  });

  for (const [length, said] of [
    [60, /^Copied 60 files of /m],
    [1, /^Copied 1 file of /m],
  ] as const)
    test(`of a folder of folders is counted as it is: ${length}`, async () => {
      const paths = Array.from({ length }, (_, index) => `${index % 4}/${index % 20}/${index}.txt`);
      using folder = new TestRepository().write(Object.fromEntries(paths.map(path => [path, path])));
      const request = jobRequest([taskStep('Checkout', { repository: 'self' }, { displayName: 'copy' })], {
        resources: { endpoints: [], repositories: [folder.wire({ workingTree: true })] },
      });
      const { server } = await runTestJob(request);
      assert.match(server.log(server.record('copy')), said);
    });

  for (const kind of ['folder', 'repository']) {
    test(`of a ${kind} ends when the job is canceled`, async () => {
      using repository = new TestRepository().write({ 'a.txt': 'a', 'd/e/f.txt': 'f' });
      if (kind === 'repository') repository.init().commit('first');
      const steps = [
        taskStep('Checkout', { repository: 'self' }, { displayName: 'copy' }),
        bash('find . -name "*.txt"', { displayName: 'look', condition: 'always()' }),
      ];
      const request = jobRequest(steps, {
        resources: { endpoints: [], repositories: [repository.wire({ workingTree: true })] },
      });
      const status = new JobStatus();
      // The line that comes just before the copy begins.
      const takeLines = (_step: string, text: string): undefined => {
        if (text.startsWith('Syncing repository')) status.cancel();
      };
      const { server, result } = await runTestJob(request, { status, takeLines });
      assert.equal(result, 'canceled');
      const copy = server.record('copy');
      assert.equal(copy.result, 'canceled');
      assert.match(server.log(copy), /##\[error\]The operation was canceled\.\n/);
      assert.equal(server.outputOf(server.record('look')), '');
    });
  }

  test('of a repository without a commit is no repository', async () => {
    using repository = new TestRepository()
      .init()
      .write({ 'a.txt': 'a', 'ignored.txt': 'i', '.gitignore': 'ignored*' });
    assert.equal(await inCopy(repository, 'ls -A'), '.gitignore\na.txt\n');
  });

  test('of a worktree has the worktree’s commit', async () => {
    using repository = changedRepository();
    repository.git('stash', '-qu');
    using tree = new TestRepository();
    repository.git('worktree', 'add', '-q', join(tree.path, 'w'), 'other');
    const worktree = Object.assign(Object.create(TestRepository.prototype), { path: join(tree.path, 'w') });
    assert.equal(await inCopy(worktree, 'git log --format=%s; git status --short; cat a.txt'), 'first\none\n');
  });

  test('of a repository with a format of its own works too', async () => {
    using repository = new TestRepository();
    repository.git('init', '-q', '-b', 'main', '--object-format=sha256', '.');
    repository.write({ 'a.txt': 'one\n' }).commit('first');
    repository.write({ 'a.txt': 'two\n' });
    assert.equal(
      await inCopy(repository, 'git log --format=%s; git status --short; git symbolic-ref -q HEAD; cat a.txt'),
      'first\n M a.txt\ntwo\n',
    );
  });

  test('of a shallow clone is shallow', async () => {
    using origin = new TestRepository().init().write({ 'a.txt': 'one\n' });
    origin.commit('first');
    origin.write({ 'a.txt': 'two\n' }).commit('second');
    using repository = new TestRepository();
    repository.git('clone', '-q', '--depth=1', `file://${origin.path}`, '.');
    assert.equal(await inCopy(repository, 'git log --format=%s; git fsck 2>&1; git status --short'), 'second\n');
  });

  test('with packed and loose refs has the newest of each', async () => {
    using repository = changedRepository();
    repository.git('pack-refs', '--all');
    repository.git('stash', '-qu');
    repository.write({ 'a.txt': 'two\n' }).commit('second');
    assert.equal(
      await inCopy(repository, 'git log --format=%s origin/main; git log --format=%s origin/other'),
      'second\nfirst\nfirst\n',
    );
  });

  test('has submodules where the step asks for them, and repositories that lie in it', async () => {
    using inner = new TestRepository().init().write({ 'i.txt': 'inner\n' });
    inner.commit('inner');
    using repository = new TestRepository().init().write({ 'a.txt': 'one\n' });
    repository.git('submodule', 'add', '-q', inner.path, 'sub');
    repository.commit('first');
    repository.write({ 'sub/new.txt': 'n\n' });
    repository.git('init', '-q', 'nested');
    repository.write({ 'nested/n.txt': 'n\n' });
    assert.equal(await inCopy(repository, 'ls sub nested'), 'nested:\nn.txt\n\nsub:\n');
    assert.equal(
      await inCopy(repository, 'ls sub; git -C sub log --format=%s; git -C sub status --short', { submodules: 'true' }),
      'i.txt\nnew.txt\ninner\n?? new.txt\n',
    );
  });

  test('has submodules that git takes for its own only where the step asks for them', async () => {
    using inner = new TestRepository().init().write({ 'i.txt': 'inner\n' });
    inner.commit('inner');
    using repository = new TestRepository().init().write({ 'a.txt': 'one\n' });
    repository.git('submodule', 'add', '-q', inner.path, 'sub');
    repository.commit('first');
    const script = 'git submodule foreach --quiet "ls"; git submodule status | cut -c1';
    assert.equal(await inCopy(repository, script), '-\n');
    assert.equal(await inCopy(repository, script, { submodules: 'true' }), 'i.txt\n \n');
  });

  test('follows no link that took a folder’s place', async () => {
    using outside = new TestRepository().write({ 'x.txt': 'outside\n' });
    using repository = new TestRepository().init().write({ 'd/x.txt': 'inside\n' });
    repository.commit('first');
    repository.remove('d').link('d', outside.path);
    const before = snapshot(outside.path);
    assert.equal(await inCopy(repository, 'readlink d; git status --short'), `${outside.path}\n D d/x.txt\n?? d\n`);
    assert.equal(snapshot(outside.path), before);
  });

  test('where a file took a folder’s place, and a folder a file’s', async () => {
    using repository = new TestRepository().init().write({ 'd/x.txt': 'x\n', f: 'f\n' });
    repository.commit('first');
    repository.remove('d').remove('f').write({ d: 'now a file\n', 'f/y.txt': 'y\n' });
    assert.equal(await inCopy(repository, 'cat d f/y.txt'), 'now a file\ny\n');
  });

  test('leaves out the agent’s own work folder', async () => {
    using repository = new TestRepository().init().write({ 'a.txt': 'a\n' });
    repository.commit('first');
    const work = join(repository.path, 'work');
    assert.equal(await inCopy(repository, 'ls', {}, work), 'a.txt\n');
    using plain = new TestRepository().write({ 'a.txt': 'a\n' });
    assert.equal(await inCopy(plain, 'ls', {}, join(plain.path, 'work')), 'a.txt\n');
  });

  test('has names of every kind', async () => {
    using repository = new TestRepository()
      .init()
      .write({ 'with space': '', 'ümläut✔': '', 'new\nline': '', '-dash': '', 'quo\'te"': '' });
    repository.commit('first');
    const printed = await inCopy(repository, 'ls -A --quoting-style=c; git status --short');
    assert.deepEqual(printed.trim().split('\n').length, 6);
    assert.ok(!printed.includes('??') && !printed.includes(' D'));
  });

  test('has names that are not UTF-8', {
    skip: process.platform !== 'linux' && 'the file system has no such names',
  }, async () => {
    const make = ['-c', "mkdir $'d\\xff' && echo x > $'d\\xff/f\\xfe' && ln -s $'t\\xfd' link"];
    using repository = new TestRepository().init();
    execFileSync('bash', make, { cwd: repository.path });
    repository.commit('first');
    using folder = new TestRepository();
    execFileSync('bash', make, { cwd: folder.path });
    const look =
      'cat d*/f*; readlink link | od -An -tx1; ls -d d* | od -An -tx1; test -e .git && git status --short; true';
    for (const source of [repository, folder]) assert.equal(await inCopy(source, look), 'x\n 74 fd 0a\n 64 ff 0a\n');
  });

  test('leaves out what is no file', async () => {
    using repository = new TestRepository().init().write({ 'a.txt': 'a\n' });
    repository.commit('first');
    execFileSync('mkfifo', [join(repository.path, 'pipe')]);
    assert.equal(await inCopy(repository, 'ls'), 'a.txt\n');
  });
});

test('the copy of a large folder takes all of it', async () => {
  using repository = new TestRepository().init();
  repository.write(
    Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`d${index % 50}/f${index}`, String(index)])),
  );
  mkdirSync(join(repository.path, 'empty'));
  repository.commit('first');
  assert.equal(await inCopy(repository, 'find . -path ./.git -prune -o -type f -print | wc -l | tr -d " "'), '2000\n');
  assert.ok(statSync(join(repository.path, 'd0')).isDirectory());
});
