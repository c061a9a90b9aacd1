import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How long the code of a build stays after it was kept, once another build keeps its own: who still starts the former compiles once more. */
const keptMs = 30 * 24 * 3_600_000;

const buildFolder = /^[0-9a-f]{16}-v/;

type Env = Readonly<Record<string, string | undefined>>;

/** The compiled code of one command as earlier starts of it left it. */
export type CodeCache = {
  /** To be used once and let go: it is megabytes. */
  readonly data: Buffer | undefined;
  /** Keeps the code that `made` answers, if it is more than there was, after a start that ended with `exitCode`. */
  keep(made: () => Buffer, exitCode: number): void;
};

/** `build` names one bundle among all that were ever made. */
type Program = { readonly build: string; readonly command: string };

/**
 * V8's code of the functions that a command called. A start that failed may have called few of them: its code serves until another one
 * succeeded. Wrong usage leaves nothing. A folder that can't be read or written is no error.
 */
export function openCodeCache({ build, command }: Program, env: Env = process.env): CodeCache {
  const caches = cachesOf(process.platform, env);
  if (caches === undefined) return { data: undefined, keep: () => undefined };
  const name = /^[a-z]{1,20}$/.test(command) ? command : 'help';
  const whole = join(caches, 'millrace', `${build}-${process.version}-${process.arch}`, name);
  const partial = `${whole}-failed`;
  const wholeData = read(whole);
  const data = wholeData ?? read(partial);
  return { data, keep: keeping({ whole, partial }, wholeData !== undefined, data !== undefined) };
}

// A function of its own, which holds none of the data.
function keeping(
  { whole, partial }: { readonly whole: string; readonly partial: string },
  hasWhole: boolean,
  hasAny: boolean,
): CodeCache['keep'] {
  return (made, exitCode) => {
    if (exitCode === 0 && !hasWhole) write(whole, made());
    if (exitCode === 1 && !hasAny) write(partial, made());
  };
}

function read(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

// Renamed into place: who starts meanwhile finds nothing or all of it.
function write(file: string, data: Buffer): void {
  const draft = `${file}.${process.pid}`;
  try {
    const made = mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(draft, data, { mode: 0o600 });
    renameSync(draft, file);
    if (made !== undefined) removeOld(dirname(dirname(file)));
  } catch {
    // The next start compiles again, which is all that is lost.
  }
}

function removeOld(caches: string): void {
  for (const name of readdirSync(caches)) {
    const folder = join(caches, name);
    const isOld = buildFolder.test(name) && Date.now() - statSync(folder).mtimeMs > keptMs;
    if (isOld) rmSync(folder, { recursive: true, force: true });
  }
}

/** The user's own folder of caches, never one that others can write: what is in it is run. Undefined where the user has none. */
function cachesOf(platform: NodeJS.Platform, { HOME, LOCALAPPDATA, XDG_CACHE_HOME }: Env): string | undefined {
  if (platform === 'win32') return LOCALAPPDATA || undefined;
  if (XDG_CACHE_HOME?.startsWith('/')) return XDG_CACHE_HOME;
  if (!HOME) return undefined;
  return platform === 'darwin' ? join(HOME, 'Library', 'Caches') : join(HOME, '.cache');
}
