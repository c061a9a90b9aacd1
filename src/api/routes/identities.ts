import { Type } from 'typebox';
import type { Identity } from '../../run/events.ts';
import { Identity as WireIdentity } from '../../wire/identities.ts';
import { Collection, Nullable } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { argumentNull } from '../http/error-words.ts';
import { serviceError } from '../http/errors.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import { idsOf } from '../resources/id-list.ts';
import { claimsDescriptor, subjectDescriptor } from '../resources/identity-reference.ts';
import { knownIdentities } from '../resources/known-identities.ts';
import type { Services } from '../services.ts';

const path = `${organizationPath}/identities`;

/** Who somebody is: by ids and descriptors, or by what he is called, as clients turn a name into an id. */
export function identityRoutes(api: Api, services: Services): void {
  readIdentities(api, services);
  readIdentity(api, services);
}

function readIdentities(api: Api, services: Services): void {
  api.get(
    path,
    {
      config: { operation: 'identities.read' },
      schema: {
        params: Type.Object(organizationParams),
        querystring: Type.Object({
          identityIds: Type.Optional(Type.String()),
          descriptors: Type.Optional(Type.String()),
          subjectDescriptors: Type.Optional(Type.String()),
          searchFilter: Type.Optional(Type.String()),
          filterValue: Type.Optional(Type.String()),
        }),
        response: { 200: Collection(Nullable(WireIdentity)) },
      },
    },
    async request => {
      const { identityIds, descriptors, subjectDescriptors, searchFilter, filterValue } = request.query;
      const known = await knownIdentities(services, request.caller.identity);
      const find = (isIt: (one: Identity) => boolean) => known.find(isIt) ?? null;
      const listed = (text: string) => [...idsOf(text)];
      const found =
        identityIds !== undefined
          ? listed(identityIds).map(id => find(one => one.id.toLowerCase() === id))
          : descriptors !== undefined
            ? listed(descriptors).map(text => find(one => claimsDescriptor(one).toLowerCase() === text))
            : subjectDescriptors !== undefined
              ? listed(subjectDescriptors).map(text => find(one => subjectDescriptor(one.id).toLowerCase() === text))
              : known.filter(matcher(searchFilter, filterValue));
      return { count: found.length, value: found.map(one => (one === null ? null : identityResource(one))) };
    },
  );
}

function readIdentity(api: Api, services: Services): void {
  api.get(
    `${path}/:identityId`,
    {
      config: { operation: 'identities.get' },
      schema: {
        params: Type.Object({ ...organizationParams, identityId: Type.String() }),
        response: { 200: WireIdentity },
      },
    },
    async request => {
      const id = request.params.identityId.toLowerCase();
      const known = await knownIdentities(services, request.caller.identity);
      const found = known.find(one => one.id.toLowerCase() === id);
      if (found === undefined) throw serviceError('identityMissing', `The identity ${id} could not be found.`);
      return identityResource(found);
    },
  );
}

/** What a filter asks, in any case. `General` is any of the names; a display name may be cut off with `*`. */
function matcher(filter: string | undefined, value: string | undefined): (one: Identity) => boolean {
  if (filter === undefined || value === undefined)
    throw argumentNull(filter === undefined ? 'searchFilter' : 'filterValue');
  const wanted = value.toLowerCase();
  const isAccount = ({ uniqueName }: Identity) => uniqueName.toLowerCase() === wanted;
  const isAlias = ({ uniqueName }: Identity) => uniqueName.toLowerCase().split('@')[0] === wanted;
  const isDisplayed = ({ displayName }: Identity) =>
    wanted.endsWith('*')
      ? displayName.toLowerCase().startsWith(wanted.slice(0, -1))
      : displayName.toLowerCase() === wanted;
  switch (filter.toLowerCase()) {
    case 'accountname':
    case 'mailaddress':
      return isAccount;
    case 'alias':
    case 'directoryalias':
      return isAlias;
    case 'displayname':
      return isDisplayed;
    case 'identifier':
      return one => one.id.toLowerCase() === wanted;
    case 'general':
      return one => isAccount(one) || isDisplayed(one) || isAlias(one);
    default:
      throw serviceError('argument', `The search filter '${filter}' is not supported.`);
  }
}

function identityResource(identity: Identity): WireIdentity {
  const { id, displayName, uniqueName } = identity;
  const text = ($value: string) => ({ $type: 'System.String' as const, $value });
  return {
    id,
    descriptor: claimsDescriptor(identity),
    subjectDescriptor: subjectDescriptor(id),
    providerDisplayName: displayName,
    isActive: true,
    isContainer: false,
    members: [],
    memberOf: [],
    memberIds: [],
    properties: {
      SchemaClassName: text('User'),
      Account: text(uniqueName),
      Mail: text(uniqueName.includes('@') ? uniqueName : ''),
    },
    resourceVersion: 2,
    metaTypeId: 0,
  };
}
