import type * as Ffi from 'node:ffi';
import { openCLibrary } from '../../base/c-library.ts';

/** What of the C library starts programs and waits for them. Each answers 0, or the number of the system's error; `waitpid` a process id. */
export type CLibrary = {
  posix_spawn(pid: Buffer, file: string, actions: Buffer, attributes: Buffer, argv: Buffer, envp: Buffer): number;
  posix_spawn_file_actions_init(actions: Buffer): number;
  posix_spawn_file_actions_destroy(actions: Buffer): number;
  posix_spawn_file_actions_addopen(actions: Buffer, fd: number, path: string, flags: number, mode: number): number;
  posix_spawn_file_actions_adddup2(actions: Buffer, fd: number, newFd: number): number;
  posix_spawn_file_actions_addchdir_np(actions: Buffer, path: string): number;
  posix_spawnattr_init(attributes: Buffer): number;
  posix_spawnattr_setflags(attributes: Buffer, flags: number): number;
  posix_spawnattr_setsigdefault(attributes: Buffer, signals: Buffer): number;
  /** −1 when there are no more descriptors. */
  pipe2(fds: Buffer, flags: number): number;
  waitpid(pid: number, status: Buffer, options: number): number;
};

const signatures = {
  posix_spawn: ['buffer', 'string', 'buffer', 'buffer', 'buffer', 'buffer'],
  posix_spawn_file_actions_init: ['buffer'],
  posix_spawn_file_actions_destroy: ['buffer'],
  posix_spawn_file_actions_addopen: ['buffer', 'i32', 'string', 'i32', 'u32'],
  posix_spawn_file_actions_adddup2: ['buffer', 'i32', 'i32'],
  posix_spawn_file_actions_addchdir_np: ['buffer', 'string'],
  posix_spawnattr_init: ['buffer'],
  posix_spawnattr_setflags: ['buffer', 'i16'],
  posix_spawnattr_setsigdefault: ['buffer', 'buffer'],
  pipe2: ['buffer', 'i32'],
  waitpid: ['i32', 'buffer', 'i32'],
} as const satisfies Readonly<Record<keyof CLibrary, readonly Ffi.ArgumentType[]>>;

/** The C library, and where a buffer begins in memory. */
export type Native = { readonly c: CLibrary; readonly addressOf: (buffer: Buffer) => bigint };

let native: Native | null | undefined;

/**
 * The C library of this process, or null where Node cannot call it: before Node 26.1, where it was built without, and on other systems than
 * Linux, whose structures differ. `MILLRACE_NATIVE_SPAWN=0` does without it.
 */
export function openNative(): Native | null {
  native ??= open();
  return native;
}

function open(): Native | null {
  const library = process.env.MILLRACE_NATIVE_SPAWN === '0' ? null : openCLibrary(signatures);
  return library && { c: library.functions as CLibrary, addressOf: library.addressOf };
}
