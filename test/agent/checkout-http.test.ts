import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import type { WireEndpoint, WireRepository } from '../../src/wire/agent-protocol.ts';
import { GitServer, withoutHttpBackend } from './git-server.ts';
import { bash, jobRequest, runTestJob, TemporaryFolder, taskStep } from './job.ts';
import { TestRepository } from './repository.ts';

const password = 'p4ss:w0rd';
const basic = `basic ${Buffer.from(`alice:${password}`).toString('base64')}`;

const connection: WireEndpoint = {
  name: 'code',
  url: 'https://elsewhere.example',
  authorization: { scheme: 'UsernamePassword', parameters: { username: 'alice', password } },
};

/** A repository of some commits and folders, and a server for it and its neighbours. */
async function serve(authorization: string) {
  const repository = new TestRepository().init();
  repository.git('config', 'uploadpack.allowFilter', 'true');
  repository.write({ 'a.txt': 'one\n', 'docs/d.txt': 'docs\n', 'src/s.txt': 'src\n', 'src/deep/e.txt': 'deep\n' });
  const version = repository.commit('first');
  const server = await GitServer.open(dirname(repository.path), authorization);
  const url = `${server.url}/${basename(repository.path)}/.git`;
  return {
    repository,
    version,
    url,
    origin: server.url,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      repository[Symbol.dispose]();
    },
  };
}

type Asked = {
  readonly repository: WireRepository;
  readonly endpoints?: readonly WireEndpoint[];
  readonly inputs?: Readonly<Record<string, string>>;
  readonly script?: string;
  readonly work?: string;
};

async function checkOut({ repository, endpoints = [connection], inputs = {}, script = 'true', work }: Asked) {
  const step = taskStep('Checkout', { repository: 'self', ...inputs }, { displayName: '', name: '__system_1' });
  const look = bash(script, { displayName: 'look' });
  const request = jobRequest([step, look], { resources: { endpoints, repositories: [repository] } });
  const run = await runTestJob(request, work === undefined ? {} : { workFolder: work });
  const { server, result } = run;
  return {
    server,
    result,
    log: server.log(server.records.get(step.id)),
    printed: server.outputOf(server.record('look')),
  };
}

function allLogs(server: Awaited<ReturnType<typeof checkOut>>['server']): string {
  return [...server.logs.values()].map(({ text }) => text).join('');
}

