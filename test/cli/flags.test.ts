import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { describe, test } from 'node:test';
import type { AgentOptions, RunOptions, ServeOptions } from '../../src/cli/doors.ts';
import { runCli } from '../../src/cli/program.ts';
import { fakeDoors } from './support/fake-doors.ts';
import { FakeIo } from './support/fake-io.ts';
import { folderWith } from './support/folder.ts';

type Env = Readonly<Record<string, string>>;

/** What the doors were opened with, or what was said instead. */
async function opened(argv: readonly string[], env: Env, cwd: string) {
  let options: RunOptions | ServeOptions | AgentOptions | undefined;
  const doors = fakeDoors({
    async runLocal(given) {
      options = given;
      return { result: 'succeeded', findings: [], files: new Map() };
    },
    async serve(given) {
      options = given;
      return 0;
    },
    async agent(given) {
      options = given;
      return 0;
    },
    async start(given) {
      options = given;
      return 0;
    },
  });
  const io = new FakeIo({ env, cwd });
  const code = await runCli(argv, io, doors);
  return { code, options, said: io.err.text.split('\n')[0] };
}

describe('flags of run', () => {
  const none = {
    parameters: {},
    variables: {},
    repositories: {},
    secrets: {},
    withheld: [],
    images: {},
    stages: [],
    jobs: [],
    tasks: [],
  };
  const cases: readonly (readonly [string, readonly string[], Env, Partial<RunOptions>])[] = [
    ['none', [], {}, {}],
    ['a file', ['ci/b.yml'], {}, { path: '/ci/b.yml' }],
    [
      'pairs, with = in the value and the last of a name counting',
      ['--parameter', 'a=1', '--parameter', 'b={"x":"y=z"}', '--parameter', 'a=', '--variable', 'v=w'],
      {},
      { parameters: { a: '', b: '{"x":"y=z"}' }, variables: { v: 'w' } },
    ],
    [
      'pairs in variables, one a line',
      [],
      { MILLRACE_PARAMETERS: 'a=1,2\nb=3\n', MILLRACE_VARIABLES: 'v=w' },
      { parameters: { a: '1,2', b: '3' }, variables: { v: 'w' } },
    ],
    [
      'names in variables, with commas',
      [],
      { MILLRACE_STAGES: 'A, B', MILLRACE_JOBS: 'j' },
      { stages: ['A', 'B'], jobs: ['j'] },
    ],
    [
      'the command line before a variable',
      ['--stage', 'C', '--stage', 'D'],
      { MILLRACE_STAGES: 'A,B' },
      { stages: ['C', 'D'] },
    ],
    ['an empty variable as none', [], { MILLRACE_ROOT: '', MILLRACE_STAGES: '' }, {}],
    [
      'images',
      ['--image', 'ubuntu-latest=host', '--image', 'windows-latest=a.io/b:1'],
      {},
      { images: { 'ubuntu-latest': 'host', 'windows-latest': 'a.io/b:1' } },
    ],
    ['an image in a variable', [], { MILLRACE_IMAGES: 'a=b:1' }, { images: { a: 'b:1' } }],
    ['a secret of its own name', ['--secret', 'KEY'], { KEY: 'hush' }, { secrets: { KEY: 'hush' }, withheld: ['KEY'] }],
    [
      'a secret of its name in capitals',
      ['--secret', 'my.key'],
      { MY_KEY: 'hush' },
      { secrets: { 'my.key': 'hush' }, withheld: ['MY_KEY'] },
    ],
    ['where artifacts stay', ['--artifacts', '/srv/out'], {}, { artifacts: '/srv/out' }],
    ['where artifacts stay, in a variable', [], { MILLRACE_ARTIFACTS: '/srv/out' }, { artifacts: '/srv/out' }],
    ['how many files may take part', ['--max-files', '250'], { MILLRACE_MAX_FILES: '3' }, { maxFiles: 250 }],
    ['how many files, in a variable', [], { MILLRACE_MAX_FILES: '300' }, { maxFiles: 300 }],
    [
      'secrets in a variable',
      [],
      { MILLRACE_SECRETS: 'A,B', A: '1', B: '' },
      { secrets: { A: '1', B: '' }, withheld: ['A', 'B'] },
    ],
  ];
  for (const [name, argv, env, expected] of cases) {
    test(name, async () => {
      using folder = folderWith({ 'azure-pipelines.yml': '', 'ci/b.yml': '', '.git/': '' });
      const { options, said } = await opened(['run', ...argv], env, folder.path);
      assert.deepEqual(options, { root: folder.path, path: '/azure-pipelines.yml', ...none, ...expected }, said ?? '');
    });
  }

  test('repositories are folders, from the current one', async () => {
    using folder = folderWith({ 'app/azure-pipelines.yml': '', 'templates/': '' });
    const cwd = `${folder.path}/app`;
    const { options } = await opened(['run', '--repository', 't=../templates'], {}, cwd);
    assert.deepEqual((options as RunOptions).repositories, { t: `${folder.path}/templates` });
    const byVariable = await opened(['run'], { MILLRACE_REPOSITORIES: `t=${folder.path}/templates` }, cwd);
    assert.deepEqual((byVariable.options as RunOptions).repositories, { t: `${folder.path}/templates` });
  });

  const refusals: readonly (readonly [readonly string[], Env, string])[] = [
    [['--parameter', 'a'], {}, "millrace: --parameter takes NAME=VALUE, not 'a'."],
    [['--variable', '=a'], {}, "millrace: --variable takes NAME=VALUE, not '=a'."],
    [['--artifacts', 'azure-pipelines.yml'], {}, "millrace: --artifacts: 'azure-pipelines.yml' is not a folder."],
    [['--repository', 't=nowhere'], {}, "millrace: --repository: there is no folder 'nowhere'."],
    [
      ['--secret', 'KEY=hush'],
      { KEY: 'other' },
      'millrace: --secret takes a name alone: others on this machine can see command lines. Put the value into the environment variable KEY and give --secret KEY.',
    ],
    [['--secret', 'KEY'], {}, 'millrace: --secret KEY: there is no environment variable KEY to take its value from.'],
    [
      ['--secret', 'my.key'],
      {},
      'millrace: --secret my.key: there is no environment variable my.key or MY_KEY to take its value from.',
    ],
    [
      ['--max-files', '0'],
      {},
      "millrace: --max-files (or MILLRACE_MAX_FILES) takes a whole number from 1 to 100000, not '0'.",
    ],
    [[], { MILLRACE_JSON: 'perhaps' }, "millrace: MILLRACE_JSON is 'true' or 'false', not 'perhaps'."],
  ];
  for (const [argv, env, said] of refusals) {
    test(`refuses ${argv.join(' ') || Object.keys(env).join()}`, async () => {
      using folder = folderWith({ 'azure-pipelines.yml': '' });
      assert.deepEqual(await opened(['run', ...argv], env, folder.path), { code: 2, options: undefined, said });
    });
  }
});

