import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { WireRepository } from '../../src/wire/agent-protocol.ts';
import { bash, jobRequest, runTestJob, TemporaryFolder, taskStep } from './job.ts';
import { TestRepository } from './repository.ts';

type Checkout = Readonly<Record<string, string>>;

/** Checks out, then runs a script; answers what that printed, and the log of the last checkout. */
async function checkedOut(
  repositories: readonly WireRepository[],
  checkouts: readonly Checkout[],
  script: string,
  work?: string,
) {
  const steps = checkouts.map((inputs, index) =>
    taskStep('Checkout', { repository: 'self', ...inputs }, { displayName: '', name: `__system_${index + 1}` }),
  );
  const request = jobRequest([...steps, bash(script, { displayName: 'look' })], {
    resources: { endpoints: [], repositories },
  });
  const run = await runTestJob(request, work === undefined ? {} : { workFolder: work });
  const { server } = run;
  const replaced = (text: string): string => text.replaceAll(work ?? run.work, 'W');
  const record = server.records.get(steps.at(-1)?.id ?? '');
  return {
    ...run,
    record,
    printed: replaced(server.outputOf(server.record('look'))),
    log: replaced(server.log(record)),
  };
}

function commandsIn(log: string): string[] {
  return log
    .split('\n')
    .filter(line => line.startsWith('##[command]'))
    .map(line => line.slice('##[command]git '.length));
}

test('a repository is brought command by command', async () => {
  using repository = new TestRepository().init().write({ 'a.txt': 'one\n' });
  repository.commit('first');
  repository.git('tag', 'v1');
  const version = repository.write({ 'a.txt': 'two\n' }).commit('second');
  repository.write({ 'a.txt': 'three\n' }).commit('third');
  const { printed, log, record, result, server } = await checkedOut(
    [repository.wire({ version })],
    [{}],
    'pwd; cat a.txt; git status --short --branch; git tag',
  );
  assert.equal(printed, 'W/1/s\ntwo\n## HEAD (no branch)\nv1\n');
  const url = repository.path;
  const fetch = 'fetch --force --tags --prune --prune-tags --progress --no-recurse-submodules origin';
  assert.deepEqual(
    commandsIn(log).filter(command => command !== 'lfs version'),
    [
      'version',
      'init "W/1/s"',
      `remote add origin ${url}`,
      'config gc.auto 0',
      `config --get-all http.${url}.extraheader`,
      'config --get-all http.extraheader',
      'config --get-regexp .*extraheader',
      'config --get-all http.proxy',
      'config http.version HTTP/1.1',
      fetch,
      `${fetch} +${version}`,
      `checkout --progress --force ${version}`,
    ],
  );
  assert.ok(log.includes('Get sources from a repository. Supports Git, TfsVC, and SVN repositories.\n'));
  assert.ok(log.includes('\nSyncing repository: fabrikam (Git)\n'));
  assert.ok(log.includes(`HEAD is now at ${version.slice(0, 7)} second\n`));
  assert.deepEqual(record?.task, { id: 'a9f559fc-f0b3-4868-81b5-577d00e266d0', name: 'Checkout', version: '1.0.0' });
  assert.equal(result, 'succeeded');
  assert.deepEqual(server.results(), [
    '(job): succeeded',
    'Initialize job: succeeded',
    'Checkout fabrikam@main to s: succeeded',
    'look: succeeded',
    'Post-job: Checkout fabrikam@main to s: succeeded',
    'Finalize Job: succeeded',
  ]);
  const post = server.log(server.record('Post-job: Checkout fabrikam@main to s'));
  assert.ok(post.startsWith('##[section]Starting: Checkout fabrikam@main to s\n'));
  assert.ok(post.includes('Cleaning any cached credential from repository: fabrikam (Git)\n'));
});

