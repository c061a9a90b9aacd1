import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild } from '../../src/agent/process/child-process.ts';
import { openNative } from '../../src/agent/process/posix-spawn.ts';
import { type ProcessStart, ProcessStartError, type RunningProcess } from '../../src/agent/process/running-process.ts';
import { hasRoomFor, spawnProcess } from '../../src/agent/process/spawned-process.ts';

type Start = (call: ProcessStart) => RunningProcess | Promise<RunningProcess>;
type Outcome = { readonly pid: number; readonly exitCode: number; readonly out: string; readonly err: string };

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-test-')));
const native = openNative();
const url = (name: string): string => new URL(`../../src/agent/process/${name}.ts`, import.meta.url).href;

after(() => rmSync(folder, { recursive: true, force: true }));

async function begin(start: Start, script: string, more: Partial<ProcessStart> = {}): Promise<RunningProcess> {
  return start({
    file: '/bin/bash',
    args: ['--noprofile', '--norc', '-c', script],
    cwd: folder,
    env: { PATH: process.env.PATH ?? '' },
    stdout: () => undefined,
    stderr: () => undefined,
    ...more,
  });
}

async function run(start: Start, script: string, more: Partial<ProcessStart> = {}): Promise<Outcome> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const running = await begin(start, script, {
    stdout: chunk => void out.push(Buffer.from(chunk)),
    stderr: chunk => void err.push(Buffer.from(chunk)),
    ...more,
  });
  const [{ exitCode }] = await Promise.all([running.ended, running.read]);
  return { pid: running.pid, exitCode, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
}

function startsProcesses(name: string, start: Start, skip: string | false): void {
  describe(`${name} starts processes`, { skip }, () => {
    givesThemWhatWasAsked(start);
    handsOnTheirOutput(start);
  });
}

function givesThemWhatWasAsked(start: Start): void {
  test('their exit codes and both streams arrive', async () => {
    const { exitCode, out, err } = await run(start, 'echo to out; echo to err >&2; exit 3');
    assert.deepEqual({ exitCode, out, err }, { exitCode: 3, out: 'to out\n', err: 'to err\n' });
  });

  test('a signal is 128 and its number', async () => {
    assert.equal((await run(start, 'kill -KILL $$')).exitCode, 137);
    assert.equal((await run(start, 'kill -TERM $$')).exitCode, 143);
  });

  test('they get their folder, arguments and variables as they are', async () => {
    const env = { PATH: process.env.PATH ?? '', EMPTY: '', LINES: 'a\nb', 'odd.name': 'x=y', WIDE: 'żółw 🐢' };
    const { out } = await run(start, `pwd; echo "$1|$EMPTY|$LINES|$WIDE"; env | grep odd`, {
      args: ['-c', `pwd; echo "$1|$EMPTY|$LINES|$WIDE"; env | grep odd`, 'name', '一 "two" $three'],
      env,
    });
    assert.equal(out, `${folder}\n一 "two" $three||a\nb|żółw 🐢\nodd.name=x=y\n`);
  });

  test('no variables at all is an empty environment', async () => {
    const { out } = await run(start, '', { file: '/usr/bin/env', args: [], env: {} });
    assert.equal(out, '');
  });

  test('stdin is closed, and nothing else of this process is open in them', async () => {
    const { out } = await run(start, 'read -r line || echo none; echo $(ls /proc/self/fd)');
    // What this process itself was started with may stay open.
    assert.match(out, /^none\n0 1 2 (\d{2,} )*3\n$/);
  });

  test('they lead a session and a group of their own', async () => {
    const { pid, out } = await run(start, 'read -r _ _ _ _ group session _ < /proc/$$/stat; echo "$$ $group $session"');
    assert.equal(out, `${pid} ${pid} ${pid}\n`);
  });

  test('no signal is ignored or blocked in them', async () => {
    const { out } = await run(start, '', { file: '/bin/grep', args: ['-E', 'Sig(Blk|Ign)', '/proc/self/status'] });
    assert.match(out, /SigBlk:\t0+\nSigIgn:\t0+\n/);
  });

  test('a program or a folder that is not there is said as the system says it', async () => {
    const missing = (reason: RegExp) => (failure: unknown) =>
      failure instanceof ProcessStartError && reason.test(failure.message);
    await assert.rejects(async () => run(start, '', { file: join(folder, 'none') }), missing(/^spawn .*none ENOENT$/));
    await assert.rejects(async () => run(start, '', { cwd: join(folder, 'none') }), missing(/ENOENT$/));
    await assert.rejects(async () => run(start, '', { file: folder }), missing(/EACCES$/));
    await assert.rejects(async () => run(start, '', { args: ['a\0b'] }), missing(/null bytes/));
    await assert.rejects(async () => run(start, '', { env: { A: 'a\0b' } }), missing(/null bytes/));
  });
}

