import { Type } from 'typebox';
import { jobIdOf } from '../../run/job-id.ts';
import type { TaskAgentSession } from '../../wire/agent-protocol.ts';
import { JobRequest, JobRequestUpdate } from '../../wire/agents.ts';
import { checkOwn, openSession } from '../http/agent-sessions.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { agentServerOf } from '../http/lookups.ts';
import { poolParams, poolPath } from '../http/paths.ts';
import type { Caller } from '../http/tokens.ts';
import type { Services } from '../services.ts';

/** The token of a lock, for whoever does not name one: the caller himself says then who holds it. */
const noLockToken = '00000000-0000-0000-0000-000000000000';

type Asked = { readonly poolId: number; readonly requestId: number; readonly lockToken: string };

/** The lock on the job that an agent has: it is renewed, and given back with the job's result by agents that do not tell of its end. */
export function jobLockRoutes(api: Api, services: Services): void {
  api.patch(
    `${poolPath}/jobrequests/:requestId`,
    {
      config: { operation: 'jobRequests.update' },
      schema: {
        params: Type.Object({ ...poolParams, requestId: Type.Integer({ minimum: 0 }) }),
        querystring: Type.Object({ lockToken: Type.String() }),
        body: JobRequestUpdate,
        response: { 200: JobRequest },
      },
    },
    async request => {
      const { requestId } = request.params;
      const { result } = request.body;
      const session = await holderOf(services, { ...request.params, ...request.query }, request.caller);
      const server = agentServerOf(services, request);
      const { lockedUntil } = await server.renew(session, requestId);
      if (result === undefined) return { requestId, lockedUntil };
      const { plan, jobId } = await jobOf(services, requestId);
      await server.completeJob(plan, { name: 'JobCompleted', jobId, requestId, result, outputs: {} });
      return { requestId, lockedUntil, result };
    },
  );
}

// The lock's token is the session: an agent that was replaced can't hold on to the job of the one that replaced it.
async function holderOf(services: Services, asked: Asked, caller: Caller): Promise<TaskAgentSession> {
  const { poolId, requestId, lockToken } = asked;
  const { job } = caller;
  const isOwn = job === undefined || (job.requestId === requestId && job.check === undefined);
  if (!isOwn) throw requestMissing(requestId);
  const sessionId = lockToken === noLockToken ? await ownSession(services, requestId, caller) : lockToken;
  const session = await openSession(services, poolId, sessionId);
  checkOwn(caller, session.agent.id);
  return session;
}

/** The session of the agent that holds a request, for that agent itself or the job that it has. */
async function ownSession({ agents, queue, organization }: Services, requestId: number, { agent, job }: Caller) {
  const request = await queue.get(organization, requestId);
  const holder = request !== undefined && 'agentId' in request ? request.agentId : undefined;
  const isHeld = holder !== undefined && (job !== undefined || agent?.agentId === holder);
  const session = isHeld ? await agents.sessionOf(organization, holder) : undefined;
  if (session === undefined) throw requestMissing(requestId);
  return session.id;
}

async function jobOf({ queue, orchestrator, organization }: Services, requestId: number) {
  const request = await queue.get(organization, requestId);
  const run = request && (await orchestrator.state({ organization, runId: request.runId }));
  if (request === undefined || run === undefined) throw requestMissing(requestId);
  const { planId, projectId } = run.queued;
  return { plan: { planId, scopeIdentifier: projectId }, jobId: jobIdOf(planId, request) };
}

function requestMissing(requestId: number) {
  return serviceError('jobMissing', `Job request ${requestId} is not held by whoever asks for it.`);
}
