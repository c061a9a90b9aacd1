import { accessTokenMs } from '../base/limits.ts';
import type { Application, Applications } from './applications.ts';
import type { Grants, ProofKind } from './grants.ts';
import { type Holder, holds } from './holder.ts';
import { scopesOf } from './scopes.ts';
import type { SignedTokens } from './signed-tokens.ts';

/** What an application asks a person for, as it stands in the address. */
export type AuthorizationRequest = {
  readonly clientId: string;
  readonly responseType: string;
  readonly scope: string;
  readonly redirectUri: string;
};

/** A request that may be put before a person. */
export type Wish = {
  readonly application: Application;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
};

/** What an application sends to get tokens. */
export type TokenExchange = {
  readonly kind: ProofKind;
  readonly secret: string;
  /** The code, or the refresh token. */
  readonly proof: string;
  readonly redirectUri: string;
};

export type IssuedTokens = {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
  readonly scopes: readonly string[];
};

/** Why an application gets no token, in the words of RFC 6749. */
export type ExchangeProblem = { readonly error: 'invalid_client' | 'invalid_grant'; readonly description: string };

type Checked<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly message: string };

/** The flow by which a person lets an application act for him (OAuth 2, with the service's own grant types). */
export class Authorization {
  readonly #applications: Applications;
  readonly #grants: Grants;
  readonly #signed: SignedTokens;

  constructor(of: { applications: Applications; grants: Grants; signed: SignedTokens }) {
    this.#applications = of.applications;
    this.#grants = of.grants;
    this.#signed = of.signed;
  }

  /** Checks what an application asks for. What is wrong is told to the person: nobody is sent to an address that is not registered. */
  async check(request: AuthorizationRequest): Promise<Checked<Wish>> {
    const application = await this.#applications.find(request.clientId);
    if (application === undefined) return wrong('The application is not registered here.');
    if (!application.redirectUris.includes(request.redirectUri))
      return wrong('The redirect URI is not one that is registered for the application.');
    if (request.responseType.toLowerCase() !== 'assertion') return wrong("The response type must be 'Assertion'.");
    const scopes = scopesOf(request.scope);
    if (scopes === undefined) return wrong('The scopes that are asked for are not all known.');
    const beyond = scopes.filter(scope => !application.scopes.includes(scope));
    if (beyond.length > 0) return wrong(`The application is not registered for ${beyond.join(', ')}.`);
    return { ok: true, value: { application, scopes, redirectUri: request.redirectUri } };
  }

  /** Grants a wish; the answer is the code that the application gets. Nobody grants what he may not do himself. */
  async grant(holder: Holder, { application, scopes, redirectUri }: Wish): Promise<Checked<string>> {
    if (!holds(holder, scopes)) return wrong('Your token does not allow all that the application asks for.');
    const { identity } = holder;
    return {
      ok: true,
      value: await this.#grants.add({ applicationId: application.id, identity, scopes, redirectUri }),
    };
  }

  /** Gives an application its tokens for a code or a refresh token. */
  async exchange({ kind, secret, proof, redirectUri }: TokenExchange): Promise<IssuedTokens | ExchangeProblem> {
    const named = await this.#grants.named(proof);
    if (named === undefined) return noGrant;
    const application = await this.#applications.find(named.applicationId);
    if (application === undefined || !this.#applications.proves(application, secret)) return noClient;
    if (named.redirectUri !== redirectUri) return noGrant;
    const used = await this.#grants.use(proof, kind);
    if (used === undefined) return noGrant;
    const { id: grantId, scopes, identity } = used.grant;
    const lifetime = { subject: identity.id, lifetimeMs: accessTokenMs };
    const accessToken = await this.#signed.issue({ use: 'grant', grantId, scopes }, lifetime);
    return { accessToken, refreshToken: used.refreshToken, expiresInSeconds: accessTokenMs / 1000, scopes };
  }

  /** Ends what a refresh token stands for, its access tokens with it. A token that is none is no error (RFC 7009). */
  async revoke({ secret, proof }: { secret: string; proof: string }): Promise<ExchangeProblem | undefined> {
    const named = await this.#grants.named(proof);
    if (named === undefined) return undefined;
    const application = await this.#applications.find(named.applicationId);
    if (application === undefined || !this.#applications.proves(application, secret)) return noClient;
    await this.#grants.end(named.id);
    return undefined;
  }
}

const noGrant: ExchangeProblem = {
  error: 'invalid_grant',
  description:
    'The code or refresh token is not valid, has expired or was used before, or the redirect URI is another.',
};

const noClient: ExchangeProblem = {
  error: 'invalid_client',
  description: 'The secret is not that of the application, or it has expired.',
};

function wrong(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message };
}
