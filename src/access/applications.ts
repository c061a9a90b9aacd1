import { randomUUID } from 'node:crypto';
import type { Clock, Instant } from '../base/clock.ts';
import {
  applicationSecretMs,
  redirectUris as mostRedirectUris,
  redirectUriLength,
  tokenNameLength,
} from '../base/limits.ts';
import type { Identity } from '../run/events.ts';
import type { DocumentStore } from '../run/ports/document-store.ts';
import { isSame } from './keys.ts';
import { Records } from './records.ts';
import { AccessRefusal } from './refusal.ts';
import { scopesOf } from './scopes.ts';
import { hashOf, newTokenText } from './token-text.ts';

/** A program that people may let act for them. */
export type Application = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Where people are sent back to, to the letter. */
  readonly redirectUris: readonly string[];
  /** The most that it may ask for. */
  readonly scopes: readonly string[];
  readonly secretHash: string;
  readonly secretExpiresAt: Instant;
  readonly createdAt: Instant;
  readonly owner: Identity;
};

/** What an application is registered with. */
export type ApplicationRequest = {
  readonly name: string;
  readonly description: string;
  readonly redirectUris: readonly string[];
  /** Separated by spaces or commas. */
  readonly scope: string;
};

/** An application, and its secret as it is seen this once. */
export type WithSecret = { readonly application: Application; readonly secret: string };

/** The registered applications of an organization. Wrong wishes are refused with an `AccessRefusal`. */
export class Applications {
  readonly #records: Records<Application>;
  readonly #clock: Clock;

  constructor(documents: DocumentStore, organization: string, clock: Clock) {
    this.#records = new Records(documents, organization, 'oauthApplication');
    this.#clock = clock;
  }

  async register(owner: Identity, request: ApplicationRequest): Promise<WithSecret> {
    const { name, description, redirectUris } = request;
    const scopes = checked(request);
    const createdAt = this.#clock.now();
    const own = { id: randomUUID(), name, description, redirectUris, scopes, createdAt, owner };
    return this.#giveSecret(own, 0);
  }

  /** The oldest first. */
  async list(): Promise<readonly Application[]> {
    return (await this.#records.all()).map(({ value }) => value);
  }

  async find(id: string): Promise<Application | undefined> {
    return (await this.#records.get(id.toLowerCase()))?.value;
  }

  /** Gives an application another secret, good for 60 days from now; the former one is refused from then on. */
  async renewSecret(id: string): Promise<WithSecret> {
    const found = await this.#records.get(id.toLowerCase());
    if (found === undefined) throw applicationMissing(id);
    return this.#giveSecret(found.value, found.revision);
  }

  async remove(id: string): Promise<void> {
    if ((await this.find(id)) === undefined) throw applicationMissing(id);
    await this.#records.remove(id.toLowerCase());
  }

  /** Whether a secret is the application's, and still good. */
  proves({ secretHash, secretExpiresAt }: Application, secret: string): boolean {
    return isSame(hashOf(secret), secretHash) && secretExpiresAt > this.#clock.now();
  }

  async #giveSecret(of: Omit<Application, 'secretHash' | 'secretExpiresAt'>, revision: number): Promise<WithSecret> {
    const secret = newTokenText();
    const secretExpiresAt = this.#clock.now() + applicationSecretMs;
    const application = { ...of, secretHash: hashOf(secret), secretExpiresAt };
    const isWritten = await this.#records.put({ id: of.id, revision, value: application }, of.createdAt);
    if (isWritten) return { application, secret };
    throw new AccessRefusal('applicationInvalid', 'The application was changed by someone else at the same moment.');
  }
}

/** What is said where there is no application of that id. */
export function applicationMissing(id: string): AccessRefusal {
  return new AccessRefusal('applicationMissing', `The application '${id}' does not exist.`);
}

/** The scopes of a request that is right. */
function checked({ name, description, redirectUris, scope }: ApplicationRequest): readonly string[] {
  if (name.trim() === '' || name.length > tokenNameLength)
    throw invalid(`The name of an application has 1 to ${tokenNameLength} characters.`);
  if (description.length > redirectUriLength) throw invalid('The description of the application is too long.');
  if (redirectUris.length === 0 || redirectUris.length > mostRedirectUris)
    throw invalid(`An application has 1 to ${mostRedirectUris} redirect URIs.`);
  for (const uri of redirectUris) checkRedirectUri(uri);
  const scopes = scopesOf(scope);
  if (scopes === undefined) throw invalid(`The scopes '${scope}' are not all known.`);
  return scopes;
}

// In the clear only to the same machine, where programs under development listen.
function checkRedirectUri(uri: string): void {
  const url = uri.length > redirectUriLength ? null : URL.parse(uri);
  const isLocal = url?.hostname === 'localhost' || url?.hostname === '127.0.0.1' || url?.hostname === '[::1]';
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal);
  if (url === null || !isSafe || url.hash !== '' || uri.includes('#') || url.username !== '' || /[\s;,]/.test(uri))
    throw invalid(`The redirect URI '${uri}' is not an https:// address without a fragment.`);
}

function invalid(message: string): AccessRefusal {
  return new AccessRefusal('applicationInvalid', message);
}
