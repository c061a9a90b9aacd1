import type { Services } from '../services.ts';
import { pipelinesAddress } from './addresses.ts';
import type { Content } from './frame.ts';
import { markup } from './markup.ts';
import type { Visit } from './visit.ts';

/** The projects of the organization, each with the way to its pipelines. */
export async function projectsPage({ catalogue, organization }: Services, visit: Visit): Promise<Content> {
  const all = await catalogue.projects(organization);
  const own = visit.caller.project?.id;
  const projects = all.filter(({ id }) => own === undefined || id === own);
  const list = projects.map(
    ({ name, description }) =>
      markup`<li><a href="${pipelinesAddress(visit, name)}"><bdi>${name}</bdi></a>${description === '' ? '' : markup` <span class="lead">${description}</span>`}</li>`,
  );
  const body =
    projects.length === 0 ? markup`<p class="empty">There are no projects yet.</p>` : markup`<ul>${list}</ul>`;
  const agents = visit.may('agentsPage.show')
    ? markup`<p><a href="${visit.home}/_settings/agentpools">Agents and waiting jobs</a></p>`
    : '';
  return { title: organization, trail: [{ text: organization }], main: markup`<h1>Projects</h1>${body}${agents}` };
}
