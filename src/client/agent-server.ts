import { AgentServerError, type TaskAgentMessage, type TaskAgentSession } from '../wire/agent-protocol.ts';
import type { AgentIdentity, AgentServer, PlanScope, TaskDownload } from '../wire/agent-server.ts';
import { HttpClient, type HttpOptions } from './http.ts';
import { httpKeeping } from './keeping.ts';
import { planPath } from './plan-path.ts';

/** The agent protocol over HTTP, route by route as the vendor's agent calls it (README.md lists them). */
export function httpAgentServer(options: HttpOptions): AgentServer {
  const http = new HttpClient(options);
  const plan = planCalls(http);
  return {
    ...sessionCalls(http),
    ...plan,
    ...combinedCalls(plan, http),
    ...buildCalls(http),
    ...httpKeeping(http),
    downloadTask: ({ id, version }) => downloadTask(http, `_apis/distributedtask/tasks/${id}/${version}`),
  };
}

type CallsOf<Names extends keyof AgentServer> = Pick<AgentServer, Names>;

function sessionCalls(http: HttpClient): CallsOf<'connect' | 'disconnect' | 'nextMessage' | 'deleteMessage' | 'renew'> {
  return {
    connect: identity => connect(http, identity),
    async disconnect(session) {
      const path = `${poolPath(session)}/sessions/${session.sessionId}`;
      await http.send({ method: 'DELETE', path, repeat: 'never' });
    },
    async nextMessage(session, lastMessageId, signal) {
      const query = new URLSearchParams({ sessionId: session.sessionId, lastMessageId: String(lastMessageId) });
      const path = `${poolPath(session)}/messages?${query}`;
      return (await http.send({ method: 'GET', path, signal, repeat: 'never' })) as TaskAgentMessage | undefined;
    },
    async deleteMessage(session, messageId) {
      const path = `${poolPath(session)}/messages/${messageId}?sessionId=${session.sessionId}`;
      await http.send({ method: 'DELETE', path, repeat: 'never' }).catch(ignoreMissing);
    },
    async renew(session, requestId) {
      const path = `${poolPath(session)}/jobrequests/${requestId}?lockToken=${session.sessionId}`;
      return (await http.send({ method: 'PATCH', path, body: { requestId }, repeat: 'never' })) as {
        readonly lockedUntil: string;
      };
    },
  };
}

function planCalls(
  http: HttpClient,
): CallsOf<'updateRecords' | 'createLog' | 'appendLog' | 'appendFeed' | 'uploadAttachment'> {
  return {
    async updateRecords(plan, timelineId, records) {
      const path = `${planPath(plan)}/timelines/${timelineId}/records`;
      await http.send({ method: 'PATCH', path, body: { value: records, count: records.length }, repeat: 'always' });
    },
    async createLog(plan, path) {
      const answer = await http.send({
        method: 'POST',
        path: `${planPath(plan)}/logs`,
        body: { path },
        repeat: 'always',
      });
      return answer as { readonly id: number };
    },
    // When the answer is lost nobody can say whether the lines were kept: rather twice than not at all.
    async appendLog(plan, logId, bytes) {
      await http.send({ method: 'POST', path: `${planPath(plan)}/logs/${logId}`, body: bytes, repeat: 'always' });
    },
    async appendFeed(plan, timelineId, { recordId, stepId, startLine, value }) {
      const path = `${planPath(plan)}/timelines/${timelineId}/records/${recordId}/feed`;
      await http.send({
        method: 'POST',
        path,
        body: { value, count: value.length, stepId, startLine },
        repeat: 'never',
      });
    },
    async uploadAttachment(plan, timelineId, { recordId, type, name }, bytes) {
      const file = `${encodeURIComponent(type)}/${encodeURIComponent(name)}`;
      const path = `${planPath(plan)}/timelines/${timelineId}/records/${recordId}/attachments/${file}`;
      await http.send({ method: 'PUT', path, body: bytes, repeat: 'always' });
    },
  };
}