describe('a repository behind a password', { skip: withoutHttpBackend }, () => {
  test('is brought with the credentials of its service connection, which nothing shows', async () => {
    await using served = await serve(basic);
    const { repository, version, url } = served;
    const wire = repository.wire({ url, version, endpoint: { name: 'code' } });
    const { server, result, log, printed } = await checkOut({ repository: wire, script: 'cat a.txt; cat .git/config' });
    assert.equal(result, 'succeeded', log);
    assert.match(printed, /^one\n/);
    assert.match(log, /##\[command\]git --config-env=http\.extraheader=env_var_http\.extraheader fetch /);
    assert.doesNotMatch(printed, /extraheader/i);
    assert.ok(!allLogs(server).includes(basic.slice('basic '.length)));
  });

  test('cannot be brought without them, nor with those of another server', async () => {
    await using served = await serve(basic);
    const { repository, version, url } = served;
    const own: WireEndpoint = { ...connection, name: 'SystemVssConnection', url: 'http://127.0.0.1:1/org' };
    const { result, log } = await checkOut({ repository: repository.wire({ url, version }), endpoints: [own] });
    assert.equal(result, 'failed');
    assert.match(log, /##\[error\]Git fetch failed with exit code: 128/);
    assert.doesNotMatch(log, /config-env/);
  });

  test("of the job's own server is read with the job's token", async () => {
    await using served = await serve('bearer t0ken');
    const { repository, version, url, origin } = served;
    const own: WireEndpoint = {
      name: 'SystemVssConnection',
      url: `${origin}/org`,
      authorization: { scheme: 'OAuth', parameters: { AccessToken: 't0ken' } },
    };
    const { result, log } = await checkOut({ repository: repository.wire({ url, version }), endpoints: [own] });
    assert.equal(result, 'succeeded', log);
  });

  test('keeps them for later steps where the step says so, and only until the job ends', async () => {
    await using served = await serve(basic);
    using work = new TemporaryFolder();
    const { repository, version, url } = served;
    const wire = repository.wire({ url, version, endpoint: { name: 'code' } });
    const script = 'GIT_TERMINAL_PROMPT=0 git ls-remote --heads origin';
    const without = await checkOut({ repository: wire, script, work: work.path });
    assert.equal(without.result, 'failed');
    const kept = await checkOut({ repository: wire, script, work: work.path, inputs: { persistCredentials: 'true' } });
    assert.match(kept.printed, /refs\/heads\/main/);
    assert.match(kept.log, /extraheader "AUTHORIZATION: \*\*\*"/);
    assert.doesNotMatch(readFileSync(join(work.path, '1', 's', '.git', 'config'), 'utf8'), /extraheader/i);
  });

  test('brings its submodules from the same server', async () => {
    await using served = await serve(basic);
    using sub = new TestRepository().init().write({ 'sub.txt': 'below\n' });
    sub.commit('first');
    const { repository, url } = served;
    repository.git('submodule', 'add', '-q', sub.path, 'sub');
    repository.git('config', '-f', '.gitmodules', 'submodule.sub.url', `../../${basename(sub.path)}/.git`);
    const version = repository.commit('with a submodule');
    const wire = repository.wire({ url, version, endpoint: { name: 'code' } });
    const { printed, log } = await checkOut({
      repository: wire,
      inputs: { submodules: 'true' },
      script: 'cat sub/sub.txt',
    });
    assert.equal(printed, 'below\n', log);
  });

  test('brings what a filter left out when it is checked out', async () => {
    await using served = await serve(basic);
    const { repository, version, url } = served;
    const wire = repository.wire({ url, version, endpoint: { name: 'code' } });
    const { printed, log } = await checkOut({
      repository: wire,
      inputs: { fetchFilter: 'blob:none+nonsense' },
      script: 'cat a.txt; git config remote.origin.partialclonefilter',
    });
    assert.match(log, /fetch .* --filter=blob:none/);
    assert.equal(printed, 'one\nblob:none\n');
  });

  test('brings all where a job before it left something out', async () => {
    await using served = await serve(basic);
    using work = new TemporaryFolder();
    const { repository, url } = served;
    const version = repository.write({ 'a.txt': 'two\n' }).commit('second');
    const wire = repository.wire({ url, version, endpoint: { name: 'code' } });
    await checkOut({ repository: wire, work: work.path, inputs: { fetchFilter: 'blob:none' } });
    const script = 'git show HEAD~:a.txt HEAD:a.txt';
    const { printed, log } = await checkOut({ repository: wire, work: work.path, script });
    assert.equal(printed, 'one\ntwo\n', log);
  });
});

describe('a sparse checkout', { skip: withoutHttpBackend }, () => {
  const cases: readonly [what: string, inputs: Readonly<Record<string, string>>, files: string][] = [
    [
      'brings the folders it names and the files at the top',
      { sparseCheckoutDirectories: 'docs src/deep' },
      'a.txt docs/d.txt src/deep/e.txt src/s.txt',
    ],
    ['brings what its patterns match', { sparseCheckoutPatterns: '/src/*\n!/src/deep' }, 'src/s.txt'],
    [
      'takes folders before patterns',
      { sparseCheckoutDirectories: 'docs', sparseCheckoutPatterns: '/src/*' },
      'a.txt docs/d.txt',
    ],
    ['brings everything where it names nothing', {}, 'a.txt docs/d.txt src/deep/e.txt src/s.txt'],
  ];
  for (const [what, inputs, files] of cases) {
    test(what, async () => {
      await using served = await serve(basic);
      const { repository, version, url } = served;
      const wire = repository.wire({ url, version, endpoint: { name: 'code' } });
      const script = "find . -path ./.git -prune -o -type f -print | sed 's,^./,,' | sort | xargs echo";
      const { printed, log } = await checkOut({ repository: wire, inputs, script });
      assert.equal(printed, `${files}\n`, log);
    });
  }

  test('is undone where the next job wants everything', async () => {
    await using served = await serve(basic);
    using work = new TemporaryFolder();
    const { repository, version, url } = served;
    const wire = repository.wire({ url, version, endpoint: { name: 'code' } });
    const inputs = { sparseCheckoutDirectories: 'docs' };
    const first = await checkOut({ repository: wire, work: work.path, inputs, script: 'ls' });
    const second = await checkOut({ repository: wire, work: work.path, script: 'ls' });
    assert.deepEqual([first.printed, second.printed], ['a.txt\ndocs\n', 'a.txt\ndocs\nsrc\n']);
  });
});
