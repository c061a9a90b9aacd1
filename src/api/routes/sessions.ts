import { Type } from 'typebox';
import type { SessionId } from '../../base/id.ts';
import type { AgentPublicKey } from '../../run/ports/agent-registry.ts';
import type { TaskAgentSession } from '../../wire/agent-protocol.ts';
import { Message, Session, SessionRequest } from '../../wire/agents.ts';
import { encryptedMessage, newMessageKey } from '../agents/message-key.ts';
import { checkOwn, findSession, openSession } from '../http/agent-sessions.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { agentServerOf, poolOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { poolParams, poolPath } from '../http/paths.ts';
import type { Services } from '../services.ts';

/** An agent's connection: its session and the messages it is sent. */
export function sessionRoutes(api: Api, services: Services): void {
  createSession(api, services);
  deleteSession(api, services);
  getMessage(api, services);
  deleteMessage(api, services);
}

function createSession(api: Api, services: Services): void {
  api.post(
    `${poolPath}/sessions`,
    {
      config: { operation: 'sessions.create' },
      schema: { params: Type.Object(poolParams), body: SessionRequest, response: { 200: Session } },
    },
    async request => {
      const pool = await poolOf(services, request.params);
      const { agent, ownerName, systemCapabilities } = request.body;
      const agents = await services.agents.agents(services.organization, pool.id);
      const known = agents.find(({ name }) => name.toLowerCase() === agent.name.toLowerCase());
      checkOwn(request.caller, known?.id);
      const session = await agentServerOf(services, request).connect({
        poolName: pool.name,
        name: agent.name,
        version: agent.version ?? known?.version ?? '',
        osDescription: agent.osDescription ?? known?.osDescription ?? '',
        ownerName,
        systemCapabilities: systemCapabilities ?? known?.capabilities ?? {},
      });
      return known?.proof === undefined ? session : withKey(services, session, known.proof.publicKey);
    },
  );
}

/** Gives a session a key for its messages, which only the agent can read. */
async function withKey({ agents, organization, secrets }: Services, session: TaskAgentSession, key: AgentPublicKey) {
  const { plain, encrypted } = messageKey(key);
  const open = await agents.session(organization, session.sessionId as SessionId);
  if (open !== undefined) await agents.openSession(organization, { ...open, key: secrets.seal(plain) });
  return { ...session, encryptionKey: { encrypted: true as const, value: encrypted } };
}

/** Throws the service's refusal of a key that none is. */
function messageKey(key: AgentPublicKey): ReturnType<typeof newMessageKey> {
  try {
    return newMessageKey(key);
  } catch {
    throw serviceError('argument', 'The public key of the agent can encrypt nothing.');
  }
}

function deleteSession(api: Api, services: Services): void {
  api.delete(
    `${poolPath}/sessions/:sessionId`,
    {
      config: { operation: 'sessions.delete' },
      schema: { params: Type.Object({ ...poolParams, sessionId: Type.String() }) },
    },
    async (request, reply) => {
      const session = await findSession(services, request.params.poolId, request.params.sessionId);
      const server = agentServerOf(services, request);
      if (session !== undefined) checkOwn(request.caller, session.agent.id);
      if (session !== undefined) await server.disconnect(session);
      return noContent(reply);
    },
  );
}

// Ends early when the client goes, so that no message is handed to nobody, and when the server closes. An agent asks again at once, on the same
// connection if it may: that would keep the server open for as long as agents wait.
function getMessage(api: Api, services: Services): void {
  const waiting = new Set<AbortController>();
  let isClosing = false;
  api.addHook('preClose', done => {
    isClosing = true;
    for (const poll of waiting) poll.abort();
    done();
  });
  api.get(
    `${poolPath}/messages`,
    {
      config: { operation: 'messages.get', empty: 202 },
      schema: {
        params: Type.Object(poolParams),
        querystring: Type.Object({
          sessionId: Type.String(),
          lastMessageId: Type.Optional(Type.Integer({ minimum: 0 })),
        }),
        response: { 200: Message },
      },
    },
    async (request, reply) => {
      const { sessionId, lastMessageId = 0 } = request.query;
      const { key, ...session } = await openSession(services, request.params.poolId, sessionId);
      checkOwn(request.caller, session.agent.id);
      const server = agentServerOf(services, request);
      const poll = new AbortController();
      reply.raw.once('close', () => poll.abort());
      waiting.add(poll);
      if (isClosing) poll.abort();
      try {
        const message = await server.nextMessage(session, lastMessageId, poll.signal);
        if (isClosing) reply.header('connection', 'close');
        if (message === undefined) return noContent(reply, 202);
        return key === undefined ? message : encryptedMessage(message, services.secrets.open(key));
      } finally {
        waiting.delete(poll);
      }
    },
  );
}

function deleteMessage(api: Api, services: Services): void {
  api.delete(
    `${poolPath}/messages/:messageId`,
    {
      config: { operation: 'messages.delete' },
      schema: {
        params: Type.Object({ ...poolParams, messageId: Type.Integer({ minimum: 0 }) }),
        querystring: Type.Object({ sessionId: Type.String() }),
      },
    },
    async (request, reply) => {
      const { poolId, messageId } = request.params;
      const session = await openSession(services, poolId, request.query.sessionId);
      checkOwn(request.caller, session.agent.id);
      await agentServerOf(services, request).deleteMessage(session, messageId);
      return noContent(reply);
    },
  );
}
