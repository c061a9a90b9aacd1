import type { Clock } from '../base/clock.ts';

/** What a signed token says: of a grant, or of a job. */
export type Claims =
  | { readonly use: 'grant'; readonly grantId: string; readonly scopes: readonly string[] }
  | { readonly use: 'agent'; readonly agentId: number; readonly clientId: string }
  | {
      readonly use: 'job';
      readonly runId: number;
      readonly requestId: number;
      readonly project: ProjectClaim;
      /** It counts in every project. */
      readonly isWide?: boolean;
      /** It is for a check that a stage waits for, and no job. */
      readonly check?: string;
    };

export type ProjectClaim = { readonly id: string; readonly name: string };

const algorithm = 'HS256';
const issuer = 'millrace';
const shape = /^[\w-]+\.[\w-]+\.[\w-]+$/;

// Loaded when the first signed token comes or goes: most servers start without one.
const jose = () => import('jose');

/** Whether a text may be a signed token: no personal token looks like one. */
export function looksSigned(text: string): boolean {
  return shape.test(text);
}

/** Tokens that say for themselves what they are (JWT), signed with the organization's key. Whether they still count, others know. */
export class SignedTokens {
  readonly #key: () => Promise<CryptoKey>;
  readonly #organization: string;
  readonly #clock: Clock;

  constructor(key: Uint8Array, organization: string, clock: Clock) {
    let imported: Promise<CryptoKey> | undefined;
    this.#key = () => {
      imported ??= crypto.subtle.importKey('raw', Uint8Array.from(key), { name: 'HMAC', hash: 'SHA-256' }, false, [
        'sign',
        'verify',
      ]);
      return imported;
    };
    this.#organization = organization;
    this.#clock = clock;
  }

  /** Makes a token that is good for so long; `subject` is the id of whom it speaks for. */
  async issue(claims: Claims, { subject, lifetimeMs }: { subject: string; lifetimeMs: number }): Promise<string> {
    const { SignJWT } = await jose();
    const now = this.#clock.now();
    const scp = claims.use === 'grant' ? { scp: claims.scopes.join(' ') } : {};
    return new SignJWT({ millrace: claims, ...scp })
      .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(this.#organization)
      .setSubject(subject)
      .setIssuedAt(Math.floor(now / 1000))
      .setExpirationTime(Math.floor((now + lifetimeMs) / 1000))
      .sign(await this.#key());
  }

  /** What a token says, and when it ends; `undefined` for one that was not made here, was altered, or has ended. */
  async read(text: string): Promise<{ readonly claims: Claims; readonly expiresAt: number } | undefined> {
    const { jwtVerify, errors } = await jose();
    try {
      const { payload } = await jwtVerify<{ readonly millrace: Claims }>(text, await this.#key(), {
        algorithms: [algorithm],
        issuer,
        audience: this.#organization,
        currentDate: new Date(this.#clock.now()),
        requiredClaims: ['exp', 'sub', 'millrace'],
      });
      return { claims: payload.millrace, expiresAt: (payload.exp ?? 0) * 1000 };
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}