describe('a checkout', () => {
  const cases: readonly [what: string, inputs: Checkout, look: string, printed: string][] = [
    ['brings all commits', {}, 'git rev-list --count HEAD', '3\n'],
    ['brings as many commits as it says', { fetchDepth: '1' }, 'git rev-list --count HEAD; cat a.txt', '1\nthree\n'],
    ['brings all where the depth is no number', { fetchDepth: 'x' }, 'git rev-list --count HEAD', '3\n'],
    [
      'goes where its path says',
      { path: 'p/q' },
      'pwd; ls ../p/q; echo "$BUILD_SOURCESDIRECTORY $BUILD_REPOSITORY_LOCALPATH"',
      'W/1/s\na.txt\nW/1/p/q W/1/p/q\n',
    ],
    ['may be where scripts start', { path: 'p', workspaceRepo: 'true' }, 'pwd', 'W/1/p\n'],
  ];
  for (const [what, inputs, look, printed] of cases) {
    test(what, async () => {
      using repository = new TestRepository().init().write({ 'a.txt': 'one\n' });
      repository.commit('first');
      repository.write({ 'a.txt': 'two\n' }).commit('second');
      const version = repository.write({ 'a.txt': 'three\n' }).commit('third');
      const run = await checkedOut([repository.wire({ version })], [inputs], look);
      assert.equal(run.printed, printed, run.log);
    });
  }

  test('of a branch without a commit takes the branch’s last, of a tag the tag', async () => {
    using repository = new TestRepository().init().write({ 'a.txt': 'one\n' });
    repository.commit('first');
    repository.git('tag', 'v1');
    repository.write({ 'a.txt': 'two\n' }).commit('second');
    for (const [ref, printed, name] of [
      ['refs/heads/main', 'two\n', 'main'],
      ['main', 'two\n', 'main'],
      ['refs/tags/v1', 'one\n', 'v1'],
    ] as const) {
      const run = await checkedOut([repository.wire({ ref })], [{}], 'cat a.txt');
      assert.equal(run.printed, printed);
      assert.equal(run.record?.name, `Checkout fabrikam@${name} to s`);
    }
  });

  test('of a pull request takes its merge', async () => {
    using repository = new TestRepository().init().write({ 'a.txt': 'one\n' });
    const version = repository.commit('first');
    repository.git('update-ref', 'refs/pull/7/merge', version);
    const run = await checkedOut(
      [repository.wire({ version, ref: 'refs/pull/7/merge' })],
      [{}],
      'git for-each-ref --format="%(refname)" refs/remotes',
    );
    assert.equal(run.printed, 'refs/remotes/origin/main\nrefs/remotes/pull/7/merge\n', run.log);
    assert.ok(commandsIn(run.log).includes('checkout --progress --force refs/remotes/pull/7/merge'));
  });

  test('keeps its clone for the next job, and cleans it where it is told to', async () => {
    using repository = new TestRepository().init().write({ 'a.txt': 'one\n', '.gitignore': 'out\n' });
    using work = new TemporaryFolder();
    const version = repository.commit('first');
    const repositories = [repository.wire({ version })];
    await checkedOut(repositories, [{}], 'echo x > out; echo y > new; echo z > a.txt', work.path);
    const kept = await checkedOut(repositories, [{}], 'ls -A; cat a.txt', work.path);
    assert.equal(kept.printed, '.git\n.gitignore\na.txt\nnew\nout\none\n');
    assert.ok(!commandsIn(kept.log).some(command => command.startsWith('init')));
    const cleaned = await checkedOut(repositories, [{ clean: 'true' }], 'ls -A', work.path);
    assert.equal(cleaned.printed, '.git\n.gitignore\na.txt\n');
    const commands = commandsIn(cleaned.log);
    assert.ok(commands.indexOf('clean -ffdx') > commands.indexOf('config --get remote.origin.url'));
    assert.ok(commands.indexOf('reset --hard HEAD') > commands.indexOf('clean -ffdx'));
  });

  test('begins in an empty folder where there is no clone yet', async () => {
    using repository = new TestRepository().init().write({ 'a.txt': 'one\n' });
    using work = new TemporaryFolder();
    const repositories = [repository.wire({ version: repository.commit('first') })];
    await checkedOut(repositories, [{ repository: 'none' }], 'touch left', work.path);
    const { printed } = await checkedOut(repositories, [{}], 'ls -A', work.path);
    assert.equal(printed, '.git\na.txt\n');
  });

  test('of a full history deepens a shallow clone', async () => {
    using repository = new TestRepository().init().write({ 'a.txt': 'one\n' });
    using work = new TemporaryFolder();
    repository.commit('first');
    const version = repository.write({ 'a.txt': 'two\n' }).commit('second');
    const repositories = [repository.wire({ version })];
    await checkedOut(repositories, [{ fetchDepth: '1' }], 'true', work.path);
    const run = await checkedOut(repositories, [{}], 'git rev-list --count HEAD', work.path);
    assert.equal(run.printed, '2\n', run.log);
  });

  test('without tags says so', async () => {
    using repository = new TestRepository().init().write({ 'a.txt': 'one\n' });
    const version = repository.commit('first');
    const { log } = await checkedOut([repository.wire({ version })], [{ fetchTags: 'false' }], 'true');
    assert.ok(
      commandsIn(log).includes(
        'fetch --force --no-tags --prune --prune-tags --progress --no-recurse-submodules origin',
      ),
    );
  });

  test('brings submodules where it is told to', async () => {
    using inner = new TestRepository().init().write({ 'i.txt': 'inner\n' });
    inner.commit('inner');
    using repository = new TestRepository().init().write({ 'a.txt': 'one\n' });
    repository.git('submodule', 'add', '-q', inner.path, 'sub');
    const version = repository.commit('first');
    const repositories = [repository.wire({ version })];
    assert.equal((await checkedOut(repositories, [{}], 'ls sub')).printed, '');
    const run = await checkedOut(repositories, [{ submodules: 'true' }], 'ls sub');
    assert.equal(run.printed, 'i.txt\n', run.log);
    assert.ok(commandsIn(run.log).includes('submodule update --init --force'));
    const recursive = await checkedOut(repositories, [{ submodules: 'recursive', fetchDepth: '1' }], 'ls sub');
    assert.ok(
      commandsIn(recursive.log).includes('submodule update --init --force --depth=1 --recursive'),
      recursive.log,
    );
  });

  test('of several repositories puts each in a folder of its name', async () => {
    using one = new TestRepository().init().write({ 'one.txt': '' });
    using two = new TestRepository().init().write({ 'two.txt': '' });
    const repositories = [
      one.wire({ version: one.commit('1') }),
      two.wire({ alias: 'tools', name: 'group/kit.git', version: two.commit('2') }),
    ];
    const run = await checkedOut(
      repositories,
      [{}, { repository: 'tools' }],
      'pwd; ls *; echo "$BUILD_SOURCESDIRECTORY $BUILD_REPOSITORY_LOCALPATH"',
    );
    assert.equal(run.printed, 'W/1/s\nfabrikam:\none.txt\n\nkit:\ntwo.txt\nW/1/s W/1/s\n');
    assert.equal(run.record?.name, 'Checkout group/kit.git@main to s/kit');
  });

  test('of none leaves two records, one skipped', async () => {
    const steps = [
      taskStep('Checkout', { repository: 'none' }, { displayName: '', condition: 'false' }),
      bash('ls -A', { displayName: 'look' }),
    ];
    const { server, result } = await runTestJob(jobRequest(steps));
    assert.deepEqual(server.results(), [
      '(job): succeeded',
      'Initialize job: succeeded',
      'Checkout: skipped',
      'look: succeeded',
      'Post-job: Checkout: succeeded',
      'Finalize Job: succeeded',
    ]);
    assert.equal(result, 'succeeded');
  });

  test('keeps the name that its author gave it', async () => {
    const steps = [taskStep('Checkout', { repository: 'none' }, { displayName: 'Get it' })];
    const { server } = await runTestJob(jobRequest(steps));
    assert.equal(server.record('Get it').result, 'succeeded');
  });

  test('does not carry out commands that a commit holds', async () => {
    using repository = new TestRepository().init().write({ 'a.txt': 'one\n' });
    const version = repository.commit('##vso[task.setvariable variable=evil]yes');
    const run = await checkedOut([repository.wire({ version })], [{}], 'echo "[$EVIL]"');
    assert.equal(run.printed, '[]\n');
    assert.ok(run.log.includes('##vso[task.setvariable variable=evil]yes\n'));
  });
});

