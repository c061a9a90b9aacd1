import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { Clock } from '../base/clock.ts';
import { identityTokenMs } from '../base/limits.ts';
import { newGuid } from '../base/new-guid.ts';
import type { DocumentStore } from '../run/ports/document-store.ts';
import type { Secrets } from '../run/ports/secrets.ts';

const algorithm = 'RS256';
/** The audience that the service's tokens have, which clouds trust. */
const audience = 'api://AzureADTokenExchange';
const ref = { kind: 'identityKey', scope: '', id: 'current' };

// Loaded when the first job asks for a token: most servers start without one.
const jose = () => import('jose');

/** The public half of a key (JWK). */
export type PublicKey = {
  readonly kty: string;
  readonly n: string;
  readonly e: string;
  readonly alg: string;
  readonly use: string;
  readonly kid: string;
};

type Key = { readonly id: string; readonly privatePem: string; readonly publicPem: string };

export type IdentityTokenPorts = {
  readonly documents: DocumentStore;
  readonly secrets: Secrets;
  readonly organization: string;
  readonly clock: Clock;
};

/**
 * Tokens by which a job proves to others which job it is (OpenID Connect, workload identity). They are good for nothing here. The key is an
 * RSA key that is made when it is first needed and kept sealed; its public half is what others verify tokens with.
 */
export class IdentityTokens {
  readonly #ports: IdentityTokenPorts;
  #key: Promise<Key> | undefined;

  constructor(ports: IdentityTokenPorts) {
    this.#ports = ports;
  }

  /** A token for ten minutes. `issuer` is the address below which `/.well-known/openid-configuration` is found. */
  async issue(
    { issuer, subject }: { readonly issuer: string; readonly subject: string },
    claims: Readonly<Record<string, string>>,
  ): Promise<string> {
    const { SignJWT, importPKCS8 } = await jose();
    const { id, privatePem } = await this.#current();
    const seconds = Math.floor(this.#ports.clock.now() / 1000);
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: algorithm, typ: 'JWT', kid: id })
      .setJti(newGuid())
      .setIssuer(issuer)
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt(seconds)
      .setNotBefore(seconds)
      .setExpirationTime(seconds + identityTokenMs / 1000)
      .sign(await importPKCS8(privatePem, algorithm));
  }

  /** What tokens are verified with. */
  async publicKeys(): Promise<readonly PublicKey[]> {
    const { exportJWK, importSPKI } = await jose();
    const { id, publicPem } = await this.#current();
    const { n = '', e = '' } = await exportJWK(await importSPKI(publicPem, algorithm, { extractable: true }));
    return [{ kty: 'RSA', n, e, alg: algorithm, use: 'sig', kid: id }];
  }

  #current(): Promise<Key> {
    this.#key ??= this.#load().catch((error: unknown) => {
      this.#key = undefined;
      throw error;
    });
    return this.#key;
  }

  // Of servers that make one at once, the first to write it has made the key of all.
  async #load(): Promise<Key> {
    const { documents, secrets, organization } = this.#ports;
    for (;;) {
      const kept = await documents.get(organization, ref);
      if (kept !== undefined) {
        const { sealed, ...key } = kept.value as Omit<Key, 'privatePem'> & { readonly sealed: string };
        return { ...key, privatePem: secrets.open(sealed) };
      }
      const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', {
        modulusLength: 2048,
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
        publicKeyEncoding: { type: 'spki', format: 'pem' },
      });
      const value = { id: newGuid(), publicPem: publicKey, sealed: secrets.seal(privateKey) };
      await documents.write(organization, [{ ...ref, expected: 0, content: { position: 0, value } }]);
    }
  }
}
