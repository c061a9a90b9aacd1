import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { RunRow } from '../../run/ports/run-store.ts';
import { Id32 } from '../../wire/json-schema.ts';
import { ApprovalForm, RunChangeForm } from '../../wire/page-forms.ts';
import type { Api } from '../http/api.ts';
import { BrowserSessions, homeOf } from '../http/browser-sessions.ts';
import { logMissing } from '../http/error-words.ts';
import { serviceError } from '../http/errors.ts';
import { formType } from '../http/forms.ts';
import { loadPages } from '../http/load-pages.ts';
import { buildOf } from '../http/lookups.ts';
import { projectParams } from '../http/paths.ts';
import { checkForm, seeOther } from '../http/posted-form.ts';
import { SignedUrls } from '../http/signed-urls.ts';
import { changeRun } from '../resources/run-change.ts';
import type { Services } from '../services.ts';

const path = '/:organization/:project/_build';
const params = Type.Object(projectParams);
const text = Type.Optional(Type.String());

/** The page of a run and those of its logs, where the service has them, and what their forms do. */
export function runPageRoutes(api: Api, services: Services): void {
  showRun(api, services);
  readLog(api, services);
  readArtifact(api, services);
  changeByForm(api, services);
  answerApproval(api, services);
}

function showRun(api: Api, services: Services): void {
  const pages = loadPages(services);
  api.get(
    `${path}/results`,
    {
      config: { operation: 'runPage.show', produces: 'text/html' },
      schema: {
        params,
        querystring: Type.Object({
          buildId: Id32,
          view: text,
          j: text,
          t: text,
          attempt: text,
          from: Type.Optional(Id32),
        }),
      },
    },
    async (request, reply) => {
      const { view = '', j: job, t: step, attempt, from } = request.query;
      const row = await runOf(services, request);
      if (view.toLowerCase() !== 'logs') return (await pages()).run(request, reply, row, attempt);
      return (await pages()).log(request, reply, row, {
        ...(job === undefined ? {} : { job }),
        ...(step === undefined ? {} : { step }),
        ...(attempt === undefined ? {} : { attempt }),
        ...(from === undefined ? {} : { from }),
      });
    },
  );
}

type OfRun = { readonly params: { readonly project: string }; readonly query: { readonly buildId: number } };

function runOf(services: Services, { params: { project }, query: { buildId } }: OfRun): Promise<RunRow> {
  return buildOf(services, { project, buildId });
}

/** To the text of a log, by an address that needs no token: a browser has none to show. */
function readLog(api: Api, services: Services): void {
  const signedUrls = new SignedUrls(services.organization, services.signingKey, services.clock);
  api.get(
    `${path}/log`,
    {
      config: { operation: 'runPage.log', produces: 'text/html' },
      schema: { params, querystring: Type.Object({ buildId: Id32, logId: Id32 }) },
    },
    async (request, reply) => {
      const { key, projectId, pipeline } = await runOf(services, request);
      const { logId } = request.query;
      if ((await services.logs.describe(key, logId)) === undefined) throw logMissing(logId);
      const log = { projectId, pipelineId: pipeline.id, runId: key.runId, logId };
      return reply.redirect(signedUrls.logContent(request.base, log).url);
    },
  );
}

function readArtifact(api: Api, services: Services): void {
  const signedUrls = new SignedUrls(services.organization, services.signingKey, services.clock);
  api.get(
    `${path}/artifact`,
    {
      config: { operation: 'runPage.artifact', produces: 'text/html' },
      schema: { params, querystring: Type.Object({ buildId: Id32, artifactName: Type.String() }) },
    },
    async (request, reply) => {
      const { key, projectId, pipeline } = await runOf(services, request);
      const { artifactName } = request.query;
      if ((await services.artifacts.get(key, artifactName)) === undefined)
        throw serviceError('runArtifactMissing', `An Artifact with name "${artifactName}" was not found.`);
      const artifact = { projectId, pipelineId: pipeline.id, runId: key.runId, artifactName };
      return reply.redirect(signedUrls.artifactContent(request.base, artifact).url);
    },
  );
}

const posted = { produces: 'text/html', consumes: formType } as const;
const ofRun = { params, querystring: Type.Object({ buildId: Id32 }) };

function changeByForm(api: Api, services: Services): void {
  const sessions = new BrowserSessions(services.access);
  api.post(
    `${path}/results`,
    { config: { operation: 'runPage.change', ...posted }, schema: { ...ofRun, body: RunChangeForm } },
    async (request, reply) => {
      checkForm(sessions, request.caller, request.body);
      const row = await runOf(services, request);
      await changeRun(services, row, request.body, request.caller.identity);
      return seeOther(reply, pageOf(request, row));
    },
  );
}

function answerApproval(api: Api, services: Services): void {
  const sessions = new BrowserSessions(services.access);
  api.post(
    `${path}/approval`,
    { config: { operation: 'runPage.approve', ...posted }, schema: { ...ofRun, body: ApprovalForm } },
    async (request, reply) => {
      checkForm(sessions, request.caller, request.body);
      const row = await runOf(services, request);
      const { approval: approvalId = '', answer, comment = '' } = request.body;
      if (answer !== 'approved' && answer !== 'rejected')
        throw serviceError('approvalInvalid', 'An approval is answered with approved or rejected.');
      const { identity: by } = request.caller;
      const isApproved = answer === 'approved';
      const word = { approvalId: approvalId.toLowerCase(), isApproved, comment: comment.trim(), by };
      const { ok } = await services.orchestrator.changeApproval({ run: row.key, answer: word });
      if (!ok)
        throw serviceError('approvalRefused', `${by.displayName} is not asked for this approval, or it is over.`);
      return seeOther(reply, pageOf(request, row));
    },
  );
}

function pageOf(request: FastifyRequest, { projectId, key }: RunRow): string {
  return `${homeOf(request)}/${projectId}/_build/results?buildId=${key.runId}`;
}
