import { shownPipelines } from '../../base/limits.ts';
import type { Pipeline, Project } from '../../run/ports/catalogue.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import type { Services } from '../services.ts';
import { pipelineAddress, pipelinesAddress, runAddress } from './addresses.ts';
import { type Content, organizationStep } from './frame.ts';
import { type Markup, markup } from './markup.ts';
import { newestRuns } from './newest-runs.ts';
import { reasonText, sourceView } from './run-summary.ts';
import { badge, standingOfRun } from './state-words.ts';
import { agoTime } from './time-words.ts';
import type { Visit } from './visit.ts';

export type PipelinesQuery = {
  /** Only those whose name or folder has this text in it, in any case. */
  readonly filter?: string;
  /** From 1. */
  readonly page?: number;
};

/** The pipelines of a project, each with its latest run. */
export async function pipelinesPage(
  services: Services,
  visit: Visit,
  project: Project,
  query: PipelinesQuery,
): Promise<Content> {
  const all = await services.catalogue.pipelines(services.organization, project.id);
  const { filter = '', page = 1 } = query;
  const wanted = all.filter(each => fullName(each).toLowerCase().includes(filter.trim().toLowerCase()));
  const shown = wanted.slice((page - 1) * shownPipelines, page * shownPipelines);
  const latest = await Promise.all(shown.map(pipeline => latestRun(services, pipeline)));
  const rows = shown.map((pipeline, index) => rowOf(visit, project, pipeline, latest[index]));
  const isMany = all.length > shownPipelines || filter !== '';
  const main = markup`<h1>Pipelines of <bdi>${project.name}</bdi></h1>${isMany ? searchForm(filter) : ''}${
    rows.length === 0 ? emptyText(all.length > 0) : markup`<div data-part="pipelines">${tableOf(rows)}</div>`
  }${pagesOf(visit, project, { filter, page }, wanted.length)}`;
  const isLive = latest.some(run => run !== undefined && run.state !== 'completed');
  return {
    title: `Pipelines · ${project.name}`,
    trail: [organizationStep(visit), { text: project.name }],
    main,
    isLive,
  };
}

function emptyText(hasSome: boolean): Markup {
  return markup`<p class="empty">${hasSome ? 'No pipeline is called so.' : 'This project has no pipelines yet.'}</p>`;
}

async function latestRun({ runs, organization }: Services, { id, projectId }: Pipeline): Promise<RunRow | undefined> {
  return (await newestRuns(runs, { organization, projectId, pipelineId: id, top: 1 })).rows[0];
}

function fullName({ name, folder }: Pipeline): string {
  return `${folder}\\${name}`.replace(/^\\+/, '').replaceAll('\\', '/');
}

function searchForm(filter: string): Markup {
  return markup`<form class="search" method="get" role="search"><div><label for="filter">Name or folder</label><input id="filter" name="filter" type="search" value="${filter}"></div><button>Search</button></form>`;
}

function tableOf(rows: readonly Markup[]): Markup {
  return markup`<table class="runs"><thead><tr><th scope="col">Pipeline</th><th scope="col">Latest run</th><th scope="col">Of</th><th scope="col">When</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function rowOf(visit: Visit, project: Project, pipeline: Pipeline, run: RunRow | undefined): Markup {
  const folder =
    pipeline.folder === '\\' ? '' : markup`<span class="sub">${pipeline.folder.slice(1).replaceAll('\\', '/')}</span>`;
  const queue = pipeline.settings?.queueStatus ?? 'enabled';
  const status = queue === 'enabled' ? '' : markup`<span class="sub">${queue}</span>`;
  const head = markup`<th scope="row"><a class="name" href="${pipelineAddress(visit, project.name, pipeline.id)}"><bdi>${pipeline.name}</bdi></a>${folder}${status}</th>`;
  if (run === undefined) return markup`<tr>${head}<td class="empty">never ran</td><td></td><td></td></tr>`;
  return markup`<tr>${head}<td><a href="${runAddress(visit, project.name, run.key.runId)}"><bdi>${run.name}</bdi></a><span class="sub">${badge(standingOfRun(run))}</span></td>
<td>${sourceView(run)}<span class="sub">${reasonText(run)}</span></td><td>${agoTime(run.createdAt, visit.now)}</td></tr>`;
}

function pagesOf(visit: Visit, project: Project, { filter, page }: Required<PipelinesQuery>, count: number): Markup {
  const link = (text: string, to: number): Markup => {
    const query = { ...(filter === '' ? {} : { filter }), page: String(to) };
    return markup`<a href="${pipelinesAddress(visit, project.name, query)}">${text}</a>`;
  };
  const hasMore = page * shownPipelines < count;
  if (page === 1 && !hasMore) return markup``;
  return markup`<nav class="pages" aria-label="Pages">${page > 1 ? link('Earlier', page - 1) : ''}${hasMore ? link('Later', page + 1) : ''}</nav>`;
}
