import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from '../../access/access.ts';
import { isSame, proofOf } from '../../access/keys.ts';
import { browserSessionMs } from '../../base/limits.ts';
import { cookieOf, setCookie } from './cookies.ts';
import { withIncluded } from './scope-rules.ts';
import { type Caller, userDataOf } from './tokens.ts';

const name = 'millrace-pages';

/**
 * Who is signed in with a browser on the pages of runs. The session is a cookie of the whole organization, which somebody who follows a link from
 * another site brings along; forms of other sites do not, and each form has a proof made of the session.
 */
export class BrowserSessions {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  /** Who sends a request, by its session; `undefined` where there is none that is good. */
  async find(request: FastifyRequest): Promise<Caller | undefined> {
    const session = cookieOf(request.headers.cookie, name) ?? '';
    const found = session === '' ? undefined : await this.#access.sessions.find(session);
    if (found === undefined) return undefined;
    const { identity, scopes } = found;
    return { identity, granted: withIncluded(scopes), userData: userDataOf(identity), expiresAt: undefined, session };
  }

  /** Signs somebody in by a personal token; false where the text is none that is good. */
  async begin(request: FastifyRequest, reply: FastifyReply, token: string): Promise<boolean> {
    const value = await this.#access.sessions.begin(token);
    if (value === undefined) return false;
    this.#set(request, reply, value, browserSessionMs / 1000);
    return true;
  }

  end(request: FastifyRequest, reply: FastifyReply): void {
    this.#set(request, reply, '', 0);
  }

  /** What each form of a page for somebody who is signed in brings; `undefined` for who came by a token. */
  proofFor({ session }: Caller): string | undefined {
    return session === undefined ? undefined : proofOf(this.#access.formKey, 'pages', session);
  }

  /** Whether a form that came back is of a page that was made for its sender. */
  accepts(caller: Caller, proof: string): boolean {
    const right = this.proofFor(caller);
    return right !== undefined && isSame(proof, right);
  }

  #set(request: FastifyRequest, reply: FastifyReply, value: string, seconds: number): void {
    setCookie(request, reply, { name, value, path: homeOf(request), seconds, comesAlong: true });
  }
}

/** The path of the organization's pages, as browsers see it: `/fabrikam`. */
export function homeOf({ base }: { readonly base: string }): string {
  return new URL(base).pathname;
}
