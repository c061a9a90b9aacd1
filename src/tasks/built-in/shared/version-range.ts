/** A version of a tool: as many numbers as it has, and what follows a dash. */
type Version = { readonly numbers: readonly number[]; readonly isPrerelease: boolean };

/**
 * Whether a version is one that a text asks for: `20`, `20.x`, `3.11`, `=1.2.3`, `>=18 <21`, `^18.2.0`, `~3.9`, `1.2 - 2.3`, alternatives joined by
 * `||`; `*`, `x` and nothing are any. A pre-release is only found by its whole name.
 */
export function isInRange(version: string, range: string): boolean {
  if (version === range.replace(/^[v=]+/, '')) return true;
  const parsed = parse(version);
  if (parsed === undefined || parsed.isPrerelease) return false;
  return range.split('||').some(part => fitsAll(parsed.numbers, part));
}

/** Below 0 where `a` is older. */
export function compareToolVersions(a: string, b: string): number {
  return compare(parse(a)?.numbers ?? [], parse(b)?.numbers ?? []);
}

function parse(text: string): Version | undefined {
  const match = /^v?(\d+(?:\.\d+){0,3})(-.+)?$/.exec(text.trim());
  return match?.[1] === undefined
    ? undefined
    : { numbers: match[1].split('.').map(Number), isPrerelease: match[2] !== undefined };
}

function fitsAll(version: readonly number[], text: string): boolean {
  const joined = text
    .trim()
    .replace(/(\S+)\s+-\s+(\S+)/, '>=$1 <=$2')
    .replace(/([<>=~^])\s+/g, '$1');
  return joined.split(/\s+/).every(comparator => fits(version, comparator));
}

function fits(version: readonly number[], comparator: string): boolean {
  const [, operator = '', rest = ''] = /^(>=|<=|>|<|=|\^|~)?v?(.*)$/.exec(comparator) ?? [];
  const wanted = numbersOf(rest);
  if (wanted === undefined) return false;
  if (wanted.length === 0) return true;
  if (operator === '>=') return compare(version, wanted) >= 0;
  if (operator === '<') return compare(version, wanted) < 0;
  if (operator === '>') return compare(version.slice(0, wanted.length), wanted) > 0;
  if (operator === '<=') return compare(version.slice(0, wanted.length), wanted) <= 0;
  if (operator === '~') return compare(version, wanted) >= 0 && begins(version, wanted.slice(0, 2));
  if (operator === '^') return compare(version, wanted) >= 0 && begins(version, caretPrefix(wanted));
  return begins(version, wanted);
}

/** The numbers before the first `x` or `*`; `undefined` for what is no version. */
function numbersOf(text: string): readonly number[] | undefined {
  const numbers: number[] = [];
  for (const part of text === '' ? [] : text.split('.')) {
    if (/^[xX*]$/.test(part)) break;
    if (!/^\d+$/.test(part)) return undefined;
    numbers.push(Number(part));
  }
  return numbers;
}

/** A caret keeps everything up to the first number that is not 0. */
function caretPrefix(wanted: readonly number[]): readonly number[] {
  const first = wanted.findIndex(number => number !== 0);
  return wanted.slice(0, first === -1 ? wanted.length : first + 1);
}

function begins(version: readonly number[], wanted: readonly number[]): boolean {
  return wanted.every((number, index) => (version[index] ?? 0) === number);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
