import { execFile, execFileSync, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { gitCalls } from '../base/limits.ts';

/** What one call of git may print before it counts as failed, in bytes. */
const outputBytes = 64 * 1024 * 1024;

/**
 * The arguments for a call within a repository. Whoever registered a folder trusts it, so git need not ask who owns it; nothing here
 * runs hooks or fetches.
 */
function within(repository: string, args: readonly string[]): string[] {
  const folder = resolve(repository);
  return ['-c', `safe.directory=${folder}`, '-c', `safe.directory=${resolve(folder, '.git')}`, '-C', folder, ...args];
}

/** What git prints; `undefined` when it fails, or when there is no git or no such folder. */
export async function askGit(repository: string, args: readonly string[]): Promise<Buffer | undefined> {
  const { code, stdout } = await runGit(repository, args);
  return code === 0 ? stdout : undefined;
}

/** The exit code of a call, and what it prints; 128 when there is no git or no such folder. For calls whose exit code says more than yes or no. */
export function runGit(
  repository: string,
  args: readonly string[],
): Promise<{ readonly code: number; readonly stdout: Buffer }> {
  if (args.some(hasNul)) return Promise.resolve({ code: 128, stdout: Buffer.alloc(0) });
  return amongOthers(
    answer =>
      void execFile(
        'git',
        within(repository, args),
        { encoding: 'buffer', maxBuffer: outputBytes },
        (error, stdout) => {
          answer({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 128, stdout });
        },
      ),
  );
}

/** What a call prints, blocking: for what a compilation asks for that was not read ahead. */
export function askGitNow(repository: string, args: readonly string[]): Buffer | undefined {
  try {
    return execFileSync('git', within(repository, args), {
      maxBuffer: outputBytes,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    // An exit code is git's way to say no.
    return undefined;
  }
}

/** What git prints when it is given `input`; `undefined` when it fails. */
export function pipeGit(
  repository: string,
  args: readonly string[],
  input: string | Uint8Array,
): Promise<Buffer | undefined> {
  if (args.some(hasNul)) return Promise.resolve(undefined);
  return amongOthers(answer => {
    const child = spawn('git', within(repository, args), { stdio: ['pipe', 'pipe', 'ignore'] });
    const pieces: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
    child.on('error', () => answer(undefined));
    child.on('close', code => answer(code === 0 ? Buffer.concat(pieces) : undefined));
    // git may end before it has read everything; its exit code tells.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** No argument can have one in it, and no name of git's has. */
function hasNul(argument: string): boolean {
  return argument.includes('\0');
}

let running = 0;
const waiting: (() => void)[] = [];

/** Begins a call of git once fewer than `gitCalls` are running: one request may ask for many. */
async function amongOthers<Answer>(begin: (answer: (value: Answer) => void) => void): Promise<Answer> {
  if (running >= gitCalls) await new Promise<void>(resolve => waiting.push(resolve));
  else running += 1;
  try {
    return await new Promise<Answer>(begin);
  } finally {
    // The next one takes this one's place.
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}
