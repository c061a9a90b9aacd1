import { Type } from 'typebox';
import type { Application, WithSecret } from '../../access/applications.ts';
import { NewOAuthApplication, OAuthApplication, OAuthApplications, OAuthAuthorizations } from '../../wire/oauth.ts';
import type { Api } from '../http/api.ts';
import { noContent } from '../http/no-content.ts';
import { organizationParams } from '../http/paths.ts';
import { dateText } from '../resources/dates.ts';
import type { Services } from '../services.ts';

const base = '/:organization/_millrace/oauth';
const params = Type.Object(organizationParams);
const oneParams = Type.Object({ ...organizationParams, id: Type.String() });

/** Routes of our own: applications are registered, and people take back what they let them do. The service has pages for it. */
export function oauthApplicationRoutes(api: Api, services: Services): void {
  listApplications(api, services);
  register(api, services);
  renewSecret(api, services);
  removeApplication(api, services);
  listAuthorizations(api, services);
  endAuthorization(api, services);
}

function listApplications(api: Api, { access }: Services): void {
  api.get(
    `${base}/applications`,
    { config: { operation: 'oauthApplications.list' }, schema: { params, response: { 200: OAuthApplications } } },
    async () => {
      const value = (await access.applications.list()).map(application => shown({ application }));
      return { count: value.length, value };
    },
  );
}

function register(api: Api, { access }: Services): void {
  api.post(
    `${base}/applications`,
    {
      config: { operation: 'oauthApplications.register' },
      schema: { params, body: NewOAuthApplication, response: { 201: OAuthApplication } },
    },
    async ({ body: { name, description = '', redirectUris, scope }, caller }, reply) => {
      const made = await access.applications.register(caller.identity, { name, description, redirectUris, scope });
      return reply.code(201).send(shown(made));
    },
  );
}

function renewSecret(api: Api, { access }: Services): void {
  api.post(
    `${base}/applications/:id/secret`,
    {
      config: { operation: 'oauthApplications.renewSecret' },
      schema: { params: oneParams, response: { 200: OAuthApplication } },
    },
    async request => shown(await access.applications.renewSecret(request.params.id)),
  );
}

// What people let it do ends with it.
function removeApplication(api: Api, { access }: Services): void {
  api.delete(
    `${base}/applications/:id`,
    { config: { operation: 'oauthApplications.remove' }, schema: { params: oneParams } },
    async (request, reply) => {
      const { id } = request.params;
      await access.applications.remove(id);
      await access.grants.endAll(id.toLowerCase());
      return noContent(reply);
    },
  );
}

function listAuthorizations(api: Api, { access }: Services): void {
  api.get(
    `${base}/authorizations`,
    { config: { operation: 'oauthAuthorizations.list' }, schema: { params, response: { 200: OAuthAuthorizations } } },
    async request => {
      const grants = await access.grants.list(request.caller.identity);
      const names = new Map((await access.applications.list()).map(({ id, name }) => [id, name]));
      const value = grants.map(({ id, applicationId, scopes, createdAt, expiresAt }) => ({
        id,
        application: { id: applicationId, name: names.get(applicationId) ?? '' },
        scope: scopes.join(' '),
        createdDate: dateText(createdAt),
        validTo: dateText(expiresAt),
      }));
      return { count: value.length, value };
    },
  );
}

function endAuthorization(api: Api, { access }: Services): void {
  api.delete(
    `${base}/authorizations/:id`,
    { config: { operation: 'oauthAuthorizations.end' }, schema: { params: oneParams } },
    async (request, reply) => {
      await access.grants.revoke(request.caller.identity, request.params.id);
      return noContent(reply);
    },
  );
}

function shown({ application, secret }: { readonly application: Application } & Partial<WithSecret>): OAuthApplication {
  const { id, name, description, redirectUris, scopes, createdAt, secretExpiresAt } = application;
  return {
    id,
    name,
    description,
    redirectUris: [...redirectUris],
    scope: scopes.join(' '),
    createdDate: dateText(createdAt),
    secretValidTo: dateText(secretExpiresAt),
    ...(secret === undefined ? {} : { secret }),
  };
}
