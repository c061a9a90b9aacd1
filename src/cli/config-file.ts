import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { messageOf } from '../base/message-of.ts';
import { CommandError } from './errors.ts';
import type { Io } from './io.ts';

/** The name that is looked for in the current folder and above it, up to the top of its git repository. */
const fileName = 'millrace.config.json';

/**
 * The process with an environment that has what the config file says where it has nothing itself: `{ "readyFile": "x" }` is `MILLRACE_READY_FILE=x`. Lists are
 * arrays under the plural name of their flag, pairs may be objects. `MILLRACE_CONFIG` names another file. Throws a `CommandError` for a file that
 * can't be read.
 */
export function withConfigFile(io: Io): Io {
  const { out, err, env, cwd } = io;
  const file = configFile(env, cwd);
  if (file === undefined) return io;
  const onInterrupt: Io['onInterrupt'] = listener => io.onInterrupt(listener);
  return { out, err, env: { ...settingsOf(file), ...env }, cwd, onInterrupt };
}

function settingsOf(file: string): Io['env'] {
  const settings: Record<string, string | undefined> = {};
  for (const [key, value] of Object.entries(readSettings(file))) {
    settings[variableOf(key)] = textOf(file, key, value);
  }
  return settings;
}

/** The variable that a key of the file stands for: `readyFile` for `MILLRACE_READY_FILE`. */
function variableOf(key: string): string {
  return `MILLRACE_${key.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase()}`;
}

/** Throws a `CommandError` for what the config file says and no flag of these commands means. */
export function checkConfigFile({ env, cwd }: Io, commands: readonly Command[]): void {
  const file = configFile(env, cwd);
  if (file === undefined) return;
  const known = new Set(commands.flatMap(variablesOfFlags));
  const unknown = Object.keys(readSettings(file)).find(key => !known.has(variableOf(key)));
  if (unknown !== undefined) throw new CommandError(`${file}: there is no flag for '${unknown}'.`);
}

/** The variables that the help of a command and of those below it names. */
function variablesOfFlags({ options, commands }: Command): string[] {
  const own = options.flatMap(({ description }) => /\[(MILLRACE_[A-Z_]+)/.exec(description)?.[1] ?? []);
  return [...own, ...commands.flatMap(variablesOfFlags)];
}

function configFile(env: Io['env'], cwd: string): string | undefined {
  return env.MILLRACE_CONFIG ? resolve(cwd, env.MILLRACE_CONFIG) : findFile(cwd);
}

function findFile(cwd: string): string | undefined {
  const own = join(cwd, fileName);
  if (existsSync(own)) return own;
  for (let folder = cwd; ; folder = dirname(folder)) {
    const file = join(folder, fileName);
    if (existsSync(join(folder, '.git'))) return existsSync(file) ? file : undefined;
    if (dirname(folder) === folder) return undefined;
  }
}

function readSettings(file: string): object {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(`The config file can't be read: ${messageOf(error)}`);
  }
  try {
    const settings: unknown = JSON.parse(text);
    if (typeof settings === 'object' && settings !== null && !Array.isArray(settings)) return settings;
  } catch (error) {
    throw new CommandError(`${file} is not JSON: ${messageOf(error)}`);
  }
  throw new CommandError(`${file} must hold an object of flags.`);
}

/** A value as a variable would hold it; lists one item a line. */
function textOf(file: string, key: string, value: unknown): string {
  if (Array.isArray(value)) return value.map(item => textOf(file, key, item)).join('\n');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, each]) => `${name}=${typeof each === 'object' ? JSON.stringify(each) : each}`)
      .join('\n');
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new CommandError(`${file}: '${key}' is a text, a number, true or false, a list or an object.`);
}