/** Calls that the vendor's protocol makes of several. */
function combinedCalls(one: ReturnType<typeof planCalls>, http: HttpClient): CallsOf<'createLogs' | 'completeJob'> {
  return {
    async createLogs(plan, logs) {
      const made: { readonly id: number }[] = [];
      for (const { path, bytes, lineCount } of logs) {
        const log = await one.createLog(plan, path);
        await one.appendLog(plan, log.id, bytes, lineCount);
        made.push(log);
      }
      return made;
    },
    async completeJob(plan, event, last) {
      if (last !== undefined) await one.updateRecords(plan, last.timelineId, last.records);
      await http.send({ method: 'POST', path: `${planPath(plan)}/events`, body: event, repeat: 'always' });
    },
  };
}

function buildCalls(http: HttpClient): CallsOf<'updateBuildNumber' | 'addBuildTag'> {
  return {
    async updateBuildNumber(plan, buildId, buildNumber) {
      await http.send({ method: 'PATCH', path: buildPath(plan, buildId), body: { buildNumber }, repeat: 'always' });
    },
    async addBuildTag(plan, buildId, tag) {
      const path = `${buildPath(plan, buildId)}/tags/${encodeURIComponent(tag)}`;
      const { value } = (await http.send({ method: 'PUT', path, repeat: 'always' })) as { readonly value: string[] };
      return value;
    },
  };
}

/** Sent once: an agent that cannot connect comes again by itself, and may be told to stop in the meantime. */
async function connect(http: HttpClient, identity: AgentIdentity): Promise<TaskAgentSession> {
  const { poolName, name, version, osDescription, ownerName, systemCapabilities } = identity;
  const pool = await first<{ readonly id: number }>(
    http,
    `_apis/distributedtask/pools?${new URLSearchParams({ poolName })}`,
  );
  if (pool === undefined) throw new AgentServerError(404, `Agent pool not found: '${poolName}'.`);
  const pools = `_apis/distributedtask/pools/${pool.id}`;
  const known = await first<{ readonly id: number }>(
    http,
    `${pools}/agents?${new URLSearchParams({ agentName: name })}`,
  );
  const described = { name, version, osDescription, maxParallelism: 1, systemCapabilities };
  if (known === undefined)
    await http.send({ method: 'POST', path: `${pools}/agents`, body: described, repeat: 'never' });
  else
    await http.send({
      method: 'PUT',
      path: `${pools}/agents/${known.id}`,
      body: { ...described, id: known.id },
      repeat: 'never',
    });
  const body = { ownerName, agent: { name, version, osDescription }, systemCapabilities };
  return (await http.send({ method: 'POST', path: `${pools}/sessions`, body, repeat: 'never' })) as TaskAgentSession;
}

/** The digest of the bytes is in `Repr-Digest` (RFC 9530), where the server sends it. */
async function downloadTask(http: HttpClient, path: string): Promise<TaskDownload> {
  const { bytes, headers } = await http.open(path, 'application/zip');
  const digest = /sha-256=:([\w+/=]+):/.exec(String(headers['repr-digest'] ?? ''))?.[1];
  return { bytes, ...(digest === undefined ? {} : { sha256: Buffer.from(digest, 'base64').toString('hex') }) };
}

async function first<T>(http: HttpClient, path: string): Promise<T | undefined> {
  const { value } = (await http.send({ method: 'GET', path, repeat: 'never' })) as { readonly value: readonly T[] };
  return value[0];
}

/** What is to be deleted is gone: an earlier try came through, or the session took it along. */
function ignoreMissing(failure: unknown): void {
  if (!(failure instanceof AgentServerError && failure.status === 404)) throw failure;
}

function poolPath(session: TaskAgentSession): string {
  return `_apis/distributedtask/pools/${session.poolId}`;
}

function buildPath({ scopeIdentifier }: PlanScope, buildId: string): string {
  return `${scopeIdentifier}/_apis/build/builds/${buildId}`;
}
