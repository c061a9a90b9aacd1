import { closeSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import { endOfChild } from './child-reaper.ts';
import { PipeReader } from './pipe-reader.ts';
import type { CLibrary, Native } from './posix-spawn.ts';
import { type ProcessStart, ProcessStartError, type RunningProcess } from './running-process.ts';

/** `O_CLOEXEC`, `POSIX_SPAWN_SETSIGDEF`, `POSIX_SPAWN_SETSIGMASK` and `POSIX_SPAWN_SETSID` of Linux. */
const closeOnExec = 0o2000000;
const spawnFlags = 0x04 | 0x08 | 0x80;

/** More than the structures take on any Linux. */
const actionsBytes = 256;
const attributesBytes = 512;

const nullBytes = 'An argument or a variable has null bytes, which no process can be given.';

const allSignals = Buffer.alloc(128, 0xff);

/** Of the threads on which Node does what the system makes it wait for, four unless its user says otherwise, half may wait for output. */
const waitingReaders = Math.min(2, Math.trunc((Number(process.env.UV_THREADPOOL_SIZE) || 4) / 2));

let readers = 0;

/** Whether one more program may be started this way. */
export function hasRoomFor({ isJoined }: { readonly isJoined: boolean }): boolean {
  return readers + (isJoined ? 1 : 2) <= waitingReaders;
}

/**
 * Starts a program without copying this process first: Node's own way takes longer the more memory Node has, and waits meanwhile. `file` must
 * be a path. `isJoined`: both streams are one pipe, which goes to `stdout`. Throws a `ProcessStartError`.
 */
export function spawnProcess(
  native: Native,
  call: ProcessStart,
  { isJoined }: { readonly isJoined: boolean },
): RunningProcess {
  const stdout = openPipe(native.c);
  const stderr = isJoined ? stdout : openPipe(native.c);
  const writeEnds = new Set([stdout.write, stderr.write]);
  let pid: number;
  try {
    pid = start(native, call, stdout.write, stderr.write);
  } catch (failure) {
    for (const fd of new Set([stdout.read, stderr.read])) closeSync(fd);
    throw failure;
  } finally {
    for (const fd of writeEnds) closeSync(fd);
  }
  const pipes = [new PipeReader(stdout.read, call.stdout)];
  if (!isJoined) pipes.push(new PipeReader(stderr.read, call.stderr));
  readers += pipes.length;
  const ends = pipes.map(pipe => pipe.end.finally(() => readers--));
  return {
    pid,
    ended: endOfChild(native.c, pid),
    read: Promise.all(ends).then(() => undefined),
    letGo: () => {
      for (const pipe of pipes) pipe.letGo();
    },
  };
}

function openPipe(c: CLibrary): { readonly read: number; readonly write: number } {
  const fds = Buffer.alloc(8);
  if (c.pipe2(fds, closeOnExec) !== 0) throw new ProcessStartError('Too many files are open.');
  return { read: fds.readInt32LE(0), write: fds.readInt32LE(4) };
}

function start(native: Native, { file, args, cwd, env }: ProcessStart, stdout: number, stderr: number): number {
  const { c } = native;
  const argv = stringList(native, [file, ...args]);
  const envp = stringList(
    native,
    Object.entries(env).map(([name, value]) => `${name}=${value}`),
  );
  const pid = Buffer.alloc(4);
  const actions = Buffer.alloc(actionsBytes);
  c.posix_spawn_file_actions_init(actions);
  c.posix_spawn_file_actions_addopen(actions, 0, '/dev/null', 0, 0);
  c.posix_spawn_file_actions_adddup2(actions, stdout, 1);
  c.posix_spawn_file_actions_adddup2(actions, stderr, 2);
  c.posix_spawn_file_actions_addchdir_np(actions, cwd);
  const error = c.posix_spawn(pid, file, actions, attributesOf(c), argv, envp);
  c.posix_spawn_file_actions_destroy(actions);
  if (error !== 0) throw new ProcessStartError(`spawn ${file} ${getSystemErrorName(-error)}`);
  return pid.readInt32LE(0);
}

let attributes: Buffer | undefined;

/** The same for every program: a session of its own, and no signal ignored or blocked. */
function attributesOf(c: CLibrary): Buffer {
  if (attributes !== undefined) return attributes;
  attributes = Buffer.alloc(attributesBytes);
  c.posix_spawnattr_init(attributes);
  c.posix_spawnattr_setflags(attributes, spawnFlags);
  c.posix_spawnattr_setsigdefault(attributes, allSignals);
  return attributes;
}

const pointerBytes = 8;
const halfPointer = 2 ** 32;

/** A list of strings as C has it: pointers, a null pointer, and the texts they point to, all in one buffer, which keeps them alive. */
function stringList({ addressOf }: Native, strings: readonly string[]): Buffer {
  const text = strings.length === 0 ? '' : `${strings.join('\0')}\0`;
  const start = pointerBytes * (strings.length + 1);
  const list = Buffer.allocUnsafeSlow(start + Buffer.byteLength(text));
  list.write(text, start);
  // In halves: whole ones would each be made as a big integer first.
  const halves = new Uint32Array(list.buffer, 0, 2 * (strings.length + 1)).fill(0);
  const address = Number(addressOf(list));
  let at = start;
  for (let index = 0; index < strings.length; index += 1) {
    halves[2 * index] = (address + at) % halfPointer;
    halves[2 * index + 1] = Math.floor((address + at) / halfPointer);
    at = list.indexOf(0, at) + 1;
  }
  if (at !== list.length) throw new ProcessStartError(nullBytes);
  return list;
}
