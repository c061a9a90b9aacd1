import type { Clock } from '../base/clock.ts';
import type { TokenStore } from '../run/ports/token-store.ts';
import { PersonalTokens } from './personal-tokens.ts';

export type AccessPorts = {
  readonly organization: string;
  readonly tokens: TokenStore;
  readonly clock: Clock;
};

/** Who may do what in an organization. */
export type Access = { readonly tokens: PersonalTokens };

/** Opens what is kept; nothing is read before it is asked for. */
export function openAccess({ organization, tokens, clock }: AccessPorts): Access {
  return { tokens: new PersonalTokens(tokens, organization, clock) };
}
