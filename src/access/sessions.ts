import type { Clock, Instant } from '../base/clock.ts';
import { browserSessionMs } from '../base/limits.ts';
import type { Identity } from '../run/events.ts';
import type { TokenStore } from '../run/ports/token-store.ts';
import { isSame, proofOf } from './keys.ts';
import { hashOf } from './token-text.ts';

/** Who is signed in, and with which scopes: those of the personal token that he signed in with. */
export type Session = { readonly identity: Identity; readonly scopes: readonly string[] };

export type SessionPorts = {
  readonly organization: string;
  readonly tokens: TokenStore;
  readonly clock: Clock;
  readonly key: Uint8Array;
};

/**
 * People who are signed in with a browser. Nothing is stored: a session is a text that names its personal token by the hash under which that is kept, and
 * ends with it, or after `browserSessionMs`. Who has the text can't make the token of it.
 */
export class Sessions {
  readonly #of: SessionPorts;

  constructor(ports: SessionPorts) {
    this.#of = ports;
  }

  /** The text of a new session; `undefined` where the text is no personal token that is good. */
  async begin(token: string): Promise<string | undefined> {
    const hash = hashOf(token);
    if ((await this.#sessionOf(hash)) === undefined) return undefined;
    const until = String(this.#of.clock.now() + browserSessionMs);
    return [hash, until, this.#proof(hash, until)].join('.');
  }

  /** Whose session a text is; `undefined` where it is none, or no longer. */
  async find(text: string): Promise<Session | undefined> {
    const [hash = '', until = '', proof = '', ...more] = text.split('.');
    if (more.length > 0 || !isSame(proof, this.#proof(hash, until))) return undefined;
    return Number(until) > this.#of.clock.now() ? this.#sessionOf(hash) : undefined;
  }

  async #sessionOf(hash: string): Promise<Session | undefined> {
    const row = await this.#of.tokens.find(this.#of.organization, hash);
    if (row === undefined || hasEnded(row.expiresAt, this.#of.clock.now())) return undefined;
    return { identity: row.identity, scopes: row.scopes };
  }

  #proof(hash: string, until: string): string {
    return proofOf(this.#of.key, this.#of.organization, hash, until);
  }
}

function hasEnded(expiresAt: Instant | undefined, now: Instant): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}
