import type { Instant } from '../base/clock.ts';
import type { Identity } from '../run/events.ts';
import type { TokenStore } from '../run/ports/token-store.ts';
import { type AgentTokens, agentScopes } from './agent-tokens.ts';
import type { Grants } from './grants.ts';
import { type JobTokens, jobScopes } from './job-tokens.ts';
import { looksSigned, type ProjectClaim, type SignedTokens } from './signed-tokens.ts';
import { hashOf } from './token-text.ts';
import type { Withdrawals } from './withdrawals.ts';

/** Whom a token speaks for, and what it allows. */
export type Bearer = {
  readonly identity: Identity;
  readonly scopes: readonly string[];
  readonly expiresAt: Instant | undefined;
  /** The one project in which it counts: a job's own. Absent: everywhere. */
  readonly project?: ProjectClaim;
  /** The job that the token is given to. */
  readonly job?: JobClaim;
  /** The agent that got it for its key. */
  readonly agent?: AgentClaim;
};

export type AgentClaim = { readonly agentId: number };

/** A job by its run and its request; a check by its run and itself. */
export type JobClaim = { readonly runId: number; readonly requestId: number; readonly check?: string };

export type BearerSources = {
  readonly organization: string;
  readonly tokens: TokenStore;
  readonly signed: SignedTokens;
  readonly grants: Grants;
  readonly jobs: JobTokens;
  readonly agents: AgentTokens;
  readonly withdrawals: Withdrawals;
};

/** Finds who brings a token: a personal one, an application's, or a job's. */
export class Bearers {
  readonly #of: BearerSources;

  constructor(sources: BearerSources) {
    this.#of = sources;
  }

  /** How often something was taken back: what was found before a change of it may no longer be so. */
  get withdrawals(): number {
    return this.#of.withdrawals.count;
  }

  /** `undefined` for a token that is none, or no longer. A personal token may have expired: see `expiresAt`. */
  async find(text: string): Promise<Bearer | undefined> {
    if (looksSigned(text)) return this.#signed(text);
    const row = await this.#of.tokens.find(this.#of.organization, hashOf(text));
    return row && { identity: row.identity, scopes: row.scopes, expiresAt: row.expiresAt };
  }

  async #signed(text: string): Promise<Bearer | undefined> {
    const read = await this.#of.signed.read(text);
    if (read === undefined) return undefined;
    const { claims, expiresAt } = read;
    const { grants, jobs, agents } = this.#of;
    if (claims.use === 'grant') {
      const grant = await grants.find(claims.grantId);
      return grant && { identity: grant.identity, scopes: claims.scopes, expiresAt };
    }
    if (claims.use === 'agent') {
      const agent = await agents.find(claims.clientId);
      if (agent?.id !== claims.agentId) return undefined;
      return { identity: agents.identityOf(agent), scopes: agentScopes, expiresAt, agent: { agentId: agent.id } };
    }
    if (!(await jobs.isRunning(claims))) return undefined;
    const { project, runId, requestId, isWide = false, check } = claims;
    const job = { runId, requestId, ...(check === undefined ? {} : { check }) };
    if (isWide) return { identity: jobs.collectionIdentity(), scopes: jobScopes, expiresAt, job };
    return { identity: jobs.identityOf(project), scopes: jobScopes, expiresAt, project, job };
  }
}
