import type { RunRow } from '../../run/ports/run-store.ts';
import type { TimelineRecord } from '../../run/timeline.ts';
import { buildResultOf, buildStatusOf } from './build-resource.ts';
import { dateText } from './dates.ts';

/** A run in words: what ran, how it stands, its stages, and what they complained of. */
type Report = {
  readonly title: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly stages: readonly string[];
  readonly issues: readonly string[];
};

/** A run's report as plain text. */
export function textReport(row: RunRow, timeline: readonly TimelineRecord[]): string {
  const { title, facts, stages, issues } = reportOf(row, timeline);
  const lines = [title, ...facts.map(([name, value]) => `${name}: ${value}`)];
  return [...lines, ...section('Stages', stages), ...section('Issues', issues), ''].join('\n');
}

/** A run's report as a piece of HTML. */
export function htmlReport(row: RunRow, timeline: readonly TimelineRecord[]): string {
  const { title, facts, stages, issues } = reportOf(row, timeline);
  const rows = facts.map(([name, value]) => `<tr><th>${escaped(name)}</th><td>${escaped(value)}</td></tr>`);
  const lists = [list('Stages', stages), list('Issues', issues)].join('');
  return `<div class="build-report"><h1>${escaped(title)}</h1><table>${rows.join('')}</table>${lists}</div>`;
}

function reportOf(row: RunRow, timeline: readonly TimelineRecord[]): Report {
  const { refName = '', version = '' } = row.facts.repositories.self ?? {};
  const { startedAt, finishedAt } = row;
  return {
    title: `Build ${row.name} of ${row.pipeline.name}: ${buildResultOf(row) ?? buildStatusOf(row)}`,
    facts: [
      ['Requested for', row.facts.requestedFor.displayName],
      ['Source', `${refName} ${version}`.trim()],
      ['Queued', dateText(row.createdAt)],
      ...(startedAt === undefined ? [] : [['Started', dateText(startedAt)] as const]),
      ...(finishedAt === undefined ? [] : [['Finished', dateText(finishedAt)] as const]),
    ],
    stages: timeline
      .filter(({ type }) => type === 'Stage')
      .toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0))
      .map(({ name, result, state }) => `${name}: ${result ?? state}`),
    issues: timeline.flatMap(({ name, issues }) => issues.map(({ type, message }) => `${name}: ${type}: ${message}`)),
  };
}

function section(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : ['', `${title}:`, ...items.map(item => `- ${item}`)];
}

function list(title: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  return `<h2>${title}</h2><ul>${items.map(item => `<li>${escaped(item)}</li>`).join('')}</ul>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
