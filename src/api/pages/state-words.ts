import type { Result } from '../../base/result.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import type { TimelineRecord } from '../../run/timeline.ts';
import { type Markup, markup } from './markup.ts';

/** How something stands, as a page shows it: never by its colour alone. */
export type Standing =
  | 'waiting'
  | 'running'
  | 'canceling'
  | 'succeeded'
  | 'issues'
  | 'failed'
  | 'canceled'
  | 'skipped'
  | 'abandoned';

const signs: Readonly<Record<Standing, string>> = {
  waiting: '○',
  running: '◐',
  canceling: '◐',
  succeeded: '✓',
  issues: '!',
  failed: '✕',
  canceled: '⊘',
  skipped: '»',
  abandoned: '✕',
};

const words: Readonly<Record<Standing, string>> = {
  waiting: 'waiting',
  running: 'running',
  canceling: 'canceling',
  succeeded: 'succeeded',
  issues: 'succeeded with issues',
  failed: 'failed',
  canceled: 'canceled',
  skipped: 'skipped',
  abandoned: 'abandoned',
};

export function wordOf(standing: Standing): string {
  return words[standing];
}

/** The sign and the word of a standing. */
export function badge(standing: Standing): Markup {
  return markup`<span class="badge ${standing}"><span aria-hidden="true">${signs[standing]}</span> ${words[standing]}</span>`;
}

/** The sign alone, where the word is read by who does not see it. */
export function sign(standing: Standing): Markup {
  return markup`<span class="sign ${standing}" aria-hidden="true">${signs[standing]}</span><span class="unseen">${words[standing]}: </span>`;
}

const standings: Readonly<Record<Result, Standing>> = {
  succeeded: 'succeeded',
  succeededWithIssues: 'issues',
  failed: 'failed',
  canceled: 'canceled',
  skipped: 'skipped',
  abandoned: 'abandoned',
};

export function standingOfRun({ state, result, hasIssues, startedAt }: RunRow): Standing {
  if (state === 'canceling') return 'canceling';
  if (state === 'inProgress') return startedAt === undefined ? 'waiting' : 'running';
  if (result === 'succeeded') return hasIssues ? 'issues' : 'succeeded';
  return result ?? 'failed';
}

export function standingOfRecord({ state, result }: Pick<TimelineRecord, 'state' | 'result'>): Standing {
  if (state === 'completed') return result === null ? 'succeeded' : standings[result];
  return state === 'inProgress' ? 'running' : 'waiting';
}

/** Whether something ended as nobody wished. */
export function isBad(standing: Standing): boolean {
  return standing === 'failed' || standing === 'abandoned';
}
