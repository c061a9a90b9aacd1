import { randomUUID } from 'node:crypto';
import type { Clock, Instant } from '../base/clock.ts';
import { authorizationCodeMs, refreshTokenMs } from '../base/limits.ts';
import type { Identity } from '../run/events.ts';
import type { DocumentStore } from '../run/ports/document-store.ts';
import { isSame, proofOf } from './keys.ts';
import { type Kept, Records } from './records.ts';
import { AccessRefusal } from './refusal.ts';
import type { Withdrawals } from './withdrawals.ts';

/** What somebody let an application do. It lasts as long as the application refreshes, and until one of them ends it. */
export type Grant = {
  readonly id: string;
  readonly applicationId: string;
  readonly identity: Identity;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly createdAt: Instant;
  /** How often its code or refresh token was used: 0 until the code is. Only the newest proof is good. */
  readonly generation: number;
  /** When its newest proof ends: the code's ten minutes, then the refresh token's year. */
  readonly expiresAt: Instant;
};

/** A grant after one use more, and the refresh token for the next. */
export type Used = { readonly grant: Grant; readonly refreshToken: string };

/** The two kinds of proof: what a person is sent back with, and what an application refreshes with. */
export type ProofKind = 'code' | 'refreshToken';

type GrantsOptions = { readonly key: Uint8Array; readonly clock: Clock; readonly withdrawals: Withdrawals };

/**
 * What people let applications do. Codes and refresh tokens are proofs of a grant and its generation, made with a key, and not kept: one
 * of an earlier generation was used before, by the application or by a thief, so it ends the grant for both.
 */
export class Grants {
  readonly #records: Records<Grant>;
  readonly #key: Uint8Array;
  readonly #clock: Clock;
  readonly #withdrawals: Withdrawals;

  constructor(documents: DocumentStore, organization: string, { key, clock, withdrawals }: GrantsOptions) {
    this.#withdrawals = withdrawals;
    this.#records = new Records(documents, organization, 'oauthGrant');
    this.#key = key;
    this.#clock = clock;
  }

  /** Makes a grant; the answer is its code, good once and for ten minutes. */
  async add(of: Pick<Grant, 'applicationId' | 'identity' | 'scopes' | 'redirectUri'>): Promise<string> {
    const createdAt = this.#clock.now();
    const expiresAt = createdAt + authorizationCodeMs;
    await this.#records.sweep(createdAt);
    const { applicationId, identity, scopes, redirectUri } = of;
    const id = randomUUID();
    const value = { id, applicationId, identity, scopes, redirectUri, createdAt, generation: 0, expiresAt };
    await this.#records.put({ id, revision: 0, value }, createdAt, expiresAt);
    return this.#proof(id, 0);
  }

  /** The grant that a proof names, if its key made it; used or not. */
  async named(proof: string): Promise<Grant | undefined> {
    const read = this.#read(proof);
    return read === undefined ? undefined : (await this.#records.get(read.id))?.value;
  }

  /** Uses a proof up; `undefined` when it is not good. One that was used before ends its grant. */
  async use(proof: string, kind: ProofKind): Promise<Used | undefined> {
    const read = this.#read(proof);
    if (read === undefined || (read.generation === 0) !== (kind === 'code')) return undefined;
    const kept = await this.#records.get(read.id);
    if (kept === undefined || kept.value.expiresAt <= this.#clock.now()) return undefined;
    const used = kept.value.generation === read.generation ? await this.#advance(kept) : undefined;
    if (used === undefined) await this.end(read.id);
    return used;
  }

  async find(id: string): Promise<Grant | undefined> {
    const grant = (await this.#records.get(id))?.value;
    return grant === undefined || grant.expiresAt <= this.#clock.now() ? undefined : grant;
  }

  /** Somebody's grants that an application took up, the oldest first. */
  async list(identity: Identity): Promise<readonly Grant[]> {
    const grants = (await this.#records.all()).map(({ value }) => value);
    const now = this.#clock.now();
    return grants.filter(grant => grant.identity.id === identity.id && grant.generation > 0 && grant.expiresAt > now);
  }

  /** Ends one of somebody's grants, or refuses where he has no such. */
  async revoke(identity: Identity, id: string): Promise<void> {
    const grant = await this.find(id.toLowerCase());
    if (grant?.identity.id !== identity.id)
      throw new AccessRefusal('authorizationMissing', `The authorization '${id}' does not exist.`);
    await this.end(grant.id);
  }

  /** Ends a grant. Safe to repeat. */
  async end(id: string): Promise<void> {
    await this.#records.remove(id);
    this.#withdrawals.note();
  }

  /** Ends all grants of an application. */
  async endAll(applicationId: string): Promise<void> {
    for (const { id, value } of await this.#records.all())
      if (value.applicationId === applicationId) await this.end(id);
  }

  async #advance({ id, revision, value }: Kept<Grant>): Promise<Used | undefined> {
    const generation = value.generation + 1;
    const expiresAt = this.#clock.now() + refreshTokenMs;
    const grant = { ...value, generation, expiresAt };
    if (!(await this.#records.put({ id, revision, value: grant }, grant.createdAt, expiresAt))) return undefined;
    return { grant, refreshToken: this.#proof(id, generation) };
  }

  #proof(id: string, generation: number): string {
    return `${id}.${generation}.${proofOf(this.#key, id, String(generation))}`;
  }

  #read(proof: string): { readonly id: string; readonly generation: number } | undefined {
    const [id = '', generation = '', mac = ''] = proof.split('.');
    if (!isSame(mac, proofOf(this.#key, id, generation))) return undefined;
    return { id, generation: Number(generation) };
  }
}
