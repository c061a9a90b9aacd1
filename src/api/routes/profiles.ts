import { Type } from 'typebox';
import { organizationId } from '../../run/organization-id.ts';
import { Account, Profile } from '../../wire/identities.ts';
import { Collection } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import { avatarImage } from '../resources/avatar.ts';
import { dateText } from '../resources/dates.ts';
import { subjectDescriptor } from '../resources/identity-reference.ts';
import { knownIdentities, knownPeople } from '../resources/known-identities.ts';
import type { Services } from '../services.ts';

const epoch = dateText(0);

/** Who asks, and which organizations he may use: what applications read first. Also without an organization, as the service's own host has it. */
export function profileRoutes(api: Api, services: Services): void {
  for (const place of [
    { prefix: organizationPath, params: organizationParams },
    { prefix: '/_apis', params: {} },
  ]) {
    getProfile(api, services, place);
    listAccounts(api, services, place);
  }
  getAvatar(api, services);
}

/** The picture that every mention of somebody links to. Whoever is not known by now has one too: the link is in what is kept of him. */
function getAvatar(api: Api, services: Services): void {
  api.get(
    `${organizationPath}/GraphProfile/MemberAvatars/:memberDescriptor`,
    {
      config: { operation: 'memberAvatars.get', produces: 'image/svg+xml' },
      schema: {
        params: Type.Object({ ...organizationParams, memberDescriptor: Type.String() }),
        querystring: Type.Object({ size: Type.Optional(Type.String()) }),
      },
    },
    async (request, reply) => {
      const { memberDescriptor } = request.params;
      const people = await knownIdentities(services, request.caller.identity);
      const found = people.find(({ id }) => subjectDescriptor(id) === memberDescriptor);
      return reply.type('image/svg+xml; charset=utf-8').send(avatarImage(found?.displayName ?? ''));
    },
  );
}

type Place = { readonly prefix: string; readonly params: Partial<typeof organizationParams> };

function getProfile(api: Api, services: Services, { prefix, params }: Place): void {
  api.get(
    `${prefix}/profile/profiles/:id`,
    {
      config: { operation: 'profiles.get' },
      schema: { params: Type.Object({ ...params, id: Type.String() }), response: { 200: Profile } },
    },
    async request => {
      const { identity } = request.caller;
      const id = request.params.id.toLowerCase();
      const people = await knownPeople(services, identity);
      const found = id === 'me' ? identity : people.find(person => person.id.toLowerCase() === id);
      if (found === undefined) throw serviceError('profileMissing', `The profile ${request.params.id} does not exist.`);
      const { displayName, uniqueName } = found;
      return {
        displayName,
        publicAlias: found.id,
        emailAddress: uniqueName,
        coreRevision: 1,
        timeStamp: epoch,
        id: found.id,
        revision: 1,
      };
    },
  );
}

function listAccounts(api: Api, { organization }: Services, { prefix, params }: Place): void {
  api.get(
    `${prefix}/accounts`,
    {
      config: { operation: 'accounts.list' },
      schema: {
        params: Type.Object(params),
        querystring: Type.Object({ memberId: Type.Optional(Type.String()), ownerId: Type.Optional(Type.String()) }),
        response: { 200: Collection(Account) },
      },
    },
    async request => {
      const account = {
        accountId: organizationId(organization),
        accountUri: `${request.base}/`,
        accountName: organization,
      };
      return { count: 1, value: [{ ...account, properties: {} }] };
    },
  );
}
