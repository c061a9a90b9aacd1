import type { Clock, Instant } from '../base/clock.ts';
import { guidFromName } from '../base/id.ts';
import { personalTokenMs, tokenNameLength } from '../base/limits.ts';
import type { TokenRow, TokenStore } from '../run/ports/token-store.ts';
import { type Holder, holds } from './holder.ts';
import { scopesOf } from './scopes.ts';
import { hashOf, newTokenText } from './token-text.ts';
import type { Withdrawals } from './withdrawals.ts';

/** A personal access token, without its text. */
export type PersonalToken = {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant | undefined;
};

/** Why a token can't be made or changed as asked. */
export type TokenProblem =
  | 'displayNameRequired'
  | 'invalidDisplayName'
  | 'invalidScope'
  | 'invalidValidTo'
  | 'accessDenied';

/** What a token is asked for with. */
export type TokenRequest = {
  readonly name: string;
  /** Separated by spaces or commas. */
  readonly scope: string;
  readonly expiresAt: Instant;
};

export type TokenAnswer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: TokenProblem };

/** The tokens that people make for themselves. Everyone sees and changes only his own. */
export class PersonalTokens {
  readonly #store: TokenStore;
  readonly #organization: string;
  readonly #clock: Clock;
  readonly #withdrawals: Withdrawals;

  constructor(
    store: TokenStore,
    organization: string,
    { clock, withdrawals }: { readonly clock: Clock; readonly withdrawals: Withdrawals },
  ) {
    this.#withdrawals = withdrawals;
    this.#store = store;
    this.#organization = organization;
    this.#clock = clock;
  }

  /** Makes a token; `text` is seen this once. */
  async create(
    holder: Holder,
    request: TokenRequest,
  ): Promise<TokenAnswer<{ readonly token: PersonalToken; readonly text: string }>> {
    const checked = this.#check(holder, request);
    if (!checked.ok) return checked;
    const text = newTokenText();
    const { name, expiresAt } = request;
    const row = { name, expiresAt, scopes: checked.value, identity: holder.identity, createdAt: this.#clock.now() };
    const stored = { ...row, hash: hashOf(text) };
    await this.#store.add(this.#organization, stored);
    return { ok: true, value: { token: shown(stored), text } };
  }

  /** Changes what is given; `undefined` where the holder has no such token. */
  async update(
    holder: Holder,
    id: string,
    change: Partial<TokenRequest>,
  ): Promise<TokenAnswer<PersonalToken> | undefined> {
    const row = await this.#row(holder, id);
    if (row === undefined) return undefined;
    const { name, scopes, expiresAt = this.#clock.now() + personalTokenMs } = row;
    const checked = this.#check(holder, { name, scope: scopes.join(' '), expiresAt, ...change });
    if (!checked.ok) return checked;
    const { name: newName = name, expiresAt: newEnd = row.expiresAt } = change;
    const changed: TokenRow = { ...row, name: newName, scopes: checked.value, expiresAt: newEnd };
    // Who took it back meanwhile was faster: it stays gone.
    if (!(await this.#store.change(this.#organization, changed))) return undefined;
    this.#withdrawals.note();
    return { ok: true, value: shown(changed) };
  }

  async get(holder: Holder, id: string): Promise<PersonalToken | undefined> {
    const row = await this.#row(holder, id);
    return row === undefined ? undefined : shown(row);
  }

  /** The holder's tokens, the oldest first. */
  async list(holder: Holder): Promise<readonly PersonalToken[]> {
    return (await this.#rows(holder)).map(shown);
  }

  /** Takes a token back; false where the holder has no such token. */
  async revoke(holder: Holder, id: string): Promise<boolean> {
    const row = await this.#row(holder, id);
    if (row === undefined) return false;
    await this.#store.remove(this.#organization, row.hash);
    this.#withdrawals.note();
    return true;
  }

  #check(holder: Holder, { name, scope, expiresAt }: TokenRequest): TokenAnswer<readonly string[]> {
    if (name.trim() === '') return { ok: false, problem: 'displayNameRequired' };
    if (name.length > tokenNameLength) return { ok: false, problem: 'invalidDisplayName' };
    const now = this.#clock.now();
    if (!(expiresAt > now && expiresAt <= now + personalTokenMs)) return { ok: false, problem: 'invalidValidTo' };
    const scopes = scopesOf(scope);
    if (scopes === undefined) return { ok: false, problem: 'invalidScope' };
    return holds(holder, scopes) ? { ok: true, value: scopes } : { ok: false, problem: 'accessDenied' };
  }

  async #row(holder: Holder, id: string): Promise<TokenRow | undefined> {
    return (await this.#rows(holder)).find(row => idOf(row) === id.toLowerCase());
  }

  async #rows({ identity }: Holder): Promise<readonly TokenRow[]> {
    const rows = await this.#store.list(this.#organization);
    return rows.filter(row => row.identity.id === identity.id);
  }
}

function idOf({ hash }: TokenRow): string {
  return guidFromName('token', hash);
}

function shown(row: TokenRow): PersonalToken {
  const { name, scopes, createdAt, expiresAt } = row;
  return { id: idOf(row), name, scopes, createdAt, expiresAt };
}
