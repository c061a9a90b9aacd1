import type { RunReason } from '../../run/events.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import { commitAddress, rawLogAddress, runAddress } from './addresses.ts';
import { type Markup, markup } from './markup.ts';
import type { RunFacts } from './run-facts.ts';
import { durationText, exactTime } from './time-words.ts';
import type { Visit } from './visit.ts';

const reasons: Readonly<Record<RunReason, string>> = {
  manual: 'Run by hand',
  individualCI: 'Push',
  batchedCI: 'Pushes together',
  schedule: 'Schedule',
  pullRequest: 'Pull request',
  buildCompletion: 'Run of another pipeline',
  resourceTrigger: 'Change of a resource',
};

export function reasonText({ facts }: RunRow): string {
  const { reason, pullRequest } = facts;
  return pullRequest === undefined ? reasons[reason] : `${reasons[reason]} ${pullRequest.id}`;
}

/** `main` of `refs/heads/main`, `tags/v1` of a tag. */
export function branchName(refName: string): string {
  return refName.replace(/^refs\/heads\//, '').replace(/^refs\//, '');
}

/** The branch and the commit that a run was made of. */
export function sourceView({ facts }: RunRow): Markup {
  const self = facts.repositories.self;
  if (self === undefined) return markup``;
  return markup`<bdi>${branchName(self.refName)}</bdi> <code>${self.version.slice(0, 8)}</code>`;
}

/** The first line of what a push brought, where one started the run. */
export function pushTitle({ facts }: RunRow): string {
  return ((facts.triggerInfo?.['ci.message'] ?? '').split('\n', 1)[0] ?? '').slice(0, 120);
}

/** The first line of the message of the commit; empty where it is not known. */
export function commitTitle({ run }: RunFacts): string {
  const message = run.queued.predefined['build.sourceVersionMessage'] ?? '';
  return (message.split('\n', 1)[0] ?? '').slice(0, 200);
}

/** What is known of a run beside its jobs. */
export function summaryOf(visit: Visit, facts: RunFacts): Markup {
  const { row } = facts;
  const { createdAt, startedAt, finishedAt } = row;
  const from = startedAt ?? createdAt;
  const entries: readonly (readonly [string, Markup | string | undefined])[] = [
    ['Reason', reasonText(row)],
    ['For', row.facts.requestedFor.displayName],
    ['Repository', row.facts.repositories.self?.name],
    ['Branch', row.facts.repositories.self && markup`<bdi>${branchName(row.facts.repositories.self.refName)}</bdi>`],
    ['Commit', row.facts.repositories.self && commitView(visit, facts)],
    ['Queued', exactTime(createdAt)],
    ['Began', startedAt === undefined ? undefined : exactTime(startedAt)],
    ['Ended', finishedAt === undefined ? undefined : exactTime(finishedAt)],
    ['Took', finishedAt === undefined ? undefined : durationText(finishedAt - from)],
    ['Waited', startedAt === undefined ? undefined : durationText(startedAt - createdAt)],
    ['Parameters', pairs(Object.entries(row.facts.templateParameters))],
    ['Variables', pairs(variables(row))],
    ['Triggered by', triggerOf(visit, facts)],
    ['Tags', tagsOf(row)],
    ['Kept', row.notes.isKept ? 'for ever' : undefined],
    ['Expanded YAML', markup`<a href="${rawLogAddress(visit, row.projectId, row.key.runId, 1)}">as it ran</a>`],
  ];
  const shown = entries.filter(([, value]) => value !== undefined && value !== '');
  return markup`<section aria-labelledby="summary"><h2 id="summary">Summary</h2><dl class="facts">${shown.map(
    ([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`,
  )}</dl></section>`;
}

function commitView(visit: Visit, facts: RunFacts): Markup {
  const { projectName, repositories } = facts.row.facts;
  const { version = '', name = '', type } = repositories.self ?? {};
  const code = markup`<code>${version}</code>`;
  const isHere = type === 'azureReposGit' && visit.may('sourcePage.show');
  const id = isHere ? markup`<a href="${commitAddress(visit, projectName, name, version)}">${code}</a>` : code;
  const author = facts.run.queued.predefined['build.sourceVersionAuthor'];
  const by = author === undefined ? '' : markup` <span class="lead">by <bdi>${author}</bdi></span>`;
  return markup`${id} <bdi>${commitTitle(facts)}</bdi>${by}`;
}

function variables({ facts }: RunRow): readonly (readonly [string, string])[] {
  return Object.entries(facts.variables).map(([name, { isSecret, value }]) => [
    name,
    isSecret ? '(secret)' : (value ?? ''),
  ]);
}

function pairs(entries: readonly (readonly [string, string])[]): Markup | undefined {
  if (entries.length === 0) return undefined;
  return markup`<ul class="notes">${entries.map(([name, value]) => markup`<li><code>${name}</code> = ${value}</li>`)}</ul>`;
}

/** The run of another pipeline that this one followed, where it is of the same project. */
function triggerOf(visit: Visit, { row }: RunFacts): Markup | undefined {
  const [resource] = Object.values(row.facts.pipelines);
  if (resource === undefined || row.facts.reason !== 'resourceTrigger') return undefined;
  const href = runAddress(visit, resource.projectId, resource.runId);
  return markup`<a href="${href}"><bdi>${resource.pipeline.name}</bdi> ${resource.version}</a>`;
}

function tagsOf({ notes }: RunRow): Markup | undefined {
  if (notes.tags.length === 0) return undefined;
  return markup`<ul class="tags">${notes.tags.map(tag => markup`<li>${tag}</li>`)}</ul>`;
}
