import { isGuid, type SessionId } from '../../base/id.ts';
import type { TaskAgentSession } from '../../wire/agent-protocol.ts';
import type { Services } from '../services.ts';
import { unauthorized } from './error-words.ts';
import { serviceError } from './errors.ts';
import type { Caller } from './tokens.ts';

/** A session, with the sealed key of its messages. */
export type KeptSession = TaskAgentSession & { readonly key?: string };

/** The open session that a request names, or the service's 404. */
export async function openSession(services: Services, poolId: number, id: string): Promise<KeptSession> {
  const session = await findSession(services, poolId, id);
  if (session !== undefined) return session;
  throw serviceError('sessionMissing', `The session ${id} does not exist in agent pool ${poolId}, or it has expired.`);
}

/** The open session of an id in a pool. */
export async function findSession(
  { agents, organization }: Services,
  poolId: number,
  id: string,
): Promise<KeptSession | undefined> {
  const session = isGuid(id) ? await agents.session(organization, id.toLowerCase() as SessionId) : undefined;
  if (session === undefined || session.poolId !== poolId) return undefined;
  const agent = (await agents.agents(organization, poolId)).find(one => one.id === session.agentId);
  if (agent === undefined) return undefined;
  const { name, version } = agent;
  const { ownerName, key } = session;
  const known = { sessionId: session.id, ownerName, agent: { id: agent.id, name, version }, poolId };
  return key === undefined ? known : { ...known, key };
}

/** Throws the service's refusal where an agent, by its own token, acts as another one. */
export function checkOwn({ agent, identity }: Caller, agentId: number | undefined): void {
  if (agent !== undefined && agent.agentId !== agentId) throw unauthorized(identity.displayName);
}
