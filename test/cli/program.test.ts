import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Doors, RunOutcome } from '../../src/cli/doors.ts';
import { CommandError } from '../../src/cli/errors.ts';
import { commandNames, runCli } from '../../src/cli/program.ts';
import { fakeDoors } from './support/fake-doors.ts';
import { FakeIo } from './support/fake-io.ts';
import { folderWith } from './support/folder.ts';

const manifest: { readonly version: string } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);

async function call(argv: readonly string[], { io = new FakeIo(), doors = fakeDoors() } = {}) {
  const code = await runCli(argv, io, doors);
  return { code, out: io.out.text, err: io.err.text };
}

describe('the program', () => {
  for (const flag of ['--version', '-V']) {
    test(`${flag} prints the version`, async () => {
      assert.deepEqual(await call([flag]), { code: 0, out: `${manifest.version}\n`, err: '' });
    });
  }

  test('--help lists every command on stdout', async () => {
    const { code, out, err } = await call(['--help']);
    assert.equal(code, 0);
    assert.equal(err, '');
    for (const name of commandNames) assert.match(out, new RegExp(`^  ${name} +\\w`, 'm'));
    assert.match(out, /^Examples:$/m);
  });

  test('without a command it shows the help on stderr and is wrong usage', async () => {
    const { code, out, err } = await call([]);
    assert.equal(code, 2);
    assert.equal(out, '');
    assert.match(err, /^Usage: millrace COMMAND/);
  });

  for (const name of commandNames) {
    test(`${name} --help and help ${name} show its usage with examples`, async () => {
      const { code, out, err } = await call([name, '--help']);
      assert.equal(code, 0);
      assert.equal(err, '');
      assert.match(out, new RegExp(`^Usage: millrace ${name}`));
      assert.match(out, new RegExp(`^Examples:\n(.*=.* )? *millrace ${name}`, 'm'));
      assert.deepEqual(await call(['help', name]), { code, out, err });
    });
  }

  const wrong: readonly (readonly [readonly string[], string])[] = [
    [
      ['prevew'],
      "millrace: unknown command 'prevew'\n(Did you mean preview?)\nUsage: millrace COMMAND [options]\nTry 'millrace --help'.\n",
    ],
    [
      ['help', 'prevew'],
      "millrace: unknown command 'prevew'\n(Did you mean preview?)\nUsage: millrace COMMAND [options]\nTry 'millrace --help'.\n",
    ],
    [
      ['run', '--stge', 'x'],
      "millrace: unknown option '--stge'\n(Did you mean --stage?)\nUsage: millrace run [options] [FILE]\nTry 'millrace run --help'.\n",
    ],
    [
      ['run', 'a', 'b'],
      "millrace: too many arguments for 'run'. Expected 1 argument but got 2: a, b.\nUsage: millrace run [options] [FILE]\nTry 'millrace run --help'.\n",
    ],
    [
      ['serve', '--port'],
      "millrace: option '--port <N>' argument missing\nUsage: millrace serve [options]\nTry 'millrace serve --help'.\n",
    ],
    [
      ['projects', 'crate'],
      "millrace: unknown command 'crate'\n(Did you mean create?)\nUsage: millrace projects [options] [command]\nTry 'millrace projects --help'.\n",
    ],
    [
      ['projects', 'create'],
      "millrace: missing required argument 'NAME'\nUsage: millrace projects create [options] <NAME>\nTry 'millrace projects create --help'.\n",
    ],
    [['--colour'], "millrace: unknown option '--colour'\nUsage: millrace COMMAND [options]\nTry 'millrace --help'.\n"],
  ];
  for (const [argv, message] of wrong) {
    test(`${argv.join(' ')} is wrong usage`, async () => {
      assert.deepEqual(await call(argv), { code: 2, out: '', err: message });
    });
  }
});

describe('the exit code of run', () => {
  const outcome = (result: RunOutcome['result']): RunOutcome => ({ result, findings: [], files: new Map() });
  const broken = {
    code: 'x',
    severity: 'error',
    message: 'Unexpected value',
    at: { file: '/a.yml' },
    via: [],
  } as const;
  const cases: readonly (readonly [string, Doors['runLocal'], number, string])[] = [
    ['succeeded', async () => outcome('succeeded'), 0, ''],
    ['failed', async () => outcome('failed'), 1, ''],
    ['canceled by nobody, as of a job that took too long,', async () => outcome('canceled'), 1, ''],
    [
      'an invalid pipeline',
      async () => ({ ...outcome(undefined), findings: [broken] }),
      1,
      '/a.yml: Unexpected value\n',
    ],
    [
      'a warning',
      async () => ({ ...outcome('succeeded'), findings: [{ ...broken, severity: 'warning' }] }),
      0,
      'warning: /a.yml: Unexpected value\n',
    ],
    [
      'wrong usage',
      () => Promise.reject(new CommandError("There is no stage 'x'.")),
      2,
      "millrace: There is no stage 'x'.\nUsage: millrace run [options] [FILE]\nTry 'millrace run --help'.\n",
    ],
    ['a refusal', () => Promise.reject(new CommandError('No.', 1)), 1, 'millrace: No.\n'],
    [
      'a refusal of the machine',
      () => Promise.reject(Object.assign(new Error('EACCES: not allowed'), { code: 'EACCES', syscall: 'open' })),
      1,
      'millrace: EACCES: not allowed\n',
    ],
  ];
  for (const [name, runLocal, code, err] of cases) {
    test(`${name} is ${code}`, async () => {
      using folder = folderWith({ 'azure-pipelines.yml': '' });
      const io = new FakeIo({ cwd: folder.path });
      assert.deepEqual(await call(['run'], { io, doors: fakeDoors({ runLocal }) }), { code, out: '', err });
      assert.equal(io.listening, 0, 'nobody listens for Ctrl-C any more');
    });
  }

  test('a fault of ours is 1, and is told with its trace', async () => {
    using folder = folderWith({ 'azure-pipelines.yml': '' });
    const runLocal = () => Promise.reject(new TypeError('x is not a function'));
    const { code, err } = await call(['run'], { io: new FakeIo({ cwd: folder.path }), doors: fakeDoors({ runLocal }) });
    assert.equal(code, 1);
    assert.match(err, /fault of Millrace itself[^]*x is not a function\n {4}at /);
  });

  test('Ctrl-C cancels, and further ones soon after it are the same', async () => {
    using folder = folderWith({ 'azure-pipelines.yml': '' });
    const io = new FakeIo({ cwd: folder.path });
    const doors = fakeDoors({
      async runLocal(_options, _progress, signal) {
        assert.equal(signal.aborted, false);
        io.interrupt();
        assert.equal(signal.aborted, true);
        io.interrupt();
        return outcome('canceled');
      },
    });
    const { code, out } = await call(['run'], { io, doors });
    assert.equal(code, 130);
    assert.equal(out, 'info: Canceling the run. Ctrl-C again ends it at once.\n');
  });
});
