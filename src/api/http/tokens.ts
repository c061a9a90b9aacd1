import { hashOf } from '../../access/token-text.ts';
import type { Clock, Instant } from '../../base/clock.ts';
import { rememberedTokenMs, rememberedTokens } from '../../base/limits.ts';
import type { Identity } from '../../run/events.ts';
import type { TokenStore } from '../../run/ports/token-store.ts';
import { withIncluded } from './operations.ts';

/** Who sends a request, and what the token allows. */
export type Caller = {
  readonly identity: Identity;
  readonly granted: ReadonlySet<string>;
  /** The header that names the caller in each answer. */
  readonly userData: string;
  readonly expiresAt: Instant | undefined;
};

type Remembered = { readonly caller: Caller; readonly until: Instant };

/**
 * Finds who an `Authorization` header stands for: a personal access token as the password of Basic, under any user name, or as a Bearer
 * token. Tokens are looked up by their hash. A valid header is remembered for a few seconds, so that a busy client does not cost a
 * look-up for each request; that a header is not valid is never remembered.
 */
export class Tokens {
  readonly #store: TokenStore;
  readonly #organization: string;
  readonly #clock: Clock;
  readonly #remembered = new Map<string, Remembered>();

  constructor(store: TokenStore, organization: string, clock: Clock) {
    this.#store = store;
    this.#organization = organization;
    this.#clock = clock;
  }

  /** The caller of a header that was seen a moment ago. */
  recall(header: string): Caller | undefined {
    const found = this.#remembered.get(header);
    const now = this.#clock.now();
    if (found === undefined || found.until <= now || hasExpired(found.caller, now)) return undefined;
    return found.caller;
  }

  /** The caller of a header; `undefined` when no valid token is in it. */
  async find(header: string): Promise<Caller | undefined> {
    const token = tokenOf(header);
    if (token === undefined) return undefined;
    const row = await this.#store.find(this.#organization, hashOf(token));
    if (row === undefined) return undefined;
    const caller = {
      identity: row.identity,
      granted: withIncluded(row.scopes),
      userData: `${row.identity.id}:${encodeURI(row.identity.uniqueName.toWellFormed())}`,
      expiresAt: row.expiresAt,
    };
    const now = this.#clock.now();
    if (hasExpired(caller, now)) return undefined;
    this.#remember(header, { caller, until: now + rememberedTokenMs });
    return caller;
  }

  #remember(header: string, entry: Remembered): void {
    this.#remembered.delete(header);
    this.#remembered.set(header, entry);
    if (this.#remembered.size <= rememberedTokens) return;
    const [oldest] = this.#remembered.keys();
    if (oldest !== undefined) this.#remembered.delete(oldest);
  }
}

function hasExpired(caller: Caller, now: Instant): boolean {
  return caller.expiresAt !== undefined && caller.expiresAt <= now;
}

const credentials = /^(Basic|Bearer) +(\S+) *$/i;

function tokenOf(header: string): string | undefined {
  const [, scheme, value] = credentials.exec(header) ?? [];
  if (scheme === undefined || value === undefined) return undefined;
  return scheme.toLowerCase() === 'bearer' ? value : passwordOf(value);
}

// The service refuses base64 that is not written in the one canonical way.
function passwordOf(base64: string): string | undefined {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64) return undefined;
  const text = bytes.toString('utf8');
  const colon = text.indexOf(':');
  return colon === -1 || colon === text.length - 1 ? undefined : text.slice(colon + 1);
}
