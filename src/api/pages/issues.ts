import type { Issue } from '../../run/timeline.ts';
import { type Markup, markup } from './markup.ts';

/** The most complaints that are listed below one record, and how long each may be in characters. */
const listed = 10;
const longest = 2_000;

/** How many lines of a log are seen before the one that a link leads to. */
const linesBefore = 10;

/** What a record complains of, the first of it; `log` is the address of its log, where the lines are that say so. */
export function issuesOf({ issues }: { readonly issues: readonly Issue[] }, log?: string): Markup | string {
  if (issues.length === 0) return '';
  const more = issues.length - listed;
  const rest = more > 0 ? markup`<li class="took">… and ${more} more</li>` : '';
  return markup`<ul class="notes">${issues.slice(0, listed).map(issue => issueOf(issue, log))}${rest}</ul>`;
}

/** The address of a line of a log, with the address of the log. */
export function lineAddress(log: string, line: number): string {
  return `${log}&from=${Math.max(1, line - linesBefore)}#L${line}`;
}

function issueOf({ type, message, data }: Issue, log: string | undefined): Markup {
  const [kind, label] = type === 'error' ? ['failed', 'Error'] : ['issues', 'Warning'];
  const { sourcepath, linenumber, logfilelinenumber } = lowered(data);
  const line = /^\d{1,9}$/.test(logfilelinenumber ?? '') ? Number(logfilelinenumber) : undefined;
  const place =
    sourcepath === undefined
      ? ''
      : markup` <code>${sourcepath}${linenumber === undefined ? '' : `:${linenumber}`}</code>`;
  const link =
    log === undefined || line === undefined ? '' : markup` <a href="${lineAddress(log, line)}">line ${line}</a>`;
  return markup`<li class="${kind}"><b>${label}:</b> ${message.slice(0, longest)}${place}${link}</li>`;
}

function lowered(data: Readonly<Record<string, string>>): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name.toLowerCase(), value]));
}
