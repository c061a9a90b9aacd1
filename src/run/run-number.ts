import type { Instant } from '../base/clock.ts';

/** What the tokens of a run-number format can name. `variables` by lower-cased name. */
export type NumberFacts = {
  readonly at: Instant;
  readonly runId: number;
  readonly pipelineName: string;
  readonly projectName: string;
  readonly branchName: string;
  readonly variables: ReadonlyMap<string, string>;
};

/** A format with every token but `$(Rev:…)` filled in. */
export type NumberPattern = {
  /** The number with its revision; the text itself when the format has none. */
  readonly withRevision: (revision: number) => string;
  /** What a revision counts within: the text around it. `undefined` when the format has none. */
  readonly revisionKey: string | undefined;
};

/** Longest run number the service takes, in characters. */
export const runNumberMaxChars = 255;

const forbidden = /["/:<>\\|?@*]/;

/**
 * Fills in a run-number format (`name:` of a pipeline): `$(Date:yyyyMMdd).$(Rev:r)`. Times are UTC. Unknown tokens stay as they are; the
 * revision is the caller's to count, 1 + the runs whose number is equal in every other part.
 */
export function numberPattern(format: string, facts: NumberFacts): NumberPattern {
  const parts: (string | { readonly digits: string; readonly dot: boolean })[] = [];
  let rest = 0;
  for (let open = format.indexOf('$('); open !== -1; open = format.indexOf('$(', rest)) {
    const close = format.indexOf(')', open);
    if (close === -1) break;
    parts.push(format.slice(rest, open));
    const token = format.slice(open + 2, close);
    parts.push(revisionToken(token) ?? tokenText(token, facts) ?? format.slice(open, close + 1));
    rest = close + 1;
  }
  parts.push(format.slice(rest));
  const fill = (revision: string | ((digits: string, dot: boolean) => string)): string =>
    parts
      .map(part =>
        typeof part === 'string' ? part : typeof revision === 'string' ? revision : revision(part.digits, part.dot),
      )
      .join('');
  const counted = parts.some(part => typeof part !== 'string');
  return {
    withRevision: revision => fill((digits, dot) => (dot ? '.' : '') + String(revision).padStart(digits.length, '0')),
    revisionKey: counted ? fill('\0') : undefined,
  };
}

/** Whether the service would take a text as run number. */
export function isRunNumber(text: string): boolean {
  return text.length > 0 && text.length <= runNumberMaxChars && !forbidden.test(text) && !text.endsWith('.');
}

function revisionToken(token: string): { digits: string; dot: boolean } | undefined {
  const match = /^rev:(\.?)(r+)$/i.exec(token);
  return match === null ? undefined : { digits: match[2] ?? 'r', dot: match[1] === '.' };
}

function tokenText(token: string, facts: NumberFacts): string | undefined {
  const date = new Date(facts.at);
  const colon = token.indexOf(':');
  const name = (colon === -1 ? token : token.slice(0, colon)).toLowerCase();
  const argument = colon === -1 ? '' : token.slice(colon + 1);
  switch (name) {
    case 'date':
    case 'year':
      return formatDate(date, argument === '' ? 'yyyyMMdd' : argument);
    case 'dayofmonth':
      return String(date.getUTCDate());
    case 'dayofyear':
      return String(dayOfYear(date));
    case 'month':
      return String(date.getUTCMonth() + 1);
    case 'hours':
      return String(date.getUTCHours());
    case 'minutes':
      return String(date.getUTCMinutes());
    case 'seconds':
      return String(date.getUTCSeconds());
    case 'sourcebranchname':
    case 'build.sourcebranchname':
      return facts.branchName;
    case 'teamproject':
      return facts.projectName;
    case 'builddefinitionname':
    case 'build.definitionname':
      return facts.pipelineName;
    case 'buildid':
    case 'build.buildid':
      return String(facts.runId);
    default:
      return facts.variables.get(token.toLowerCase());
  }
}

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}

const monthNames = 'January February March April May June July August September October November December'.split(' ');
const dayNames = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** The custom date formats of .NET, as far as they make sense in a run number; everything that is no format letter stays. */
export function formatDate(date: Date, format: string): string {
  return format.replaceAll(/y+|M+|d+|H+|h+|m+|s+|f+|F+|t+/g, run => datePart(date, run));
}

function datePart(date: Date, run: string): string {
  const padded = (value: number, digits = run.length): string => String(value).padStart(Math.min(digits, 2), '0');
  switch (run.charAt(0)) {
    case 'y':
      return run.length <= 2
        ? padded(date.getUTCFullYear() % 100)
        : String(date.getUTCFullYear()).padStart(run.length, '0');
    case 'M':
      return run.length >= 3 ? nameOf(monthNames, date.getUTCMonth(), run.length) : padded(date.getUTCMonth() + 1);
    case 'd':
      return run.length >= 3 ? nameOf(dayNames, date.getUTCDay(), run.length) : padded(date.getUTCDate());
    case 'H':
      return padded(date.getUTCHours());
    case 'h':
      return padded(date.getUTCHours() % 12 || 12);
    case 'm':
      return padded(date.getUTCMinutes());
    case 's':
      return padded(date.getUTCSeconds());
    case 't':
      return (date.getUTCHours() < 12 ? 'AM' : 'PM').slice(0, run.length);
    default:
      return String(date.getUTCMilliseconds()).padStart(3, '0').padEnd(7, '0').slice(0, run.length);
  }
}

function nameOf(names: readonly string[], index: number, length: number): string {
  const name = names[index] ?? '';
  return length === 3 ? name.slice(0, 3) : name;
}
