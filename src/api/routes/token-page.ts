import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type Holder, holds } from '../../access/holder.ts';
import type { TokenProblem } from '../../access/personal-tokens.ts';
import { everyScope, scopeWords } from '../../access/scopes.ts';
import { browserSessionMs } from '../../base/limits.ts';
import { TokenForm } from '../../wire/token-form.ts';
import type { Api } from '../http/api.ts';
import { cookieOf, setCookie } from '../http/cookies.ts';
import { FormGuard } from '../http/form-guard.ts';
import { formType, readForms } from '../http/forms.ts';
import { allows, withIncluded } from '../http/scope-rules.ts';
import { sendSignIn, sendTokenProblem, sendTokens, type TokenPage } from '../http/token-page.ts';
import type { Services } from '../services.ts';

/** Where the service has it. */
const path = '/:organization/_usersSettings/tokens';
const params = Type.Object({ organization: Type.String() });
const dayMs = 86_400_000;

/**
 * The page on which people create and revoke their personal access tokens with a browser. They sign in with one, and stay signed in for some hours: by a
 * cookie that is good for this page alone.
 */
export function tokenPageRoutes(api: Api, services: Services): void {
  const desk = new TokenDesk(services);
  api.register(async (scope: Api) => {
    readForms(scope);
    scope.get(
      path,
      { config: { operation: 'tokenPage.show', produces: 'text/html' }, schema: { params } },
      (request, reply) => desk.show(request, reply),
    );
    scope.post(
      path,
      {
        config: { operation: 'tokenPage.answer', produces: 'text/html', consumes: formType },
        schema: { params, body: TokenForm },
      },
      (request, reply) => desk.answer(request, reply, request.body),
    );
  });
}

const problems: Readonly<Record<TokenProblem, string>> = {
  displayNameRequired: 'The token needs a name.',
  invalidDisplayName: 'The name is too long.',
  invalidScope: 'Choose what the token may do.',
  invalidValidTo: 'A token is good for at least a day and at most a year.',
  accessDenied: 'You do not have what the token is to be allowed, so you can not give it away.',
};

class TokenDesk {
  readonly #services: Services;
  readonly #guard: FormGuard;
  readonly #place: string;
  readonly #cookie: { readonly name: string; readonly path: string };

  constructor(services: Services) {
    this.#services = services;
    this.#place = `/${encodeURIComponent(services.organization)}/_usersSettings/tokens`;
    this.#cookie = { name: 'millrace-session', path: this.#place };
    this.#guard = new FormGuard(services.access.formKey, { name: 'millrace-visitor', path: this.#place });
  }

  async show(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    // Cookies tell paths apart by the case of their letters, organizations do not.
    if (!request.url.startsWith(this.#place)) return this.#back(reply);
    const holder = await this.#holder(request);
    return holder === undefined ? this.#signIn(request, reply) : this.#page(request, reply, holder);
  }

  async answer(request: FastifyRequest, reply: FastifyReply, form: TokenForm): Promise<FastifyReply> {
    if (!this.#guard.accepts(request, form.proof ?? '', this.#session(request)))
      return sendTokenProblem(reply.code(400), 'The form has expired, or it did not come from this page.');
    if (form.do === 'signIn') return this.#begin(request, reply, form.token ?? '');
    if (form.do === 'signOut') return this.#keep(request, reply, { value: '', seconds: 0 });
    const holder = await this.#holder(request);
    if (holder === undefined) return this.#signIn(request, reply, 'Your session is over. Please sign in again.');
    if (form.do === 'create') return this.#create(request, reply, holder, form);
    if (form.do === 'revoke') await this.#services.access.tokens.revoke(holder, form.id ?? '');
    return this.#back(reply);
  }

  async #begin(request: FastifyRequest, reply: FastifyReply, token: string): Promise<FastifyReply> {
    const value = await this.#services.access.sessions.begin(token.trim());
    const holder = value === undefined ? undefined : await this.#holderOf(value);
    if (value === undefined || holder === undefined)
      return this.#signIn(request, reply, 'The token is not valid, or it is no personal access token.');
    if (allows(holder.granted, 'vso.tokens'))
      return this.#keep(request, reply, { value, seconds: browserSessionMs / 1000 });
    return this.#signIn(request, reply, 'The token does not have the scope vso.tokens, so it can not manage tokens.');
  }

  #keep(request: FastifyRequest, reply: FastifyReply, session: { value: string; seconds: number }): FastifyReply {
    setCookie(request, reply, { ...this.#cookie, ...session });
    return this.#back(reply);
  }

  // Asked for anew, so that a page that is loaded again does nothing twice.
  #back(reply: FastifyReply): FastifyReply {
    return reply.header('cache-control', 'no-store').redirect(this.#place, 303);
  }

  async #create(request: FastifyRequest, reply: FastifyReply, holder: Holder, asked: TokenForm): Promise<FastifyReply> {
    const { clock, access } = this.#services;
    const { name = '', days = '', scope = '' } = asked;
    const scopes = asked.access === 'everything' ? everyScope : scope;
    const expiresAt = /^\d{1,3}$/.test(days) ? clock.now() + Number(days) * dayMs : Number.NaN;
    const made = await access.tokens.create(holder, { name, scope: scopes, expiresAt });
    if (made.ok) return this.#page(request, reply, holder, { made: { name, text: made.value.text } });
    return this.#page(request, reply.code(400), holder, { problem: problems[made.problem], asked });
  }

  #signIn(request: FastifyRequest, reply: FastifyReply, problem?: string): FastifyReply {
    const { organization } = this.#services;
    const proof = this.#guard.proofFor(request, reply, this.#session(request));
    if (problem === undefined) return sendSignIn(reply, { organization, proof });
    return sendSignIn(reply.code(403), { organization, proof, problem });
  }

  async #page(
    request: FastifyRequest,
    reply: FastifyReply,
    holder: Holder,
    more: Pick<TokenPage, 'problem' | 'made' | 'asked'> = {},
  ): Promise<FastifyReply> {
    const { organization, access } = this.#services;
    return sendTokens(reply, {
      organization,
      who: holder.identity.displayName,
      proof: this.#guard.proofFor(request, reply, this.#session(request)),
      tokens: await access.tokens.list(holder),
      scopes: Object.keys(scopeWords).filter(scope => holds(holder, [scope])),
      ...more,
    });
  }

  #session(request: FastifyRequest): string {
    return cookieOf(request.headers.cookie, this.#cookie.name) ?? '';
  }

  #holder(request: FastifyRequest): Promise<Holder | undefined> {
    return this.#holderOf(this.#session(request));
  }

  async #holderOf(session: string): Promise<Holder | undefined> {
    const found = await this.#services.access.sessions.find(session);
    return found === undefined ? undefined : { identity: found.identity, granted: withIncluded(found.scopes) };
  }
}
