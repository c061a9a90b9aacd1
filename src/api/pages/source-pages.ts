import { shownCommits, shownRuns } from '../../base/limits.ts';
import type { RunRepository } from '../../run/events.ts';
import { policyName } from '../../run/policy.ts';
import type { Project, Repository } from '../../run/ports/catalogue.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import { mergeRef, type PullRequest, shortBranch } from '../../run/pull-request.ts';
import type { GitCommit, GitDifference } from '../git-reader.ts';
import { serviceError } from '../http/errors.ts';
import type { Services } from '../services.ts';
import { commitAddress, pipelinesAddress, repositoryAddress } from './addresses.ts';
import { type Content, organizationStep, type Step } from './frame.ts';
import { type Markup, markup } from './markup.ts';
import { newestRuns } from './newest-runs.ts';
import { runsTable } from './runs-table.ts';
import { exactTime } from './time-words.ts';
import type { Visit } from './visit.ts';

/** Where sources are: enough of them to see what a run was made of. */
export type SourcePlace = { readonly project: Project; readonly repository: Repository };

/** A repository: its branches, and the newest commits of the default one. */
export async function repositoryPage({ git }: Services, visit: Visit, place: SourcePlace): Promise<Content> {
  const { project, repository } = place;
  const [refs = [], commits = []] = await Promise.all([
    git.refs(repository.url),
    git.commits(repository.url, { to: repository.defaultBranch, top: shownCommits }),
  ]);
  const branches = refs.filter(({ name }) => name.startsWith('refs/heads/'));
  const main = markup`<h1><bdi>${repository.name}</bdi></h1>
<section aria-labelledby="branches"><h2 id="branches">Branches</h2>${branches.length === 0 ? markup`<p class="empty">It has none, or it can't be read.</p>` : ''}<ul>${branches.map(
    ({ name, id }) => markup`<li><bdi>${shortBranch(name)}</bdi> ${commitLink(visit, place, id)}</li>`,
  )}</ul></section>
<section aria-labelledby="commits"><h2 id="commits">Commits of <bdi>${shortBranch(repository.defaultBranch)}</bdi></h2><ul>${commits.map(commit => commitItem(visit, place, commit))}</ul></section>`;
  return {
    title: `${repository.name} · ${project.name}`,
    trail: [...trailOf(visit, project), { text: repository.name }],
    main,
  };
}

/** A commit: its message, what it changes, and the runs that were made of it. */
export async function commitPage(
  services: Services,
  visit: Visit,
  place: SourcePlace,
  commitId: string,
): Promise<Content> {
  const { project, repository } = place;
  const { git } = services;
  const id = /^[0-9a-f]{7,64}$/i.test(commitId) ? await git.resolve(repository.url, commitId) : undefined;
  const [commit] = id === undefined ? [] : ((await git.commits(repository.url, { to: id, top: 1 })) ?? []);
  if (id === undefined || commit === undefined)
    throw serviceError('commitMissing', `The commit ${commitId} is not in the repository ${repository.name}.`);
  const changes = (await git.differences(repository.url, { to: id })) ?? [];
  const [title = '', ...rest] = commit.message.split('\n');
  const main = markup`<h1><bdi>${title}</bdi></h1><p class="lead"><code>${id}</code> by <bdi>${commit.author.name}</bdi>, ${exactTime(Date.parse(commit.author.at))}</p>
${rest.join('\n').trim() === '' ? '' : markup`<p class="text">${rest.join('\n').trim()}</p>`}
${changesView(changes)}${await runsOf(services, visit, project, ({ version }) => version === id)}`;
  return {
    title: `${title} · ${repository.name}`,
    trail: [...sourceTrail(visit, place), { text: id.slice(0, 8) }],
    main,
  };
}

/** A pull request: what it asks for, its policies, and its runs. */
export async function pullRequestPage(
  services: Services,
  visit: Visit,
  place: SourcePlace & { readonly pullRequest: PullRequest },
): Promise<Content> {
  const { project, repository, pullRequest } = place;
  const { id, title, description, status, sourceBranch, targetBranch, createdBy, createdAt, merge } = pullRequest;
  const policies = await services.evaluations.of(repository, pullRequest);
  const items = policies.map(each => markup`<li><bdi>${policyName(each.policy)}</bdi>: ${each.status}</li>`);
  const main = markup`<h1><bdi>${title}</bdi></h1><p class="lead">Pull request ${id}, ${status}, of <bdi>${shortBranch(sourceBranch)}</bdi> into <bdi>${shortBranch(targetBranch)}</bdi>, by <bdi>${createdBy.displayName}</bdi>, ${exactTime(createdAt)}</p>
${description === '' ? '' : markup`<p class="text">${description}</p>`}<p>Merge: ${merge.status}.</p>
${items.length === 0 ? '' : markup`<section aria-labelledby="policies"><h2 id="policies">Policies</h2><ul>${items}</ul></section>`}
${await runsOf(services, visit, project, ({ refName }) => refName === mergeRef(id))}`;
  return {
    title: `${title} · ${repository.name}`,
    trail: [...sourceTrail(visit, place), { text: `Pull request ${id}` }],
    main,
  };
}

function trailOf(visit: Visit, project: Project): readonly Step[] {
  return [organizationStep(visit), { text: project.name, href: pipelinesAddress(visit, project.name) }];
}

function sourceTrail(visit: Visit, { project, repository }: SourcePlace): readonly Step[] {
  return [
    ...trailOf(visit, project),
    { text: repository.name, href: repositoryAddress(visit, project.name, repository.name) },
  ];
}

function commitLink(visit: Visit, { project, repository }: SourcePlace, id: string): Markup {
  return markup`<a href="${commitAddress(visit, project.name, repository.name, id)}"><code>${id.slice(0, 8)}</code></a>`;
}

function commitItem(visit: Visit, place: SourcePlace, { id, message, author }: GitCommit): Markup {
  const [title = ''] = message.split('\n', 1);
  return markup`<li>${commitLink(visit, place, id)} <bdi>${title}</bdi> <span class="lead">${author.name}</span></li>`;
}

function changesView(changes: readonly GitDifference[]): Markup | string {
  if (changes.length === 0) return '';
  const items = changes
    .slice(0, shownCommits)
    .map(
      ({ kind, path, from }) =>
        markup`<li>${kind} <code>${path}</code>${from === undefined ? '' : markup` from <code>${from}</code>`}</li>`,
    );
  const more = changes.length - items.length;
  return markup`<section aria-labelledby="changes"><h2 id="changes">Changed files</h2><ul>${items}</ul>${more > 0 ? markup`<p class="lead">… and ${more} more.</p>` : ''}</section>`;
}

/** The newest runs of a project that were made of something, for who may see runs. */
async function runsOf(
  { runs, organization }: Services,
  visit: Visit,
  { id: projectId }: Project,
  isOf: (self: RunRepository) => boolean,
): Promise<Markup | string> {
  if (!visit.may('runPage.show')) return '';
  const isMade = ({ facts }: RunRow): boolean => facts.repositories.self !== undefined && isOf(facts.repositories.self);
  const { rows } = await newestRuns(runs, { organization, projectId, top: shownRuns }, isMade);
  if (rows.length === 0) return '';
  return markup`<section aria-labelledby="runs"><h2 id="runs">Runs</h2>${runsTable(visit, rows, true)}</section>`;
}