describe('flags of serve and start', () => {
  const off = { memory: false, emulator: false, looseVersions: false };
  const place = { port: 8100, data: '/here/.millrace', organization: 'local' };
  const usual = { ...place, images: {}, agent: true, http: {}, ...off };
  const cases: readonly (readonly [string, readonly string[], Env, Partial<ServeOptions>])[] = [
    ['none', [], {}, {}],
    [
      'all',
      [
        '--port',
        '0',
        '--data',
        'd',
        '--database',
        'postgres://h/d',
        '--blobs',
        'b',
        '--organization',
        'fabrikam',
        '--ready-file',
        'r.json',
        '--no-agent',
      ],
      {},
      {
        port: 0,
        data: '/here/d',
        database: 'postgres://h/d',
        blobs: '/here/b',
        organization: 'fabrikam',
        readyFile: '/here/r.json',
        agent: false,
      },
    ],
    [
      'all in variables',
      [],
      {
        MILLRACE_PORT: '65535',
        MILLRACE_DATA: '/d',
        MILLRACE_DATABASE: 'postgresql://h/d',
        MILLRACE_BLOBS: '/b',
        MILLRACE_ORGANIZATION: 'fabrikam',
        MILLRACE_READY_FILE: '/r.json',
        MILLRACE_NO_AGENT: '1',
      },
      {
        port: 65_535,
        data: '/d',
        database: 'postgresql://h/d',
        blobs: '/b',
        organization: 'fabrikam',
        readyFile: '/r.json',
        agent: false,
      },
    ],
    [
      'the command line before a variable',
      ['--port', '1'],
      { MILLRACE_PORT: '2', MILLRACE_NO_AGENT: 'false' },
      { port: 1 },
    ],
    ['images', ['--image', 'ubuntu-latest=debian:12'], {}, { images: { 'ubuntu-latest': 'debian:12' } }],
  ];
  for (const command of ['serve', 'start']) {
    for (const [name, argv, env, expected] of cases) {
      test(`${command}: ${name}`, async () => {
        const { options, said } = await opened([command, ...argv], env, '/here');
        assert.deepEqual(options, { ...usual, ...expected }, said ?? '');
      });
    }
  }

  const refusals: readonly (readonly [readonly string[], string])[] = [
    [['--port', '65536'], "millrace: --port (or MILLRACE_PORT) takes a whole number from 0 to 65535, not '65536'."],
    [['--port', '8e3'], "millrace: --port (or MILLRACE_PORT) takes a whole number from 0 to 65535, not '8e3'."],
    [
      ['--database', 'mysql://h'],
      'millrace: --database takes an address that begins with postgres://. Without it SQLite is used.',
    ],
    [['--blobs', 's3://bucket'], 'millrace: --blobs takes a folder: addresses of object stores are not supported yet.'],
    [
      ['--organization', 'a/b'],
      "millrace: --organization takes 1 to 64 letters, digits and inner dashes, dots or underscores, not 'a/b'.",
    ],
  ];
  for (const [argv, said] of refusals) {
    test(`refuses ${argv.join(' ')}`, async () => {
      assert.deepEqual(await opened(['serve', ...argv], {}, '/here'), { code: 2, options: undefined, said });
    });
  }
});

