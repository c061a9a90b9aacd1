import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isSame, proofOf } from '../../access/keys.ts';
import { cookieOf, setCookie } from './cookies.ts';

const visitorSeconds = 3_600;

/**
 * Sees to it that a form comes from the browser that was given it: it brings a cookie that no other site can send or read, and a proof that only the
 * server can have made of it.
 */
export class FormGuard {
  readonly #key: Uint8Array;
  readonly #cookie: { readonly name: string; readonly path: string };

  constructor(key: Uint8Array, cookie: { readonly name: string; readonly path: string }) {
    this.#key = key;
    this.#cookie = cookie;
  }

  /** The proof for a form that is about to be shown; `parts` is what the form is about, and must be the same when it comes back. */
  proofFor(request: FastifyRequest, reply: FastifyReply, ...parts: readonly string[]): string {
    const known = cookieOf(request.headers.cookie, this.#cookie.name);
    const visitor = known ?? randomUUID();
    if (known === undefined) setCookie(request, reply, { ...this.#cookie, value: visitor, seconds: visitorSeconds });
    return proofOf(this.#key, visitor, ...parts);
  }

  /** Whether a form that came back is one that was shown to this browser. */
  accepts(request: FastifyRequest, proof: string, ...parts: readonly string[]): boolean {
    const visitor = cookieOf(request.headers.cookie, this.#cookie.name);
    return visitor !== undefined && isSame(proof, proofOf(this.#key, visitor, ...parts));
  }
}
