import { Option } from 'commander';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';

type Env = Io['env'];

/** What stands in front of every flag's variable. */
const prefix = 'MILLRACE_';

/** The variable that a flag may stand in: `--ready-file` in `MILLRACE_READY_FILE`. */
function variableOf(flags: string): string {
  const name = /--([a-z-]+)/.exec(flags)?.[1] ?? flags;
  return prefix + name.toUpperCase().replaceAll('-', '_');
}

/** A flag with a value. Its variable is its name in capitals; an empty one counts as absent. */
export function textFlag(env: Env, flags: string, description: string): Option {
  const variable = variableOf(flags);
  return new Option(flags, `${description} [${variable}]`).default(env[variable] || undefined);
}

/** A flag without a value; its variable says `true` or `false`. */
export function switchFlag(env: Env, flags: string, description: string): Option {
  const variable = variableOf(flags);
  const option = new Option(flags, `${description} [${variable}]`);
  const isOn = readSwitch(variable, env[variable]);
  if (isOn === undefined) return option;
  return option.default(option.negate ? !isOn : isOn);
}

function readSwitch(variable: string, text = ''): boolean | undefined {
  if (text === '') return undefined;
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  if (/^(0|false|no|off)$/i.test(text)) return false;
  throw new CommandError(`${variable} is 'true' or 'false', not '${text}'.`);
}

const separations = { comma: 'with commas', line: 'one a line' } as const;

/**
 * A flag that may be given several times; absent it is an empty list. Its variable has the plural name (`MILLRACE_POOLS` for `--pool`) and
 * holds the values separated by `separator`. Given on the command line, the variable's values are not looked at.
 */
export function listFlag(
  env: Env,
  flags: string,
  { description, separator, plural }: { description: string; separator: 'comma' | 'line'; plural?: string },
): Option {
  const variable = plural === undefined ? `${variableOf(flags)}S` : prefix + plural;
  const given = (env[variable] ?? '')
    .split(separator === 'comma' ? /[,\n]/ : '\n')
    .map(item => item.trim())
    .filter(item => item !== '');
  const option = new Option(flags, `${description}; repeatable [${variable}, ${separations[separator]}]`);
  option.argParser((value: string, previous: readonly string[]) =>
    previous === given ? [value] : [...previous, value],
  );
  return option.default(given);
}

/** The whole number of a flag, or a refusal. */
export function wholeNumber(flag: string, text: string, range: { readonly from: number; readonly to: number }): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= range.from && value <= range.to) return value;
  const words = `a whole number from ${range.from} to ${range.to}`;
  throw new CommandError(`${flag} (or ${variableOf(flag)}) takes ${words}, not '${text}'.`);
}

/** The texts `NAME=VALUE` of a flag by name; the last one of a name counts. */
export function pairs(flag: string, texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map(text => {
      const at = text.indexOf('=');
      if (at < 1) throw new CommandError(`${flag} takes NAME=VALUE, not '${text}'.`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}
