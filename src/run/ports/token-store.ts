import type { Instant } from '../../base/clock.ts';
import type { Identity } from '../events.ts';

/** A personal access token as it is kept: the token itself is shown once and never stored. */
export type TokenRow = {
  /** SHA-256 of the token, hex. */
  readonly hash: string;
  readonly name: string;
  readonly identity: Identity;
  /** `vso.build`, …; `app_token` is every scope. */
  readonly scopes: readonly string[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant | undefined;
};

/** Tokens by the hash of their text. Safe to call concurrently. */
export interface TokenStore {
  add(organization: string, token: TokenRow): Promise<void>;
  /** Puts a token in the place of the one of its hash; false, with nothing written, where there is none any more. */
  change(organization: string, token: TokenRow): Promise<boolean>;
  find(organization: string, hash: string): Promise<TokenRow | undefined>;
  list(organization: string): Promise<readonly TokenRow[]>;
  /** Safe to repeat. */
  remove(organization: string, hash: string): Promise<void>;
}