describe('a checkout that cannot be', () => {
  const outside = (path: string) => `The path '${path}' of the checkout has to stay within the job's folder 'W/1'.`;
  const cases: readonly [what: string, inputs: Checkout, repository: Partial<WireRepository>, error: string][] = [
    [
      'of an unknown repository',
      { repository: 'other' },
      {},
      "The repository 'other' is not available to this job. A run without a server has those of --repository NAME=DIR.",
    ],
    ['outside the job’s folder', { path: '../2' }, {}, outside('../2')],
    ['in a folder with the same beginning', { path: '../1x' }, {}, outside('../1x')],
    ['in the job’s folder itself', { path: '.' }, {}, outside('.')],
    ['at an absolute path', { path: '/tmp' }, {}, outside('/tmp')],
    [
      'of a folder that is gone',
      {},
      { url: '/nonexistent/x' },
      "The repository's folder '/nonexistent/x' is not there.",
    ],
    [
      'of an address that is an option',
      {},
      { url: '--upload-pack=x' },
      "'--upload-pack=x' is not the address of a repository.",
    ],
    ['of a commit that is not there', {}, { version: 'b'.repeat(40) }, 'Git fetch failed with exit code: 128'],
  ];
  for (const [what, inputs, change, error] of cases) {
    test(what, async () => {
      using repository = new TestRepository().init().write({ 'a.txt': 'one\n' });
      repository.commit('first');
      const { log, result } = await checkedOut([repository.wire(change)], [inputs], 'true');
      assert.ok(log.includes(`##[error]${error}\n`), log);
      assert.equal(result, 'failed');
    });
  }

  test('is tried three times', async () => {
    using repository = new TestRepository().init().write({ 'a.txt': 'one\n' });
    repository.commit('first');
    const { log } = await checkedOut([repository.wire({ version: 'b'.repeat(40) })], [{}], 'true');
    assert.equal(
      log.match(/##\[warning\]Git fetch failed with exit code 128, back off \d+ seconds before retry\.\n/g)?.length,
      2,
    );
  });
});

test('variables say how the job’s own repository is checked out', async () => {
  using repository = new TestRepository().init().write({ 'a.txt': 'one\n' });
  repository.commit('first');
  const look = 'echo "$BUILD_REPOSITORY_CLEAN $BUILD_REPOSITORY_GIT_SUBMODULECHECKOUT"';
  const printed = async (inputs: Checkout): Promise<string> =>
    (await checkedOut([repository.wire()], [inputs], look)).printed;
  assert.equal(await printed({}), 'False False\n');
  assert.equal(await printed({ clean: 'true', submodules: 'recursive' }), 'True True\n');
});

describe('a setting of the job', () => {
  const settled = async (variables: Readonly<Record<string, string>>, inputs: Checkout = {}) => {
    using repository = new TestRepository().init().write({ 'a.txt': 'one\n' });
    repository.commit('first');
    const version = repository.write({ 'a.txt': 'two\n' }).commit('second');
    const steps = [
      taskStep('Checkout', { repository: 'self', ...inputs }, { displayName: '', name: 'checkout' }),
      bash('ls; git rev-list --count HEAD', { displayName: 'look' }),
    ];
    const request = jobRequest(steps, {
      resources: { endpoints: [], repositories: [repository.wire({ version })] },
      variables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, { value }])),
    });
    const { server, result } = await runTestJob(request);
    const log = server.log(server.records.get(steps[0]?.id ?? ''));
    return { log, result, printed: server.outputOf(server.record('look')) };
  };

  test('counts for more than the depth of the step', async () => {
    const { printed } = await settled({ 'Agent.Source.Git.ShallowFetchDepth': '1' }, { fetchDepth: '0' });
    assert.equal(printed, 'a.txt\n1\n');
  });

  for (const [name, value] of [
    ['Agent.Source.Skip', 'true'],
    ['Build.SyncSources', 'false'],
  ] as const) {
    test(`${name} brings nothing`, async () => {
      const { log, printed } = await settled({ [name]: value });
      assert.ok(!log.includes('##[command]git'), log);
      assert.ok(!printed.startsWith('a.txt'));
    });
  }

  test('shows the state of the clone before and after where somebody debugs', async () => {
    const { log } = await settled({ 'System.Debug': 'true' });
    assert.deepEqual(
      commandsIn(log)
        .filter(command => /^(status|fetch|checkout)/.test(command))
        .map(command => command.split(' ')[0]),
      ['status', 'fetch', 'fetch', 'checkout', 'status'],
    );
  });
});
