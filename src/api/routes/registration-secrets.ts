import { Type } from 'typebox';
import type { WithSecret } from '../../access/applications.ts';
import { Guid } from '../../wire/json-schema.ts';
import { Registration, RegistrationSecret } from '../../wire/oauth.ts';
import type { Api } from '../http/api.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import { dateText } from '../resources/dates.ts';
import type { Services } from '../services.ts';

const path = `${organizationPath}/delegatedauth/registrationsecret/:registrationId`;
const params = Type.Object({ ...organizationParams, registrationId: Guid });

/** Secrets of applications as the service's own API gives them: the former one is refused from then on. */
export function registrationSecretRoutes(api: Api, { access }: Services): void {
  const created = { params, response: { 200: RegistrationSecret } };
  api.post(path, { config: { operation: 'registrationSecrets.create' }, schema: created }, async request => {
    const { application, secret } = await access.applications.renewSecret(request.params.registrationId);
    return { isAuthenticated: true, properties: { secret, validTo: dateText(application.secretExpiresAt) } };
  });
  const querystring = Type.Object({ secretType: Type.Optional(Type.String()) });
  const rotated = { params, querystring, response: { 200: Registration } };
  api.put(path, { config: { operation: 'registrationSecrets.rotate' }, schema: rotated }, async request =>
    registration(await access.applications.renewSecret(request.params.registrationId)),
  );
}

function registration({ application, secret }: WithSecret): Registration {
  const { id, owner, name, description, redirectUris, scopes, secretExpiresAt } = application;
  return {
    registrationId: id,
    identityId: owner.id,
    registrationName: name,
    registrationDescription: description,
    redirectUris: [...redirectUris],
    responseTypes: 'Assertion',
    scopes: scopes.join(' '),
    clientType: 'confidential',
    isValid: true,
    isWellKnown: false,
    secret,
    secretValidTo: dateText(secretExpiresAt),
  };
}
