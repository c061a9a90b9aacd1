import { shownRequests } from '../../base/limits.ts';
import type { Agent, AgentPool } from '../../run/ports/agent-registry.ts';
import type { HeldRequest } from '../../run/ports/job-queue.ts';
import type { JobRequest } from '../../run/ports/run-store.ts';
import type { Services } from '../services.ts';
import { runAddress } from './addresses.ts';
import { type Content, organizationStep } from './frame.ts';
import { type Markup, markup } from './markup.ts';
import { agoText } from './time-words.ts';
import type { Visit } from './visit.ts';

/** The pools with their agents, what each of them does, and the jobs that wait; of one pool alone where one is asked for. */
export async function agentsPage(services: Services, visit: Visit, poolId: number | undefined): Promise<Content> {
  const pools = await services.agents.pools(services.organization);
  const wanted = pools.filter(({ id }) => poolId === undefined || id === poolId);
  const views = await Promise.all(wanted.map(pool => poolView(services, visit, pool)));
  const body = views.length === 0 ? markup`<p class="empty">There is no such pool.</p>` : views;
  const main = markup`<h1>Agents</h1><div data-part="pools">${body}</div>`;
  return { title: 'Agents', trail: [organizationStep(visit), { text: 'Agents' }], main, isLive: true };
}

async function poolView(services: Services, visit: Visit, pool: AgentPool): Promise<Markup> {
  const { organization, agents: registry, queue } = services;
  const [agents, requests] = await Promise.all([
    registry.agents(organization, pool.id),
    queue.list(organization, pool.id, shownRequests),
  ]);
  const held = requests.filter((request): request is HeldRequest => 'agentId' in request);
  const rows = await Promise.all(agents.map(agent => agentRow(services, visit, agent, held)));
  const table =
    rows.length === 0
      ? markup`<p class="empty">The pool has no agents.</p>`
      : markup`<table class="runs"><thead><tr><th scope="col">Agent</th><th scope="col">State</th><th scope="col">Job</th><th scope="col">Version</th></tr></thead><tbody>${rows}</tbody></table>`;
  const waiting = requests.filter(request => !('agentId' in request));
  return markup`<section aria-labelledby="pool${pool.id}"><h2 id="pool${pool.id}">Pool <bdi>${pool.name}</bdi></h2>${table}${await waitingView(services, visit, waiting)}</section>`;
}

async function agentRow(services: Services, visit: Visit, agent: Agent, held: readonly HeldRequest[]): Promise<Markup> {
  const session = await services.agents.sessionOf(services.organization, agent.id);
  const jobs = held.filter(({ agentId }) => agentId === agent.id);
  const links = await Promise.all(jobs.map(job => jobLink(services, visit, job)));
  const state = agent.isDisabled ? 'disabled' : session === undefined ? 'offline' : jobs.length > 0 ? 'busy' : 'idle';
  return markup`<tr><th scope="row"><bdi>${agent.name}</bdi></th><td>${state}</td><td>${links}</td><td>${agent.version}<span class="sub">${agent.osDescription}</span></td></tr>`;
}

async function waitingView(services: Services, visit: Visit, waiting: readonly JobRequest[]): Promise<Markup | string> {
  if (waiting.length === 0) return '';
  const links = await Promise.all(
    waiting.map(async request => {
      const demands = request.demands.length === 0 ? '' : markup`, demands ${request.demands.join(', ')}`;
      return markup`<li>${await jobLink(services, visit, request)} <span class="lead">since ${agoText(request.queuedAt, visit.now)}${demands}</span></li>`;
    }),
  );
  return markup`<h3>Waiting jobs</h3><ul>${links}</ul>`;
}

/** Who may see agents need not be allowed to see runs: then the job has its id alone. */
async function jobLink({ runs, organization }: Services, visit: Visit, request: JobRequest): Promise<Markup> {
  const row = visit.may('runPage.show') ? await runs.row({ organization, runId: request.runId }) : undefined;
  if (row === undefined) return markup`<span>request ${request.requestId}</span>`;
  return markup`<a href="${runAddress(visit, row.projectId, row.key.runId)}"><bdi>${row.pipeline.name}</bdi> ${row.name}</a> `;
}