describe('flags of agent', () => {
  const server = ['--url', 'http://h:8100/local/', '--token', 't'];
  const usual = {
    url: 'http://h:8100/local',
    token: 't',
    pools: ['Default'],
    parallel: 1,
    name: hostname(),
    work: '/here/_work',
  };
  const cases: readonly (readonly [string, readonly string[], Env, Partial<AgentOptions>])[] = [
    ['a server alone', server, {}, {}],
    [
      'a server in variables',
      [],
      { MILLRACE_URL: 'https://h/x', MILLRACE_TOKEN: 'u' },
      { url: 'https://h/x', token: 'u' },
    ],
    [
      'all',
      [...server, '--pool', 'A', '--pool', 'B', '--pool', 'A', '--parallel', '4', '--name', 'n', '--work', 'w'],
      {},
      { pools: ['A', 'B'], parallel: 4, name: 'n', work: '/here/w' },
    ],
    [
      'pools in a variable',
      server,
      { MILLRACE_POOLS: 'Default,Azure Pipelines', MILLRACE_PARALLEL: '2' },
      { pools: ['Default', 'Azure Pipelines'], parallel: 2 },
    ],
  ];
  for (const [name, argv, env, expected] of cases) {
    test(name, async () => {
      const { options, said } = await opened(['agent', ...argv], env, '/here');
      assert.deepEqual(options, { ...usual, ...expected }, said ?? '');
    });
  }

  const refusals: readonly (readonly [readonly string[], string])[] = [
    [[], 'millrace: Which server? Give --url or set MILLRACE_URL.'],
    [['--url', 'http://h/x'], 'millrace: A token is needed. Give --token or set MILLRACE_TOKEN.'],
    [['--url', 'http://h', '--token', 't'], "millrace: --url takes http://HOST:PORT/ORGANIZATION, not 'http://h'."],
    [['--url', 'file:///x', '--token', 't'], "millrace: --url takes http://HOST:PORT/ORGANIZATION, not 'file:///x'."],
    [
      [...server, '--parallel', '0'],
      "millrace: --parallel (or MILLRACE_PARALLEL) takes a whole number from 1 to 1000, not '0'.",
    ],
  ];
  for (const [argv, said] of refusals) {
    test(`refuses ${argv.join(' ') || 'nothing'}`, async () => {
      assert.deepEqual(await opened(['agent', ...argv], {}, '/here'), { code: 2, options: undefined, said });
    });
  }

  test('the help does not show what variables hold', async () => {
    const io = new FakeIo({ env: { MILLRACE_TOKEN: 'hush-hush', MILLRACE_POOLS: 'hidden' } });
    assert.equal(await runCli(['agent', '--help'], io, fakeDoors()), 0);
    assert.match(io.out.text, /MILLRACE_TOKEN/);
    assert.doesNotMatch(io.out.text, /hush|hidden/);
  });
});
