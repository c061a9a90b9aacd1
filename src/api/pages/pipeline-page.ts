import { shownRuns } from '../../base/limits.ts';
import type { Pipeline, Project, Repository } from '../../run/ports/catalogue.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import type { Services } from '../services.ts';
import { pipelineAddress, pipelinesAddress, runFormAddress } from './addresses.ts';
import { type Content, organizationStep } from './frame.ts';
import { type Markup, markup } from './markup.ts';
import { newestRuns } from './newest-runs.ts';
import { runsTable } from './runs-table.ts';
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
  const only = { organization, projectId: project.id, pipelineId: pipeline.id };
  const query = { ...only, ...(before === undefined ? {} : { before }), top: shownRuns };
  const [repository, found] = await Promise.all([
    catalogue.repository(organization, project.id, pipeline.repositoryId),
    newestRuns(services.runs, query, isOf(branch.trim())),
  ]);
  const later = found.next === undefined ? undefined : String(found.next);
  const main = markup`${headOf(visit, project, pipeline, repository)}
<form class="search" method="get" role="search"><input type="hidden" name="definitionId" value="${pipeline.id}"><div><label for="branch">Branch</label><input id="branch" name="branch" type="search" value="${branch}" autocomplete="off"></div><button>Show</button></form>
<div data-part="runs">${found.rows.length === 0 ? markup`<p class="empty">${before === undefined && branch === '' ? 'It never ran.' : 'There are no such runs.'}</p>` : runsTable(visit, found.rows)}</div>
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

function isOf(branch: string): (row: RunRow) => boolean {
  if (branch === '') return () => true;
  const ref = branch.startsWith('refs/') ? branch : `refs/heads/${branch}`;
  return row => row.facts.repositories.self?.refName === ref;
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
