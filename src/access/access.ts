import type { Clock } from '../base/clock.ts';
import type { AgentRegistry } from '../run/ports/agent-registry.ts';
import type { DocumentStore } from '../run/ports/document-store.ts';
import type { JobQueue } from '../run/ports/job-queue.ts';
import type { RunStore } from '../run/ports/run-store.ts';
import type { Secrets } from '../run/ports/secrets.ts';
import type { TokenStore } from '../run/ports/token-store.ts';
import { AgentTokens } from './agent-tokens.ts';
import { Applications } from './applications.ts';
import { Authorization } from './authorization.ts';
import { Bearers } from './bearers.ts';
import { Grants } from './grants.ts';
import { IdentityTokens } from './identity-tokens.ts';
import { JobTokens } from './job-tokens.ts';
import { keyFor } from './keys.ts';
import { PersonalTokens } from './personal-tokens.ts';
import { Sessions } from './sessions.ts';
import { SignedTokens } from './signed-tokens.ts';
import { Withdrawals } from './withdrawals.ts';

export type AccessPorts = {
  readonly organization: string;
  readonly stores: {
    readonly tokens: TokenStore;
    readonly documents: DocumentStore;
    readonly queue: JobQueue;
    readonly runs: RunStore;
    readonly agents: AgentRegistry;
  };
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** At least 32 bytes, the same on every server of an organization. */
  readonly key: Uint8Array;
};

/** Who may do what in an organization. */
export type Access = {
  readonly tokens: PersonalTokens;
  readonly applications: Applications;
  readonly grants: Grants;
  readonly authorization: Authorization;
  readonly jobs: JobTokens;
  readonly agents: AgentTokens;
  readonly bearers: Bearers;
  /** What jobs prove to others. */
  readonly identity: IdentityTokens;
  readonly sessions: Sessions;
  /** Proves that a form of a page is ours. */
  readonly formKey: Uint8Array;
};

/** Opens what is kept; nothing is read before it is asked for. */
export function openAccess({ organization, stores, secrets, clock, key }: AccessPorts): Access {
  const { tokens, documents } = stores;
  const withdrawals = new Withdrawals();
  const signed = new SignedTokens(keyFor('access tokens', key), organization, clock);
  const applications = new Applications(documents, organization, clock);
  const grants = new Grants(documents, organization, { key: keyFor('grant proofs', key), clock, withdrawals });
  const jobs = new JobTokens(signed, stores, organization);
  const agents = new AgentTokens(signed, stores.agents, organization, () => clock.now());
  return {
    tokens: new PersonalTokens(tokens, organization, { clock, withdrawals }),
    applications,
    grants,
    authorization: new Authorization({ applications, grants, signed }),
    jobs,
    agents,
    bearers: new Bearers({ organization, tokens, signed, grants, jobs, agents, withdrawals }),
    identity: new IdentityTokens({ documents, secrets, organization, clock }),
    sessions: new Sessions({ organization, tokens, clock, key: keyFor('browser sessions', key) }),
    formKey: keyFor('consent forms', key),
  };
}
