import { shownRuns } from '../../base/limits.ts';
import type { Pipeline, Project, Repository } from '../../run/ports/catalogue.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import { type BuildQuery, searchBuilds } from '../resources/build-search.ts';
import type { Services } from '../services.ts';
import { pipelineAddress, pipelinesAddress, runAddress, runFormAddress } from './addresses.ts';
import { type Content, organizationStep } from './frame.ts';
import { type Markup, markup } from './markup.ts';
import { pushTitle, reasonText, sourceView } from './run-summary.ts';
import { badge, standingOfRun } from './state-words.ts';
import { agoTime, durationText } from './time-words.ts';
import type { Visit } from './visit.ts';

export type PipelineQuery = {
  /** Only runs whose id is lower. */
  readonly before?: number;
  readonly branch?: string;
};

/** The runs of a pipeline, newest first. */
export async function pipelinePage(
  services: Services,
  visit: Visit,
  { project, pipeline }: { readonly project: Project; readonly pipeline: Pipeline },
  { before, branch = '' }: PipelineQuery,
): Promise<Content> {
  const { organization, catalogue } = services;
  const [repository, found] = await Promise.all([
    catalogue.repository(organization, project.id, pipeline.repositoryId),
    searchBuilds(services, project.id, wanted(pipeline, before, branch.trim())),
  ]);
  const last = found.rows.at(-1);
  const later = found.continuationToken === undefined || last === undefined ? undefined : String(last.key.runId);
  const main = markup`${headOf(visit, project, pipeline, repository)}
<form class="search" method="get" role="search"><input type="hidden" name="definitionId" value="${pipeline.id}"><div><label for="branch">Branch</label><input id="branch" name="branch" type="search" value="${branch}" autocomplete="off"></div><button>Show</button></form>
<div data-part="runs">${found.rows.length === 0 ? markup`<p class="empty">${before === undefined && branch === '' ? 'It never ran.' : 'There are no such runs.'}</p>` : tableOf(visit, found.rows)}</div>
<nav class="pages" aria-label="Pages">${before === undefined ? '' : markup`<a href="${pipelineAddress(visit, project.name, pipeline.id, branchQuery(branch))}">Newest</a>`}${later === undefined ? '' : markup`<a href="${pipelineAddress(visit, project.name, pipeline.id, { ...branchQuery(branch), before: later })}">Older</a>`}</nav>`;
  return {
    title: `${pipeline.name} · ${project.name}`,
    trail: [
      organizationStep(visit),
      { text: project.name, href: pipelinesAddress(visit, project.name) },
      { text: pipeline.name },
    ],
    main,
    isLive: found.rows.some(({ state }) => state !== 'completed'),
  };
}

function wanted({ id }: Pipeline, before: number | undefined, branch: string): BuildQuery {
  return {
    definitions: `${id}`,
    $top: shownRuns,
    ...(before === undefined ? {} : { continuationToken: `id:${before}` }),
    ...(branch === '' ? {} : { branchName: branch }),
  };
}

function branchQuery(branch: string): Readonly<Record<string, string>> {
  return branch === '' ? {} : { branch };
}

function headOf(visit: Visit, project: Project, pipeline: Pipeline, repository: Repository | undefined): Markup {
  const { queueStatus = 'enabled', description = '' } = pipeline.settings ?? {};
  const state = queueStatus === 'enabled' ? '' : markup`<p class="badge issues">${queueStatus}</p>`;
  const run = visit.may('runForm.show') && queueStatus !== 'disabled';
  return markup`<div class="head"><h1><bdi>${pipeline.name}</bdi></h1>${state}</div>
<p class="lead">${description === '' ? '' : markup`${description} · `}<code>${pipeline.yamlPath}</code>${repository === undefined ? ' of a repository that is gone' : markup` of <bdi>${repository.name}</bdi>`}</p>
${run ? markup`<div class="actions"><a class="button main" href="${runFormAddress(visit, project.name, pipeline.id)}">Run…</a></div>` : ''}`;
}

function tableOf(visit: Visit, rows: readonly RunRow[]): Markup {
  return markup`<table class="runs"><thead><tr><th scope="col">Run</th><th scope="col">State</th><th scope="col">Of</th><th scope="col">Why</th><th scope="col">When</th><th scope="col">Took</th></tr></thead><tbody>${rows.map(row => rowOf(visit, row))}</tbody></table>`;
}

function rowOf(visit: Visit, row: RunRow): Markup {
  const { createdAt, startedAt, finishedAt, notes } = row;
  const tags = notes.tags.length === 0 ? '' : markup`<span class="sub">${notes.tags.join(', ')}</span>`;
  const to = finishedAt ?? (startedAt === undefined ? undefined : visit.now);
  return markup`<tr><th scope="row"><a class="name" href="${runAddress(visit, row.projectId, row.key.runId)}"><bdi>${row.name}</bdi></a>${tags}</th><td>${badge(standingOfRun(row))}</td>
<td>${sourceView(row)}<span class="sub"><bdi>${pushTitle(row)}</bdi></span></td><td>${reasonText(row)}<span class="sub">${row.facts.requestedFor.displayName}</span></td><td>${agoTime(createdAt, visit.now)}</td><td>${to === undefined ? '' : durationText(to - (startedAt ?? createdAt))}</td></tr>`;
}