function handsOnTheirOutput(start: Start): void {
  test('too many variables for the system are said to be that', async () => {
    const env = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`V${index}`, 'x'.repeat(100_000)]));
    await assert.rejects(run(start, 'true', { env }), {
      name: 'ProcessStartError',
      message: /E2BIG: its arguments and variables are longer than the system takes$/,
    });
  });

  test('ten megabytes arrive whole, in order', async () => {
    let bytes = 0;
    let last = '';
    const { exitCode } = await run(start, 'seq 1 1400000', {
      stdout: chunk => {
        bytes += chunk.length;
        last = chunk.toString('latin1').slice(-8);
        return undefined;
      },
    });
    assert.deepEqual({ exitCode, bytes, last }, { exitCode: 0, bytes: 10088896, last: '1400000\n' });
  });

  test('they wait while their reader does', async () => {
    const progress = join(folder, 'progress');
    writeFileSync(progress, '');
    const gate = Promise.withResolvers<void>();
    let chunks = 0;
    const stdout = (): Promise<void> | undefined => {
      chunks += 1;
      return chunks === 1 ? gate.promise : undefined;
    };
    const script = `for i in 1 2 3 4 5 6 7 8; do head -c 65536 /dev/zero; echo $i >> ${progress}; done`;
    const over = run(start, script, { stdout });
    await sleep(300);
    const whileWaiting = readFileSync(progress, 'utf8').length;
    gate.resolve();
    await over;
    assert.ok(whileWaiting < 16, `${whileWaiting} bytes of progress while nobody read`);
    assert.equal(readFileSync(progress, 'utf8').length, 16);
  });

  test('output that nobody takes any more can be let go', async () => {
    const gate = Promise.withResolvers<void>();
    const running = await begin(start, 'exec cat /dev/zero', { stdout: () => gate.promise });
    await sleep(100);
    running.letGo();
    gate.resolve();
    await running.read;
    // Node's pipes are sockets: whether a write to one fails or signals depends on what was left in it.
    assert.notEqual((await running.ended).exitCode, 0);
  });

  test('what a reader throws is told, and the process is reaped all the same', async () => {
    const failure = new Error('full');
    const stdout = () => {
      throw failure;
    };
    const running = await begin(start, 'echo x', { stdout });
    await assert.rejects(running.read, failure);
    assert.equal((await running.ended).exitCode, 0);
  });

  test('output that a grandchild holds open can be let go', async () => {
    const running = await begin(start, 'sleep 60 & echo $!');
    await running.ended;
    running.letGo();
    await running.read;
    process.kill(-running.pid, 'SIGKILL');
  });
}

startsProcesses('Node', startChild, false);
const skip = native === null && 'this Node cannot call the C library';
const spawn =
  (isJoined: boolean): Start =>
  call => {
    assert.ok(native !== null);
    return spawnProcess(native, call, { isJoined });
  };
startsProcesses('posix_spawn', spawn(false), skip);

describe('posix_spawn', { skip }, () => {
  test('joined streams keep the order they were written in', async () => {
    const { out, err } = await run(spawn(true), 'for i in 1 2 3; do echo out $i; echo err $i >&2; done');
    assert.deepEqual({ out, err }, { out: 'out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\n', err: '' });
  });

  test('this process can end while they run', () => {
    const program = `
      import { openNative } from '${url('posix-spawn')}';
      import { spawnProcess } from '${url('spawned-process')}';
      const call = { file: '/bin/sleep', args: ['60'], cwd: '/', env: {}, stdout() {}, stderr() {} };
      console.log(spawnProcess(openNative(), call, { isJoined: false }).pid);
      setTimeout(() => process.exit(7), 100);`;
    const args = ['--no-warnings', '--input-type=module', '--eval', program];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 30_000 });
    process.kill(-Number(stdout), 'SIGKILL');
    assert.equal(status, 7);
  });

  test('nothing keeps this process once they have ended, however soon that was', () => {
    const program = `
      import { openNative } from '${url('posix-spawn')}';
      import { spawnProcess } from '${url('spawned-process')}';
      const { c } = openNative();
      const call = { file: '/bin/true', args: [], cwd: '/', env: {}, stdout() {}, stderr() {} };
      const later = Date.now() + 300;
      const { waitpid } = c;
      // The first look comes when the program has ended already.
      const slow = { ...c, waitpid(...of) { while (Date.now() < later); return waitpid(...of); } };
      const native = { ...openNative(), c: slow };
      spawnProcess(native, call, { isJoined: true }).ended.then(() => {
        const timers = process.getActiveResourcesInfo().filter(name => name === 'Timeout');
        console.log(timers.length);
      });`;
    const args = ['--no-warnings', '--input-type=module', '--eval', program];
    assert.equal(spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 30_000 }).stdout, '0\n');
  });

  test('no more of them wait for output than leave threads for other work', async () => {
    const running = await Promise.all([1, 2].map(() => begin(spawn(true), 'sleep 0.2')));
    assert.equal(hasRoomFor({ isJoined: true }), false);
    await Promise.all(running.map(each => each.read));
    assert.equal(hasRoomFor({ isJoined: false }), true);
    assert.equal(hasRoomFor({ isJoined: true }), true);
  });

  test('a hundred that end at once are all heard of', async () => {
    const codes = await Promise.all(
      Array.from({ length: 100 }, async (_, n) => (await run(spawn(true), `exit ${n}`)).exitCode),
    );
    assert.deepEqual(
      codes,
      Array.from({ length: 100 }, (_, n) => n),
    );
  });
});
