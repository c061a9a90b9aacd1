import { guidFromName } from '../base/id.ts';
import { agentAssertionMs, agentTokenMs } from '../base/limits.ts';
import type { Identity } from '../run/events.ts';
import type { Agent, AgentRegistry } from '../run/ports/agent-registry.ts';
import type { SignedTokens } from './signed-tokens.ts';

/** What an agent may do with a token of its own: have a session, take jobs, and tell of them. */
export const agentScopes: readonly string[] = ['vso.agentpools_listen', 'vso.agentpools'];

const assertionShape = /^[\w-]+\.([\w-]+)\.[\w-]+$/;

/**
 * The tokens of agents that were registered with a public key: each proves with a text signed by its own key who it is, and gets a token for less
 * than an hour. It counts until the agent is removed or registered anew.
 */
export class AgentTokens {
  readonly #signed: SignedTokens;
  readonly #agents: AgentRegistry;
  readonly #organization: string;
  readonly #now: () => number;

  constructor(signed: SignedTokens, agents: AgentRegistry, organization: string, now: () => number) {
    this.#signed = signed;
    this.#agents = agents;
    this.#organization = organization;
    this.#now = now;
  }

  /** A token for the agent that signed an assertion (JWT, RS256) meant for `audience`; `undefined` where nobody did. */
  async exchange(
    assertion: string,
    audience: string,
  ): Promise<{ token: string; expiresInSeconds: number } | undefined> {
    const clientId = issuerOf(assertion);
    const agent = clientId === undefined ? undefined : await this.find(clientId);
    if (agent?.proof === undefined || clientId === undefined) return undefined;
    if (!(await this.#isSignedBy(agent.proof, assertion, audience))) return undefined;
    const claims = { use: 'agent', agentId: agent.id, clientId } as const;
    const token = await this.#signed.issue(claims, { subject: clientId, lifetimeMs: agentTokenMs });
    return { token, expiresInSeconds: Math.floor(agentTokenMs / 1000) };
  }

  /** The agent that has a client id now. */
  async find(clientId: string): Promise<Agent | undefined> {
    for (const { id } of await this.#agents.pools(this.#organization)) {
      const found = (await this.#agents.agents(this.#organization, id)).find(
        ({ proof }) => proof?.clientId.toLowerCase() === clientId.toLowerCase(),
      );
      if (found !== undefined) return found;
    }
    return undefined;
  }

  identityOf({ name, poolId, id }: Agent): Identity {
    return { id: guidFromName('agent', `${poolId}/${id}`), displayName: name, uniqueName: `Agent\\${poolId}\\${id}` };
  }

  async #isSignedBy({ clientId, publicKey }: NonNullable<Agent['proof']>, text: string, audience: string) {
    const { importJWK, jwtVerify } = await import('jose');
    try {
      const { exponent, modulus } = publicKey;
      const key = await importJWK({ kty: 'RSA', n: urlSafe(modulus), e: urlSafe(exponent) }, 'RS256');
      await jwtVerify(text, key, {
        algorithms: ['RS256'],
        issuer: clientId,
        subject: clientId,
        audience,
        currentDate: new Date(this.#now()),
        clockTolerance: Math.floor(agentAssertionMs / 1000),
        requiredClaims: ['exp'],
      });
      return true;
    } catch {
      return false;
    }
  }
}

/** Whom an assertion says it is of; nothing of it is proven yet. */
function issuerOf(assertion: string): string | undefined {
  try {
    const body = assertionShape.exec(assertion)?.[1] ?? '';
    const { iss } = JSON.parse(Buffer.from(body, 'base64url').toString()) as { readonly iss?: unknown };
    return typeof iss === 'string' ? iss : undefined;
  } catch {
    return undefined;
  }
}

function urlSafe(base64: string): string {
  return Buffer.from(base64, 'base64').toString('base64url');
}
