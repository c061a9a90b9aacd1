import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Project } from '../../run/ports/catalogue.ts';
import type { RunRow, VersionedRow } from '../../run/ports/run-store.ts';
import type { PullRequest } from '../../run/pull-request.ts';
import { BrowserSessions, homeOf } from '../http/browser-sessions.ts';
import { buildMissing } from '../http/error-words.ts';
import { namesTag } from '../http/kept-bytes.ts';
import { seeOther } from '../http/posted-form.ts';
import type { Services } from '../services.ts';
import { runAddress } from './addresses.ts';
import { agentsPage } from './agents-page.ts';
import { type Content, type Followed, sendContent } from './frame.ts';
import { type LogQuery, logPage } from './log-page.ts';
import { pageTag, tagOfContent } from './page-tag.ts';
import { type PipelineQuery, pipelinePage } from './pipeline-page.ts';
import { type PipelinesQuery, pipelinesPage } from './pipelines-page.ts';
import { projectsPage } from './projects-page.ts';
import { runFormPage, type Written } from './run-form.ts';
import { type PipelinePlace, RunForms } from './run-forms.ts';
import { attemptPage, runPage } from './run-page.ts';
import { commitPage, pullRequestPage, repositoryPage, type SourcePlace } from './source-pages.ts';
import { type Visit, visitOf } from './visit.ts';

/** The pages that people look at, each sent as the answer to a request. Loaded when the first is asked for: most servers start without. */
export class Pages {
  readonly #services: Services;
  readonly #sessions: BrowserSessions;
  readonly #forms: RunForms;

  constructor(services: Services) {
    this.#services = services;
    this.#sessions = new BrowserSessions(services.access);
    this.#forms = new RunForms(services);
  }

  projects(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    return this.#send(request, reply, visit => projectsPage(this.#services, visit));
  }

  pipelines(request: FastifyRequest, reply: FastifyReply, project: Project, query: PipelinesQuery) {
    return this.#send(request, reply, visit => pipelinesPage(this.#services, visit, project, query));
  }

  pipeline(
    request: FastifyRequest,
    reply: FastifyReply,
    of: PipelinePlace,
    query: PipelineQuery,
  ): Promise<FastifyReply> {
    return this.#send(request, reply, visit => pipelinePage(this.#services, visit, of, query));
  }

  /** A run; with the id of a timeline what an earlier attempt of one of its stages was. */
  run(request: FastifyRequest, reply: FastifyReply, row: RunRow, attempt?: string): Promise<FastifyReply> {
    if (attempt !== undefined)
      return this.#send(request, reply, visit => attemptPage(this.#services, visit, row, attempt));
    return this.#follow(request, reply, async visit => runPage(this.#services, visit, await this.#versioned(row)));
  }

  log(request: FastifyRequest, reply: FastifyReply, row: RunRow, query: LogQuery): Promise<FastifyReply> {
    const pageFor = async (visit: Visit): Promise<Followed> =>
      logPage(this.#services, visit, await this.#versioned(row), query);
    return this.#follow(request, reply, pageFor);
  }

  agents(request: FastifyRequest, reply: FastifyReply, poolId: number | undefined): Promise<FastifyReply> {
    return this.#send(request, reply, visit => agentsPage(this.#services, visit, poolId));
  }

  repository(request: FastifyRequest, reply: FastifyReply, of: SourcePlace): Promise<FastifyReply> {
    return this.#send(request, reply, visit => repositoryPage(this.#services, visit, of));
  }

  commit(request: FastifyRequest, reply: FastifyReply, of: SourcePlace, id: string): Promise<FastifyReply> {
    return this.#send(request, reply, visit => commitPage(this.#services, visit, of, id));
  }

  pullRequest(
    request: FastifyRequest,
    reply: FastifyReply,
    of: SourcePlace & { readonly pullRequest: PullRequest },
  ): Promise<FastifyReply> {
    return this.#send(request, reply, visit => pullRequestPage(this.#services, visit, of));
  }

  async runForm(
    request: FastifyRequest,
    reply: FastifyReply,
    of: PipelinePlace,
    { branch, like }: { readonly branch: string | undefined; readonly like: number | undefined },
  ): Promise<FastifyReply> {
    const { choices, filled } = await this.#forms.open(of, branch, like);
    return this.#send(request, reply, visit => runFormPage(visit, choices, filled));
  }

  /** Asks for the run that a form describes and leads to it; or shows the form again. */
  async runFormAnswer(
    request: FastifyRequest,
    reply: FastifyReply,
    of: PipelinePlace,
    written: Written,
  ): Promise<FastifyReply> {
    const answer = await this.#forms.answer(of, written, request.caller.identity);
    if ('row' in answer)
      return seeOther(reply, runAddress({ home: homeOf(request) }, answer.row.projectId, answer.row.key.runId));
    const { choices, filled, isWrong } = answer;
    return this.#send(request, reply.code(isWrong ? 400 : 200), visit => runFormPage(visit, choices, filled));
  }

  async #send(
    request: FastifyRequest,
    reply: FastifyReply,
    contentFor: (visit: Visit) => Promise<Content> | Content,
  ): Promise<FastifyReply> {
    const visit = visitOf(this.#services, this.#sessions, request);
    const content = await contentFor(visit);
    if (content.isLive !== true) return sendContent(reply, visit, content);
    const tag = tagOfContent(visit, content);
    return hasPage(request, tag) ? sendNothing(reply, tag) : sendContent(reply, visit, content, tag);
  }

  /** Sends a page that is made only where it is not the one that who asks has. */
  async #follow(
    request: FastifyRequest,
    reply: FastifyReply,
    pageFor: (visit: Visit) => Promise<Followed>,
  ): Promise<FastifyReply> {
    const visit = visitOf(this.#services, this.#sessions, request);
    const { mark, content } = await pageFor(visit);
    const tag = pageTag(visit, mark);
    return hasPage(request, tag) ? sendNothing(reply, tag) : sendContent(reply, visit, await content(), tag);
  }

  async #versioned({ key }: RunRow): Promise<VersionedRow> {
    const [found] = await this.#services.runs.rows(key.organization, [key.runId]);
    if (found === undefined) throw buildMissing(key.runId);
    return found;
  }
}

function hasPage({ headers }: FastifyRequest, tag: string): boolean {
  return namesTag(headers['if-none-match'], tag);
}

function sendNothing(reply: FastifyReply, tag: string): FastifyReply {
  return reply.code(304).header('etag', tag).removeHeader('content-type').send();
}
